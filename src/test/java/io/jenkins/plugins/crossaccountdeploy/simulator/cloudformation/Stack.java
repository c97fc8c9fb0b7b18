package io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation;

import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcIssuer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a template has created in an account. Nothing is taken back when it fails halfway: the test has failed then. */
public final class Stack {

    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final Map<String, Json> properties = new LinkedHashMap<>();
    private final Map<String, Created> created = new LinkedHashMap<>();
    private final Map<String, String> parameters;
    private final ResourceTypes types = new ResourceTypes();
    private final Template template;

    /**
     * A resource that there is now.
     *
     * @param ref what {@code Ref} gives
     * @param attributes what {@code Fn::GetAtt} gives
     */
    record Created(String type, String ref, Map<String, String> attributes) {}

    private Stack(String body, Map<String, String> given) {
        template = new Template(body);
        parameters = template.parameters(given);
    }

    /**
     * Creates all that a template describes, as an administrator of the account can.
     *
     * @param parameters by name
     * @param issuers on the internet, for identity providers
     * @throws IllegalArgumentException as soon as something is not as CloudFormation or the services want it
     */
    public static Stack create(
            Simulator aws,
            String account,
            String region,
            String body,
            Map<String, String> parameters,
            Collection<OidcIssuer> issuers) {
        Stack stack = new Stack(body, parameters);
        Provisioner provisioner = new Provisioner(aws, account, region, List.copyOf(issuers));
        stack.template.order().forEach(name -> stack.create(name, provisioner));
        stack.template.section("Outputs").forEach((name, output) -> {
            if (!List.of("Description", "Value").containsAll(output.members().keySet())) {
                throw new IllegalArgumentException("The simulator does not know this output: " + output);
            }
            stack.outputs.put(name, (String) stack.resolved(output.get("Value")));
        });
        return stack;
    }

    private void create(String name, Provisioner provisioner) {
        Json resource = template.section("Resources").get(name);
        for (String policy : List.of("DeletionPolicy", "UpdateReplacePolicy")) {
            if (!List.of("Delete", "Retain", "Snapshot")
                    .contains(resource.string(policy).orElse("Delete"))) {
                throw new IllegalArgumentException("Unrecognized " + policy + " of resource " + name);
            }
        }
        String type = resource.string("Type")
                .orElseThrow(() -> new IllegalArgumentException("Every Resources object must contain a Type member"));
        Json resolved = (Json) resolved(resource.object("Properties").orElseGet(Json::object));
        types.require(name, type, resolved);
        properties.put(name, resolved);
        created.put(name, provisioner.create(type, resolved));
    }

    private Object resolved(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::resolved).toList();
        }
        if (!(value instanceof Json json)) {
            return value;
        }
        return Intrinsic.of(json).<Object>map(this::resolved).orElseGet(() -> {
            Json copy = Json.object();
            json.members().forEach((name, member) -> copy.put(name, resolved(member)));
            return copy;
        });
    }

    private String resolved(Intrinsic call) {
        if (call.attribute().isEmpty() && parameters.containsKey(call.logicalId())) {
            return parameters.get(call.logicalId());
        }
        Created resource = created.get(call.logicalId());
        if (resource == null) {
            throw new IllegalArgumentException("Unresolved reference to " + call.logicalId());
        }
        if (call.attribute().isEmpty()) {
            return resource.ref();
        }
        String attribute = call.attribute().get();
        if (!types.hasAttribute(resource.type(), attribute)
                || !resource.attributes().containsKey(attribute)) {
            throw new IllegalArgumentException(
                    "Requested attribute " + attribute + " does not exist in schema for " + resource.type());
        }
        return resource.attributes().get(attribute);
    }

    public Map<String, String> outputs() {
        return Map.copyOf(outputs);
    }

    /** The properties of each resource, with all references resolved. */
    public Map<String, Json> properties() {
        return Map.copyOf(properties);
    }
}
