package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.util.List;

/** Text that plays tricks on whoever prints it: a script's output is whatever the script, or its input, wrote. */
public final class HostileText {

    /** Erases the screen and colours what follows, in the terminal's own language. */
    public static final String ANSI = "\u001b[2J\u001b[1;31m";

    /** Ends the line and begins one that looks like the console's own. */
    public static final String FORGED_LINE = "\r\n[prod] deploy  Succeeded\n";

    /** What Jenkins takes for the beginning of an annotation in a console log. */
    public static final String CONSOLE_NOTE = "\u001b[8mha:////4AAAAA==\u001b[0m";

    /** Control characters, a line separator of Unicode, and marks that turn the direction of reading. */
    public static final String INVISIBLE = "\u0000\u0007\b\u007f\u0085\u2028\u202e\u200b\ufeff";

    public static final String MARKUP = "</pre><script>alert(1)</script>&amp;";

    /** All of them. */
    public static final List<String> ALL = List.of(ANSI, FORGED_LINE, CONSOLE_NOTE, INVISIBLE, MARKUP);

    private HostileText() {}

    /** A text with all of them before, and one of them behind it. */
    public static String around(String text) {
        return String.join("", ALL) + text + ANSI;
    }
}
