package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The header fields of one message: names compare without case, repeated fields keep their order. */
public final class Headers {

    private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public Headers add(String name, String value) {
        fields.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
        return this;
    }

    public Headers set(String name, String value) {
        fields.put(name, new ArrayList<>(List.of(value)));
        return this;
    }

    public Optional<String> first(String name) {
        List<String> values = fields.get(name);
        return values == null ? Optional.empty() : Optional.of(values.get(0));
    }

    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** All names, in alphabetical order without case. */
    public Set<String> names() {
        return Collections.unmodifiableSet(fields.keySet());
    }
}
