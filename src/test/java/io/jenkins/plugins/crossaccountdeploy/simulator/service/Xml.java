package io.jenkins.plugins.crossaccountdeploy.simulator.service;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes the plain XML of AWS's older protocols. */
public final class Xml {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    /** Opens an element; attributes may follow the name. */
    public Xml open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    public Xml close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    /** An element with text; moments are written to the millisecond, as AWS does. */
    public Xml element(String name, Object value) {
        open(name);
        escape(value instanceof Instant moment ? MOMENT.format(moment) : String.valueOf(value));
        return close(name);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                case '\r' -> text.append("&#13;");
                default -> text.append(c);
            }
        }
    }
}
