package io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A template, read strictly: sections, attributes and functions that the simulator does not know are refused, like references
 * to nothing and circular ones.
 */
final class Template {

    private static final Set<String> SECTIONS =
            Set.of("AWSTemplateFormatVersion", "Description", "Parameters", "Resources", "Outputs");

    private static final Set<String> ATTRIBUTES =
            Set.of("Type", "Properties", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy");

    /** The quotas of <a
     * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html">CloudFormation</a>. */
    private static final int LONGEST_BODY = 51_200;

    private static final int LONGEST_DESCRIPTION = 1_024;

    private final Json document;

    Template(String body) {
        if (body.length() > LONGEST_BODY) {
            throw new IllegalArgumentException("Template body is longer than " + LONGEST_BODY + " bytes");
        }
        document = Json.parse(body);
        requireOnly("Template", document, SECTIONS);
        if (!document.string("AWSTemplateFormatVersion").orElse("2010-09-09").equals("2010-09-09")) {
            throw new IllegalArgumentException("Template format error: unsupported value for AWSTemplateFormatVersion");
        }
        if (document.string("Description").orElse("").length() > LONGEST_DESCRIPTION) {
            throw new IllegalArgumentException("Template format error: Description is too long");
        }
        section("Resources").forEach((name, resource) -> {
            if (!name.matches("[A-Za-z0-9]+")) {
                throw new IllegalArgumentException("Resource name " + name + " is non alphanumeric");
            }
            requireOnly(name, resource, ATTRIBUTES);
        });
        if (section("Resources").isEmpty()) {
            throw new IllegalArgumentException("At least one Resources member must be defined");
        }
    }

    private static void requireOnly(String where, Json object, Set<String> known) {
        object.members().keySet().forEach(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(where + ": the simulator does not know " + name);
            }
        });
    }

    /** The objects of a section by their names; none if it is missing. */
    Map<String, Json> section(String name) {
        Map<String, Json> objects = new LinkedHashMap<>();
        document.object(name)
                .ifPresent(section -> section.members().forEach((key, value) -> objects.put(key, (Json) value)));
        return objects;
    }

    /** The values of the parameters: those given, or their defaults. */
    Map<String, String> parameters(Map<String, String> given) {
        Map<String, Json> declared = section("Parameters");
        given.keySet().forEach(name -> {
            if (!declared.containsKey(name)) {
                throw new IllegalArgumentException("Parameters: [" + name + "] do not exist in the template");
            }
        });
        Map<String, String> values = new LinkedHashMap<>();
        declared.forEach((name, parameter) -> {
            requireOnly(name, parameter, Set.of("Type", "Description", "Default", "AllowedPattern"));
            if (!parameter.string("Type").orElse("").equals("String")) {
                throw new IllegalArgumentException(name + ": the simulator knows parameters of type String only");
            }
            String value = given.getOrDefault(name, parameter.string("Default").orElse(null));
            if (value == null) {
                throw new IllegalArgumentException("Parameters: [" + name + "] must have values");
            }
            parameter.string("AllowedPattern").ifPresent(pattern -> {
                if (!value.matches(pattern)) {
                    throw new IllegalArgumentException(
                            "Parameter " + name + " failed to satisfy constraint: must match pattern " + pattern);
                }
            });
            values.put(name, value);
        });
        return values;
    }

    /** The resources in an order in which each comes after those that it refers to. */
    List<String> order() {
        Set<String> ordered = new LinkedHashSet<>();
        section("Resources").keySet().forEach(name -> add(name, ordered, new ArrayList<>()));
        return List.copyOf(ordered);
    }

    private void add(String name, Set<String> ordered, List<String> path) {
        if (ordered.contains(name)) {
            return;
        }
        Json resource = section("Resources").get(name);
        if (resource == null) {
            throw new IllegalArgumentException(
                    "Template format error: unresolved resource dependencies [" + name + "]");
        }
        if (path.contains(name)) {
            throw new IllegalArgumentException("Circular dependency between resources: " + path);
        }
        path.add(name);
        needs(resource).forEach(other -> add(other, ordered, path));
        path.remove(name);
        ordered.add(name);
    }

    private Set<String> needs(Json resource) {
        Set<String> needs = new LinkedHashSet<>();
        Object dependsOn = resource.get("DependsOn");
        if (dependsOn instanceof List<?> several) {
            several.forEach(one -> needs.add((String) one));
        } else if (dependsOn != null) {
            needs.add((String) dependsOn);
        }
        references(resource.object("Properties").orElseGet(Json::object), needs);
        return needs;
    }

    private void references(Object value, Set<String> found) {
        if (value instanceof List<?> list) {
            list.forEach(element -> references(element, found));
        } else if (value instanceof Json json) {
            Intrinsic.of(json).ifPresent(call -> {
                if (!section("Parameters").containsKey(call.logicalId())) {
                    found.add(call.logicalId());
                }
            });
            json.members().values().forEach(member -> references(member, found));
        }
    }
}
