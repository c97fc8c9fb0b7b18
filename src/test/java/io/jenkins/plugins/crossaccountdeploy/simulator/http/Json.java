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
        Parser parser = new Parser(text);
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
        return typed(name, List.class)
                .map(list -> (List<Object>) new ArrayList<Object>(list))
                .orElse(List.of());
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

    private static final class Parser {

        private final String text;
        private int next;

        Parser(String text) {
            this.text = text;
        }

        Object document() {
            Object value = value();
            blanks();
            if (next < text.length()) {
                throw unexpected();
            }
            return value;
        }

        private Object value() {
            blanks();
            if (next == text.length()) {
                throw unexpected();
            }
            char c = text.charAt(next);
            return switch (c) {
                case '{' -> object();
                case '[' -> list();
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        private Json object() {
            Json object = new Json();
            expect('{');
            blanks();
            if (take('}')) {
                return object;
            }
            do {
                blanks();
                String name = string();
                blanks();
                expect(':');
                object.members.put(name, value());
                blanks();
            } while (take(','));
            expect('}');
            return object;
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            expect('[');
            blanks();
            if (take(']')) {
                return list;
            }
            do {
                list.add(value());
                blanks();
            } while (take(','));
            expect(']');
            return list;
        }

        private String string() {
            expect('"');
            StringBuilder string = new StringBuilder();
            while (next < text.length() && text.charAt(next) != '"') {
                char c = text.charAt(next++);
                string.append(c == '\\' ? escape() : c);
            }
            expect('"');
            return string.toString();
        }

        private char escape() {
            if (next == text.length()) {
                throw unexpected();
            }
            char c = text.charAt(next++);
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> {
                    int end = Math.min(next + 4, text.length());
                    char code = (char) Integer.parseInt(text.substring(next, end), 16);
                    next = end;
                    yield code;
                }
                default -> c;
            };
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, next)) {
                throw unexpected();
            }
            next += word.length();
            return value;
        }

        private BigDecimal number() {
            int start = next;
            while (next < text.length() && "+-.eE0123456789".indexOf(text.charAt(next)) >= 0) {
                next++;
            }
            if (start == next) {
                throw unexpected();
            }
            return new BigDecimal(text.substring(start, next));
        }

        private void blanks() {
            while (next < text.length() && " \t\r\n".indexOf(text.charAt(next)) >= 0) {
                next++;
            }
        }

        private boolean take(char c) {
            if (next < text.length() && text.charAt(next) == c) {
                next++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!take(c)) {
                throw unexpected();
            }
        }

        private IllegalArgumentException unexpected() {
            return new IllegalArgumentException("unexpected "
                    + (next < text.length() ? "'" + text.charAt(next) + "'" : "end")
                    + " at character " + next);
        }
    }
}
