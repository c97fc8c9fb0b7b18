package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object, read or about to be written. Values are strings, {@link BigDecimal}s, booleans, lists, objects and null;
 * on the way out also any number, and {@link Instant}s as the seconds since 1970 that AWS's JSON protocols use.
 */
public final class Json {

    private final Map<String, Object> members = new LinkedHashMap<>();

    public static Json object() {
        return new Json();
    }

    /** Reads an object; anything else is an {@link IllegalArgumentException} that says where reading stopped. */
    public static Json parse(String text) {
        JsonParser parser = new JsonParser(text);
        Object value = parser.document();
        if (value instanceof Json object) {
            return object;
        }
        throw new IllegalArgumentException("not a JSON object: " + text);
    }

    /** Sets a member; a null value is left out, as AWS leaves out what is not there. */
    public Json put(String name, Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    public Json remove(String name) {
        members.remove(name);
        return this;
    }

    public boolean has(String name) {
        return members.get(name) != null;
    }

    public Object get(String name) {
        return members.get(name);
    }

    public Map<String, Object> members() {
        return members;
    }

    public Optional<String> string(String name) {
        return typed(name, String.class);
    }

    public Optional<Boolean> bool(String name) {
        return typed(name, Boolean.class);
    }

    public Optional<BigDecimal> number(String name) {
        return typed(name, BigDecimal.class);
    }

    public Optional<Json> object(String name) {
        return typed(name, Json.class);
    }

    /** The elements of a list; empty if it is not there. */
    public List<Object> list(String name) {
        List<Object> elements = new ArrayList<>();
        typed(name, List.class).ifPresent(list -> ((List<?>) list).forEach(elements::add));
        return elements;
    }

    /** The strings of a list; empty if it is not there. */
    public List<String> strings(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    public List<Json> objects(String name) {
        return list(name).stream().map(Json.class::cast).toList();
    }

    private <T> Optional<T> typed(String name, Class<T> type) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(
                    name + " should be a " + type.getSimpleName().toLowerCase(java.util.Locale.ROOT));
        }
        return Optional.ofNullable(type.cast(value));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(256);
        write(this, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        if (value instanceof Json object) {
            text.append('{');
            String separator = "";
            for (Map.Entry<String, Object> member : object.members.entrySet()) {
                text.append(separator);
                quote(member.getKey(), text);
                text.append(':');
                write(member.getValue(), text);
                separator = ",";
            }
            text.append('}');
        } else if (value instanceof Collection<?> list) {
            text.append('[');
            String separator = "";
            for (Object element : list) {
                text.append(separator);
                write(element, text);
                separator = ",";
            }
            text.append(']');
        } else if (value instanceof Instant moment) {
            text.append(BigDecimal.valueOf(moment.toEpochMilli(), 3).toPlainString());
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            quote(value.toString(), text);
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
