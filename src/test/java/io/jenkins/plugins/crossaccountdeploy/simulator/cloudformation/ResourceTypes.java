package io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What CloudFormation knows of the resource types that the simulator can create. Written by hand from the names, types and
 * requirements of the <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html">resource type
 * reference</a>: whatever is not in there is refused, also if CloudFormation would take it.
 *
 * <p>A type is {@code String}, {@code Integer}, {@code Boolean}, {@code Policy}, words divided by {@code |}, the name of an
 * object, or one of these in brackets for a list; an exclamation mark stands behind what is required.
 */
final class ResourceTypes {

    private final Json types;

    ResourceTypes() {
        try (InputStream in = ResourceTypes.class.getResourceAsStream("/cloudformation/resource-types.json")) {
            types = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses what CloudFormation would: types and properties that there are not, and values of another type. */
    void require(String logicalId, String type, Json properties) {
        if (!type.startsWith("AWS::") || !types.has(type)) {
            throw new IllegalArgumentException("Unrecognized resource types: [" + type + "]");
        }
        requireObject(logicalId, type, properties);
    }

    boolean hasAttribute(String type, String attribute) {
        return types.object(type).orElseThrow().strings("attributes").contains(attribute);
    }

    private void requireObject(String where, String type, Json object) {
        Map<String, Object> known = types.object(type)
                .orElseThrow()
                .object("properties")
                .orElseThrow()
                .members();
        object.members().forEach((name, value) -> {
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException(where + ": extraneous key [" + name + "] is not permitted");
            }
            requireValue(where + "/" + name, ((String) known.get(name)).replace("!", ""), value);
        });
        known.forEach((name, kind) -> {
            if (((String) kind).endsWith("!") && !object.has(name)) {
                throw new IllegalArgumentException(where + ": required key [" + name + "] not found");
            }
        });
    }

    private void requireValue(String where, String type, Object value) {
        if (type.startsWith("[")) {
            if (!(value instanceof List<?> list)) {
                throw unexpected(where, "JSONArray", value);
            }
            list.forEach(element -> requireValue(where, type.substring(1, type.length() - 1), element));
            return;
        }
        boolean fits =
                switch (type) {
                    case "String" -> value instanceof String;
                    case "Integer" ->
                        value instanceof BigDecimal number
                                && number.stripTrailingZeros().scale() <= 0;
                    case "Boolean" -> value instanceof Boolean;
                    case "Policy" -> value instanceof Json;
                    default ->
                        types.has(type)
                                ? value instanceof Json
                                : type.contains("|")
                                        && List.of(type.split("\\|")).contains(value);
                };
        if (!fits) {
            throw unexpected(where, type, value);
        }
        if (types.has(type)) {
            requireObject(where, type, (Json) value);
        }
    }

    private static IllegalArgumentException unexpected(String where, String type, Object value) {
        return new IllegalArgumentException(where + ": expected type: " + type + ", found: " + value);
    }
}
