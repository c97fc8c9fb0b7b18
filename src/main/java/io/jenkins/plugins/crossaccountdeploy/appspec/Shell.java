package io.jenkins.plugins.crossaccountdeploy.appspec;

import java.util.regex.Pattern;

/** What the agent hands to a shell without quotes. */
final class Shell {

    private static final Pattern BREAKS = Pattern.compile("[\\s()&|;<>`\"'\\\\]|\\$[\\w@*#?$!({-]");

    private Shell() {}

    /** Whether a shell makes something else of the text. */
    static boolean breaks(String text) {
        return BREAKS.matcher(text).find();
    }
}
