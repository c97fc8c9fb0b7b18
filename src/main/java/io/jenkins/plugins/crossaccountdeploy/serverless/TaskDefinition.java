package io.jenkins.plugins.crossaccountdeploy.serverless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.crossaccountdeploy.appspec.Nearest;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An ECS task definition as RegisterTaskDefinition takes it (<a
 * href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html">API reference</a>).
 *
 * @param tree what it consists of; nobody changes it
 */
public record TaskDefinition(JsonNode tree) {

    /** What is a number. */
    static final Set<String> NUMBERS = Set.of(
            "containerPort",
            "hardLimit",
            "hostPort",
            "ignoredExitCodes",
            "interval",
            "maxSwap",
            "memoryReservation",
            "restartAttemptPeriod",
            "retries",
            "sharedMemorySize",
            "size",
            "sizeInGiB",
            "softLimit",
            "startPeriod",
            "startTimeout",
            "stopTimeout",
            "swappiness",
            "timeout",
            "transitEncryptionPort");

    /** What is a number of a container, and a text of the whole task. */
    static final Set<String> NUMBERS_OF_CONTAINERS = Set.of("cpu", "memory");

    /** What has texts under names that its author chooses, which may be those of other fields. */
    static final Set<String> TEXTS = Set.of("dockerLabels", "driverOpts", "labels", "options");

    /** What DescribeTaskDefinition tells, and nobody can set. */
    private static final Set<String> READ_ONLY = Set.of(
            "taskDefinitionArn",
            "revision",
            "status",
            "requiresAttributes",
            "compatibilities",
            "registeredAt",
            "registeredBy",
            "deregisteredAt",
            "deleteRequestedAt");

    private static final List<String> FIELDS = List.of(
            "family",
            "taskRoleArn",
            "executionRoleArn",
            "networkMode",
            "containerDefinitions",
            "volumes",
            "placementConstraints",
            "requiresCompatibilities",
            "cpu",
            "memory",
            "tags",
            "pidMode",
            "ipcMode",
            "proxyConfiguration",
            "inferenceAccelerators",
            "ephemeralStorage",
            "runtimePlatform",
            "enableFaultInjection");

    private static final List<String> CONTAINER_FIELDS = List.of(
            "name",
            "image",
            "repositoryCredentials",
            "cpu",
            "memory",
            "memoryReservation",
            "links",
            "portMappings",
            "essential",
            "restartPolicy",
            "entryPoint",
            "command",
            "environment",
            "environmentFiles",
            "mountPoints",
            "volumesFrom",
            "linuxParameters",
            "secrets",
            "dependsOn",
            "startTimeout",
            "stopTimeout",
            "versionConsistency",
            "hostname",
            "user",
            "workingDirectory",
            "disableNetworking",
            "privileged",
            "readonlyRootFilesystem",
            "dnsServers",
            "dnsSearchDomains",
            "extraHosts",
            "dockerSecurityOptions",
            "interactive",
            "pseudoTerminal",
            "dockerLabels",
            "ulimits",
            "logConfiguration",
            "healthCheck",
            "systemControls",
            "resourceRequirements",
            "firelensConfiguration",
            "credentialSpecs");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param json as {@link #json} tells it */
    public TaskDefinition(String json) {
        this(read(json));
    }

    /**
     * Reads a task definition as people write it, or as {@code aws ecs describe-task-definition} prints it.
     *
     * @param file its name
     * @param text valid JSON
     * @param faults gets what ECS would refuse, and what it would pass over in silence
     */
    public static TaskDefinition of(String file, String text, Faults faults) {
        TaskDefinition definition = of(read(text));
        if (definition.family().isEmpty()
                || !definition.tree.path("containerDefinitions").isArray()) {
            faults.add(file
                    + ": is no task definition, which has family and containerDefinitions. Give the path of one, such"
                    + " as aws ecs describe-task-definition prints it.");
        }
        check(file + ": ", definition.tree, FIELDS, faults);
        int number = 0;
        for (JsonNode container : definition.tree.path("containerDefinitions")) {
            check(file + ": containerDefinitions[" + number + "].", container, CONTAINER_FIELDS, faults);
            number++;
        }
        return definition;
    }

    /** What can be set of a task definition that stands by itself, or with its tags as DescribeTaskDefinition answers. */
    static TaskDefinition of(JsonNode root) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        JsonNode given = root.has("taskDefinition") ? root.path("taskDefinition") : root;
        given.properties().stream()
                .filter(field -> !READ_ONLY.contains(field.getKey()))
                .forEach(field -> definition.set(field.getKey(), field.getValue()));
        if (root.has("taskDefinition") && !root.path("tags").isEmpty()) {
            definition.set("tags", root.path("tags"));
        }
        if (definition.path("tags").isArray() && definition.path("tags").isEmpty()) {
            definition.remove("tags");
        }
        return new TaskDefinition(definition);
    }

    /** A field that ECS does not know it passes over; one that is newer than this list it knows. */
    private static void check(String where, JsonNode object, List<String> known, Faults faults) {
        object.fieldNames().forEachRemaining(name -> {
            String nearest = known.contains(name) ? name : Nearest.to(name, known);
            if (nearest.isEmpty()) {
                faults.warn(where + name + " is not known here. It is sent, and ECS may pass over it.");
            } else if (!nearest.equals(name)) {
                faults.add(where + name + " is not known, and ECS would pass over it. Did you mean '" + nearest + "'?");
            }
        });
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("What was written as JSON can be read", e);
        }
    }

    public String family() {
        return tree.path("family").asText();
    }

    /** The roles that its tasks are given: ARNs or names. */
    public List<String> roles() {
        return Stream.of("taskRoleArn", "executionRoleArn")
                .map(field -> tree.path(field).asText())
                .filter(role -> !role.isEmpty())
                .toList();
    }

    /** On one line. */
    public String json() {
        return tree.toString();
    }

    /** The image and the like are no secrets, but the values of environment variables may be. */
    @Override
    public String toString() {
        return family();
    }
}
