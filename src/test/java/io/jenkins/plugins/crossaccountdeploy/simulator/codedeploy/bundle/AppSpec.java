package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What the simulator has to know of an AppSpec file.
 *
 * @param hooks scripts (or, for Lambda and ECS, functions) by lifecycle event
 * @param resource the properties of the function or service that is deployed; empty for servers
 */
public record AppSpec(Map<String, List<String>> hooks, Map<String, String> resource) {

    static final AppSpec UNKNOWN = new AppSpec(Map.of(), Map.of());

    /** Reads YAML, or JSON, which is YAML too. */
    public static AppSpec parse(String text) {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (YAMLException malformed) {
            throw new IllegalArgumentException("The AppSpec file is not valid YAML", malformed);
        }
        if (!(document instanceof Map<?, ?> spec) || !spec.containsKey("version")) {
            throw new IllegalArgumentException("The AppSpec file has no version");
        }
        Map<String, List<String>> hooks = new LinkedHashMap<>();
        if (spec.get("hooks") instanceof Map<?, ?> byEvent) {
            byEvent.forEach((event, scripts) -> hooks.put(String.valueOf(event), locations(scripts)));
        }
        if (spec.get("Hooks") instanceof List<?> functions) {
            for (Object function : functions) {
                if (function instanceof Map<?, ?> named) {
                    named.forEach((event, name) -> hooks.put(String.valueOf(event), List.of(String.valueOf(name))));
                }
            }
        }
        return new AppSpec(hooks, resource(spec));
    }

    private static List<String> locations(Object scripts) {
        List<String> locations = new ArrayList<>();
        if (scripts instanceof List<?> several) {
            for (Object script : several) {
                if (script instanceof Map<?, ?> fields && fields.get("location") != null) {
                    locations.add(String.valueOf(fields.get("location")));
                }
            }
        }
        return locations;
    }

    private static Map<String, String> resource(Map<?, ?> spec) {
        Map<String, String> properties = new LinkedHashMap<>();
        Object resources = spec.containsKey("Resources") ? spec.get("Resources") : spec.get("resources");
        if (resources instanceof List<?> several && !several.isEmpty() && several.get(0) instanceof Map<?, ?> first) {
            first.forEach((name, value) -> {
                properties.put("ResourceName", String.valueOf(name));
                if (value instanceof Map<?, ?> fields) {
                    Object given =
                            fields.containsKey("Properties") ? fields.get("Properties") : fields.get("properties");
                    if (given instanceof Map<?, ?> map) {
                        map.forEach((key, property) -> properties.put(String.valueOf(key), String.valueOf(property)));
                    }
                }
            });
        }
        return properties;
    }

    public Optional<String> firstHook(String event) {
        return hooks.getOrDefault(event, List.of()).stream().findFirst();
    }
}
