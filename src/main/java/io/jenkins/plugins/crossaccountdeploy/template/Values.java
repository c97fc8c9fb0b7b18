package io.jenkins.plugins.crossaccountdeploy.template;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What placeholders stand for.
 *
 * @param byName in the order of their names
 */
public record Values(Map<String, String> byName) implements Serializable {

    public static final Values NONE = new Values(Map.of());

    public Values {
        byName = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNullElse(byName, Map.of())));
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** The same with one more. */
    public Values and(String name, String value) {
        Map<String, String> more = new TreeMap<>(byName);
        more.put(name, value);
        return new Values(more);
    }

    /** Whether a value can be sent: halves of characters cannot. */
    static boolean isText(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /** Names only, since a value may be a secret. */
    @Override
    public String toString() {
        return byName.keySet().toString();
    }
}
