package io.jenkins.plugins.crossaccountdeploy.page;

/**
 * Markup that is built from texts of anybody: scripts, job names, AWS. Whatever is put in is text, in elements and in
 * attributes; only tags and attribute names are of this package's own making.
 */
final class Html {

    private final StringBuilder markup = new StringBuilder();

    /** @param attributes names and values in turn; those without a value are left out */
    Html open(String tag, String... attributes) {
        markup.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            if (!attributes[i + 1].isEmpty()) {
                markup.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1]);
                markup.append('"');
            }
        }
        markup.append('>');
        return this;
    }

    Html close(String tag) {
        markup.append("</").append(tag).append('>');
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element with a text in it. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** A link that opens beside this page; the text alone if there is nowhere to go. */
    Html link(String url, String text) {
        return url.startsWith("https://")
                ? element("a", text, "href", url, "target", "_blank", "rel", "noopener noreferrer")
                : text(text);
    }

    /** What assistive technology reads, and nobody sees. */
    Html spoken(String text) {
        return element("span", text, "class", "jenkins-visually-hidden");
    }

    /** Markup that Jenkins itself has made: a symbol. */
    Html markup(String jenkins) {
        markup.append(jenkins);
        return this;
    }

    Html add(Html other) {
        markup.append(other.markup);
        return this;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> markup.append("&amp;");
                case '<' -> markup.append("&lt;");
                case '>' -> markup.append("&gt;");
                case '"' -> markup.append("&quot;");
                case '\'' -> markup.append("&#39;");
                default -> markup.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return markup.toString();
    }
}
