package io.jenkins.plugins.crossaccountdeploy.explanation;

import java.time.Duration;
import java.util.Locale;

/** How much, how long and how many, as the console and the pages say it. */
public final class Units {

    private Units() {}

    /** Decimal units, as AWS bills them. */
    public static String bytes(long bytes) {
        return bytes(bytes, Locale.ROOT);
    }

    /** The same as a page says it. */
    public static String bytes(long bytes, Locale locale) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= 999.95 && unit < 4) {
            amount /= 1000;
            unit++;
        }
        return String.format(locale, "%.1f %sB", amount, "kMGTP".charAt(unit));
    }

    public static String seconds(Duration duration) {
        return seconds(duration, Locale.ROOT);
    }

    /** The same as a page says it. */
    public static String seconds(Duration duration, Locale locale) {
        return duration.toMinutes() == 0
                ? String.format(locale, "%.1f s", duration.toMillis() / 1000.0)
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }

    public static String count(long number, String of) {
        return String.format(Locale.ROOT, "%,d %s%s", number, of, number == 1 ? "" : "s");
    }
}
