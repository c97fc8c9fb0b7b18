package io.jenkins.plugins.crossaccountdeploy.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a task definition that is registered is the very one that would be registered. ECS adds defaults to what it is
 * given; only those that are certain to change nothing are passed over, so that a doubt ends in another revision.
 */
final class Likeness {

    /** Lists whose order does not matter, and which ECS puts in another one. */
    private static final Set<String> UNORDERED = Set.of("environment", "secrets", "tags", "requiresCompatibilities");

    /** Whether each task has an address of its own, where the ports of its containers are. */
    private final boolean hasOwnPorts;

    private Likeness(boolean hasOwnPorts) {
        this.hasOwnPorts = hasOwnPorts;
    }

    static boolean isSame(JsonNode wanted, JsonNode registered) {
        boolean hasOwnPorts = wanted.path("networkMode").asText().equals("awsvpc");
        return new Likeness(hasOwnPorts).isSame("", wanted, registered);
    }

    private boolean isSame(String field, JsonNode wanted, JsonNode registered) {
        if (TaskDefinition.TEXTS.contains(field)) {
            return wanted.equals(registered);
        }
        if (wanted.isObject() && registered.isObject()) {
            Set<String> names = new HashSet<>();
            wanted.fieldNames().forEachRemaining(names::add);
            registered.fieldNames().forEachRemaining(names::add);
            return names.stream().allMatch(name -> isSameField(field, name, wanted, registered));
        }
        if (wanted.isArray() && registered.isArray()) {
            if (UNORDERED.contains(field)) {
                return wanted.size() == registered.size() && items(wanted).equals(items(registered));
            }
            boolean isSame = wanted.size() == registered.size();
            for (int i = 0; isSame && i < wanted.size(); i++) {
                isSame = isSame(field, wanted.get(i), registered.get(i));
            }
            return isSame;
        }
        return wanted.isNumber() && registered.isNumber()
                ? wanted.decimalValue().compareTo(registered.decimalValue()) == 0
                : wanted.equals(registered);
    }

    private static Set<JsonNode> items(JsonNode list) {
        Set<JsonNode> items = new HashSet<>();
        list.forEach(items::add);
        return items;
    }

    private boolean isSameField(String parent, String name, JsonNode wanted, JsonNode registered) {
        if (!wanted.has(name)) {
            return isDefault(parent, name, registered.get(name), registered);
        }
        if (!registered.has(name)) {
            return isDefault(parent, name, wanted.get(name), wanted);
        }
        return isSame(name, wanted.get(name), registered.get(name));
    }

    /** Whether a field means the same as its absence. */
    private boolean isDefault(String parent, String name, JsonNode value, JsonNode around) {
        return value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || switch (name) {
                    case "essential" -> value.isBoolean() && value.asBoolean();
                    case "protocol" ->
                        parent.equals("portMappings") && value.asText().equals("tcp");
                    case "cpu" -> isNumber(value, 0);
                    // Of a health check, and nothing else has these fields.
                    case "interval" -> isNumber(value, 30);
                    case "timeout" -> isNumber(value, 5);
                    case "retries" -> isNumber(value, 3);
                    // Elsewhere ECS chooses one.
                    case "hostPort" ->
                        isNumber(
                                value,
                                hasOwnPorts ? around.path("containerPort").asInt() : 0);
                    default -> value.isBoolean() && !value.asBoolean();
                };
    }

    private static boolean isNumber(JsonNode value, int number) {
        return value.isNumber() && value.decimalValue().compareTo(BigDecimal.valueOf(number)) == 0;
    }
}
