package io.jenkins.plugins.crossaccountdeploy.simulator.ecs;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Authorization;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.JsonService;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Amazon ECS as those see it who register task definitions.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html">API reference</a>
 */
public final class EcsService extends JsonService {

    /** What requests to this service have in front of the operation. */
    public static final String TARGET_PREFIX = "AmazonEC2ContainerServiceV20141113.";

    private static final int MOST_BYTES = 65_536;

    /** What is described where it was not given. */
    private static final List<String> LISTS =
            List.of("environment", "mountPoints", "volumesFrom", "portMappings", "systemControls");

    private static final Set<String> NUMBERS =
            Set.of("cpu", "memory", "memoryReservation", "startTimeout", "stopTimeout");

    private final TaskDefinitions definitions;

    public EcsService(TaskDefinitions definitions, SignatureV4 signatures) {
        super(TARGET_PREFIX, "ecs", signatures);
        this.definitions = definitions;
    }

    @Override
    public String name() {
        return "ECS";
    }

    @Override
    protected Optional<Json> perform(Exchange exchange, Json input) throws IOException {
        Authorization.require(exchange, 400, "ecs:" + exchange.action(), "*", exchange.context());
        return Optional.of(
                switch (exchange.action()) {
                    case "RegisterTaskDefinition" -> register(exchange, input);
                    case "DescribeTaskDefinition" -> describe(exchange, input);
                    default -> throw unknown(exchange);
                });
    }

    private static String prefix(Exchange exchange) {
        return "arn:aws:ecs:" + exchange.region() + ":" + exchange.caller().accountId() + ":task-definition/";
    }

    private Json register(Exchange exchange, Json input) throws IOException {
        String family = family(input);
        List<Json> containers = containers(input);
        if (exchange.payload().length > MOST_BYTES) {
            throw client("Actual length: '" + exchange.payload().length + "'. Max allowed length is '" + MOST_BYTES
                    + "' bytes.");
        }
        pass(exchange, input, "taskRoleArn");
        pass(exchange, input, "executionRoleArn");
        List<Object> tags = input.list("tags");
        if (input.get("tags") != null && tags.isEmpty()) {
            throw new AwsError(400, "InvalidParameterException", "Tags can not be empty.");
        }
        if (!tags.isEmpty()) {
            Authorization.require(
                    exchange,
                    400,
                    "ecs:TagResource",
                    prefix(exchange) + family + ":*",
                    exchange.context().put("ecs:CreateAction", "RegisterTaskDefinition"));
        }
        Json described = Json.object();
        input.members().forEach(described::put);
        described
                .remove("tags")
                .put(
                        "containerDefinitions",
                        containers.stream().map(EcsService::whole).toList());
        for (String list : List.of("volumes", "placementConstraints")) {
            described.put(list, input.list(list));
        }
        return output(definitions.add(prefix(exchange), family, described, tags), true);
    }

    private static String family(Json input) {
        String family = input.string("family").orElseThrow(() -> client("Family should not be null or empty."));
        if (!family.matches("[A-Za-z0-9_-]{1,255}")) {
            throw client("Family contains invalid characters.");
        }
        return family;
    }

    private static List<Json> containers(Json input) {
        List<Json> containers = input.objects("containerDefinitions");
        if (containers.isEmpty()) {
            throw client("Container list cannot be empty.");
        }
        for (Json container : containers) {
            for (String number : NUMBERS) {
                if (container.get(number) instanceof String) {
                    throw new AwsError(
                            400, "SerializationException", "STRING_VALUE can not be converted to an Integer");
                }
            }
            if (container.string("name").isEmpty()) {
                throw client("Container.name should not be null or empty.");
            }
            String image =
                    container.string("image").orElseThrow(() -> client("Container.image should not be null or empty."));
            if (image.length() > 255 || image.matches(".*[\\s<>].*")) {
                throw client("Container.image contains invalid characters.");
            }
        }
        if (input.strings("requiresCompatibilities").contains("FARGATE")
                && (input.string("cpu").isEmpty() || input.string("memory").isEmpty())) {
            throw client("Fargate requires that 'cpu' be defined at the task level.");
        }
        return containers;
    }

    private static void pass(Exchange exchange, Json input, String field) {
        Optional<String> role = input.string(field);
        if (role.isPresent()) {
            String arn = role.get().startsWith("arn:")
                    ? role.get()
                    : "arn:aws:iam::" + exchange.caller().accountId() + ":role/" + role.get();
            Authorization.require(
                    exchange,
                    400,
                    "iam:PassRole",
                    arn,
                    exchange.context().put("iam:PassedToService", "ecs-tasks.amazonaws.com"));
        }
    }

    private static Json whole(Json container) {
        Json whole = Json.object().put("cpu", 0).put("essential", true);
        LISTS.forEach(list -> whole.put(list, List.of()));
        container.members().forEach(whole::put);
        container.object("healthCheck").ifPresent(given -> {
            Json check = Json.object().put("interval", 30).put("timeout", 5).put("retries", 3);
            given.members().forEach(check::put);
            whole.put("healthCheck", check);
        });
        whole.put(
                "portMappings",
                container.objects("portMappings").stream()
                        .map(mapping -> {
                            Json port =
                                    Json.object().put("protocol", "tcp").put("hostPort", mapping.get("containerPort"));
                            mapping.members().forEach(port::put);
                            return port;
                        })
                        .toList());
        return whole;
    }

    private Json describe(Exchange exchange, Json input) {
        String name = input.string("taskDefinition")
                .orElseThrow(() -> new AwsError(400, "InvalidParameterException", "Task definition can not be blank."));
        TaskDefinitions.Revision revision = definitions
                .find(prefix(exchange), name)
                .orElseThrow(() -> client("Unable to describe task definition."));
        return output(revision, input.strings("include").contains("TAGS"));
    }

    private static Json output(TaskDefinitions.Revision revision, boolean withTags) {
        Json definition = Json.object();
        revision.definition().members().forEach(definition::put);
        definition
                .put("taskDefinitionArn", revision.arn())
                .put("revision", revision.number())
                .put("status", "ACTIVE")
                .put("compatibilities", List.of("EC2", "FARGATE"))
                .put("requiresAttributes", List.of())
                .put("registeredBy", "arn:aws:iam::000000000000:root");
        Json output = Json.object().put("taskDefinition", definition);
        return withTags ? output.put("tags", revision.tags()) : output;
    }

    private static AwsError client(String message) {
        return new AwsError(400, "ClientException", message);
    }

    @Override
    public AwsError failed() {
        return new AwsError(500, "ServerException", "Service Unavailable. Please try again later.");
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        return Authorization.denied(exchange, 400, "ecs:" + exchange.action(), "*", Decision.NO_IDENTITY_POLICY);
    }
}
