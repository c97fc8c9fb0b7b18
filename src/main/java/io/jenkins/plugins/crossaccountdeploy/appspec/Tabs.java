package io.jenkins.plugins.crossaccountdeploy.appspec;

/**
 * Makes spaces of the tabs that separate tokens where the agent's YAML library (libyaml) allows them and SnakeYAML does not: in
 * lists and mappings with brackets, and behind a colon, a quote or a bracket. Indenting by tabs remains what it is, a fault.
 */
public final class Tabs {

    /** Before the first token of a document. */
    private static final char START = 0;

    private final StringBuilder text;
    private int depth;
    private char quote;
    private boolean isComment;
    private boolean isIndent = true;

    /** Whether brackets are around all. */
    private boolean isFlow;

    /** The last character that is no blank, of this line only where there are no brackets around. */
    private char before = START;

    private Tabs(String text) {
        this.text = new StringBuilder(text);
    }

    /** The same text, each character in its place. */
    public static String asSpaces(String text) {
        return text.indexOf('\t') < 0 ? text : new Tabs(text).replace();
    }

    private String replace() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                isComment = false;
                isIndent = true;
                before = before == START || quote != 0 || depth > 0 ? before : '\n';
            } else if (quote != 0) {
                i += quoted(i, c);
            } else if (c == '\t' && !isComment && separates()) {
                text.setCharAt(i, ' ');
            } else if (c != ' ' && c != '\t' && !isComment) {
                isIndent = false;
                if (isDocumentStart(i)) {
                    before = START;
                } else {
                    token(i, c);
                    // A colon that begins a line belongs to a '?'.
                    before = c == ':' && depth == 0 && before == '\n' ? '?' : c;
                }
            }
        }
        return text.toString();
    }

    private boolean separates() {
        if (depth == 0) {
            return before == START ? !isIndent : ":\"']}".indexOf(before) >= 0;
        }
        // A text without quotes goes on in the next line, which counts as indented.
        return isFlow || !isIndent || ",:[]{}\"'?#".indexOf(before) >= 0;
    }

    private boolean isDocumentStart(int at) {
        return text.charAt(at) == '-'
                && at >= 2
                && text.substring(at - 2, at).equals("--")
                && (at == 2 || text.charAt(at - 3) == '\n');
    }

    /** Returns how many characters more to skip. */
    private int quoted(int at, char c) {
        boolean isPair = at + 1 < text.length()
                && (c == '\\' && quote == '"' || c == '\'' && quote == '\'' && text.charAt(at + 1) == '\'');
        if (c == quote && !isPair) {
            quote = 0;
        }
        return isPair ? 1 : 0;
    }

    private void token(int at, char c) {
        boolean afterBlank = at == 0 || Character.isWhitespace(text.charAt(at - 1));
        boolean begins = before == START || "\n:-?,[{".indexOf(before) >= 0;
        if (c == '#' && afterBlank) {
            isComment = true;
        } else if ((c == '"' || c == '\'') && begins) {
            quote = c;
        } else if ((c == '[' || c == '{') && (depth > 0 || begins)) {
            isFlow |= before == START;
            depth++;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
}
