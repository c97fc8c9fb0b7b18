package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.Platform;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Mapping;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Member;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Scalar;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.YAMLException;

/** An AppSpec for Amazon ECS or AWS Lambda. No agent reads it: the rules are those of CodeDeploy's AppSpec reference. */
final class ResourcesSection {

    private static final List<String> KEYS = List.of("version", "Resources", "Hooks");
    private static final List<String> ECS_EVENTS = List.of(
            "BeforeInstall", "AfterInstall", "AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic");
    private static final List<String> LAMBDA_EVENTS = List.of("BeforeAllowTraffic", "AfterAllowTraffic");

    private static final String ECS_TYPE = "AWS::ECS::Service";
    private static final String LAMBDA_TYPE = "AWS::Lambda::Function";

    private final Findings findings;
    private Platform platform = Platform.SERVER;

    ResourcesSection(Findings findings) {
        this.findings = findings;
    }

    /** Whether an AppSpec is for ECS or Lambda. */
    static boolean isIn(Mapping root) {
        return resources(root).isPresent() && root.get("os").isEmpty();
    }

    private static Optional<Value> resources(Mapping root) {
        return root.get("Resources").or(() -> root.get("resources"));
    }

    /**
     * The Lambda functions of an AppSpec.
     *
     * @throws YAMLException if it is not YAML
     */
    static List<AppSpec.LambdaFunction> functions(String text) {
        List<AppSpec.LambdaFunction> functions = new ArrayList<>();
        new YamlReader(text)
                .first()
                .flatMap(root -> root instanceof Mapping mapping ? resources(mapping) : Optional.empty())
                .ifPresent(list -> new ResourcesSection(new Findings(""))
                        .each(
                                list,
                                "Resources",
                                resource -> resource.members().forEach(member -> {
                                    if (member.value() instanceof Mapping mapping
                                            && mapping.get("Properties").orElse(null) instanceof Mapping properties) {
                                        functions.add(new AppSpec.LambdaFunction(
                                                text(properties.get("Name")),
                                                text(properties.get("Alias")),
                                                text(properties.get(AppSpec.LambdaFunction.CURRENT)),
                                                text(properties.get("TargetVersion"))));
                                    }
                                })));
        return functions;
    }

    private static String text(Optional<Value> value) {
        return value.map(given -> given instanceof Scalar scalar ? scalar.text() : "")
                .orElse("");
    }

    /** Checks the whole AppSpec, and tells for which platform it is: {@code SERVER} when it does not say. */
    Platform read(Mapping root) {
        slips(root);
        version(root);
        resources(root).ifPresent(this::resources);
        root.get("Hooks").or(() -> root.get("hooks")).ifPresent(this::hooks);
        return platform;
    }

    private void slips(Mapping root) {
        Set<String> keys =
                root.members().stream().map(member -> member.key().written()).collect(Collectors.toSet());
        for (Member member : root.members()) {
            String key = member.key().written();
            String nearest = KEYS.contains(key) ? "" : Nearest.to(key, KEYS);
            if (!nearest.isEmpty() && !keys.contains(nearest)) {
                findings.error(member.key().line(), "'" + key + "' is not known. Did you mean '" + nearest + "'?");
            }
        }
    }

    private void version(Mapping root) {
        Optional<Value> version = root.get("version");
        if (version.isEmpty()) {
            findings.error(root.line(), "version is missing. Add 'version: 0.0'.");
        } else if (!version.get().written().matches("0+(\\.0*)?")) {
            findings.error(
                    version.get().line(),
                    "version '" + version.get().written() + "' is not known. CodeDeploy knows 'version: 0.0' only.");
        }
    }

    private void resources(Value resources) {
        List<Mapping> all = new ArrayList<>();
        each(resources, "Resources", all::add);
        if (all.isEmpty()) {
            findings.error(resources.line(), "Resources is empty. Add the ECS service or Lambda function to deploy.");
        }
        all.forEach(resource -> resource.members().forEach(this::resource));
    }

    private void resource(Member member) {
        if (!(member.value() instanceof Mapping mapping)) {
            findings.error(
                    member.key().line(), member.key().written() + " has 'Type' and 'Properties' below it. Add them.");
            return;
        }
        Optional<Value> type = required(mapping, "Type", "Add '" + ECS_TYPE + "' or '" + LAMBDA_TYPE + "'.")
                .filter(value -> isKnown(value, "resource type", List.of(ECS_TYPE, LAMBDA_TYPE)));
        if (type.isEmpty()) {
            return;
        }
        platform = type.get().written().equals(ECS_TYPE) ? Platform.ECS : Platform.LAMBDA;
        required(mapping, "Properties", "Add them as in CodeDeploy's reference.")
                .ifPresent(properties -> {
                    if (!(properties instanceof Mapping values)) {
                        findings.error(properties.line(), "Properties has 'key: value' lines below it. Add them.");
                    } else if (platform == Platform.ECS) {
                        service(values);
                    } else {
                        function(values);
                    }
                });
    }

    private void service(Mapping properties) {
        required(properties, "TaskDefinition", "Add the ARN of the task definition to deploy.");
        required(properties, "LoadBalancerInfo", "Add ContainerName and ContainerPort below it.")
                .ifPresent(balancer -> {
                    if (balancer instanceof Mapping info) {
                        balancer(info);
                    } else {
                        findings.error(
                                balancer.line(),
                                "LoadBalancerInfo has ContainerName and ContainerPort below it. Add them.");
                    }
                });
    }

    private void balancer(Mapping info) {
        required(info, "ContainerName", "Add the container that takes the traffic.");
        required(info, "ContainerPort", "Add the port of the container that takes the traffic.")
                .filter(port -> !port.written().matches("\\d{1,5}"))
                .ifPresent(port -> findings.error(
                        port.line(),
                        "ContainerPort '" + port.written() + "' is not a number. Write the port, such as 8080."));
    }

    private void function(Mapping properties) {
        for (String key : List.of("Name", "Alias", AppSpec.LambdaFunction.CURRENT, "TargetVersion")) {
            required(properties, key, "Add that of the Lambda function.");
        }
    }

    /** A list of events, each with the name or ARN of a Lambda function. */
    private void hooks(Value hooks) {
        List<String> events = platform == Platform.ECS ? ECS_EVENTS : LAMBDA_EVENTS;
        each(
                hooks,
                "Hooks",
                hook -> hook.members().forEach(member -> {
                    isKnown(member.key(), "lifecycle event", events);
                    if (!(member.value() instanceof Scalar)
                            || member.value().written().isEmpty()) {
                        findings.error(
                                member.value().line(),
                                member.key().written() + " is not a text. Write it on one line, after the colon.");
                    }
                }));
    }

    private Optional<Value> required(Mapping mapping, String key, String remedy) {
        Optional<Value> value = mapping.get(key).filter(given -> !given.isNull());
        if (value.isEmpty()) {
            findings.error(mapping.get(key).map(Value::line).orElse(mapping.line()), key + " is missing. " + remedy);
        }
        return value;
    }

    private boolean isKnown(Value value, String name, List<String> known) {
        if (known.contains(value.written())) {
            return true;
        }
        findings.error(
                value.line(),
                name + " '" + value.written() + "' is not known. "
                        + Nearest.remedy(value.written(), known, "Use one of " + String.join(", ", known) + "."));
        return false;
    }

    private void each(Value list, String name, Consumer<Mapping> action) {
        if (!(list instanceof Sequence sequence)) {
            findings.error(list.line(), name + " is a list. Start each of its entries with '- '.");
            return;
        }
        for (Value item : sequence.items()) {
            if (item instanceof Mapping mapping) {
                action.accept(mapping);
            } else {
                findings.error(item.line(), "an entry of " + name + " has 'key: value' lines. Mend it.");
            }
        }
    }
}
