package io.jenkins.plugins.crossaccountdeploy.explanation;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text as a build's console may have it, whoever wrote it: AWS, a script on an instance, an agent, the job. None of them can
 * forge a line of the console, a link or a button in it (Jenkins hides those in escape sequences), move the cursor of a terminal,
 * or turn the order of what is read.
 */
public final class ConsoleText {

    /** In characters: more than any error with the statement that a policy lacks. */
    private static final int LONGEST_LINE = 4000;

    /** A line of a log that is longer, such as minified code, would bury the others. */
    private static final int LONGEST_LOG_LINE = 300;

    /** An encoded console note as a whole, then what else starts with an escape: sequences, and strings with their end. */
    private static final Pattern SEQUENCES = Pattern.compile("\\x1b\\[8mha:[^\\x1b]*\\x1b\\[0m"
            + "|[\\x1b\\x9b]\\[?[0-?]*[ -/]*[@-~&&[^\\]PX^_]]"
            + "|\\x1b[\\]PX^_][^\\x07\\x1b]*(\\x07|\\x1b\\\\)");

    private static final Pattern BREAKS = Pattern.compile("[\\t\\r\\n\\x0b\\f\\x85\\u2028\\u2029]+");

    /** Control characters but tabs, and formats such as bidirectional overrides; not the joiners of scripts and emoji. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}&&[^\\t\\u200c\\u200d]]");

    private ConsoleText() {}

    /** One line: whatever breaks lines becomes a space. */
    public static String line(String text) {
        String unbroken = BREAKS.matcher(withoutSequences(text)).replaceAll(" ");
        return shortened(visible(unbroken).stripTrailing(), LONGEST_LINE);
    }

    /** The lines of a log, without those at its ends that are empty. */
    public static List<String> log(String text) {
        return withoutSequences(text)
                .strip()
                .lines()
                .map(line -> shortened(visible(line), LONGEST_LOG_LINE))
                .toList();
    }

    private static String withoutSequences(String text) {
        return SEQUENCES.matcher(text).replaceAll("");
    }

    private static String visible(String text) {
        return INVISIBLE.matcher(text).replaceAll("");
    }

    private static String shortened(String line, int longest) {
        if (line.length() <= longest) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(longest - 1)) ? longest - 1 : longest;
        return line.substring(0, end) + String.format(Locale.ROOT, " ... (%,d characters more)", line.length() - end);
    }
}
