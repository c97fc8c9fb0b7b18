package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON. */
final class JsonParser {

    private final String text;
    private int next;

    JsonParser(String text) {
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
            object.put(name, value());
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
