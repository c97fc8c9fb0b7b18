package io.jenkins.plugins.crossaccountdeploy.board;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people say them. */
final class Spans {

    private static final int DAYS_BEFORE_A_DATE = 60;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Spans() {}

    /** In its two largest units, such as {@code 3 h 5 min}. */
    static String of(Duration span) {
        if (span.toDays() > 0) {
            return parts(span.toDays(), span.toDays() == 1 ? " day" : " days", span.toHoursPart(), " h");
        } else if (span.toHours() > 0) {
            return parts(span.toHours(), " h", span.toMinutesPart(), " min");
        } else if (span.toMinutes() > 0) {
            return parts(span.toMinutes(), " min", 0, "");
        }
        return Math.max(0, span.toSeconds()) + " s";
    }

    private static String parts(long large, String largeUnit, int small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }

    /** Such as {@code 3 hours ago}; what is long ago has its date. */
    static String ago(Instant then, Instant now) {
        Duration span = Duration.between(then, now);
        if (span.toDays() >= DAYS_BEFORE_A_DATE) {
            return "on " + DATE.format(then);
        } else if (span.toDays() > 0) {
            return count(span.toDays(), "day");
        } else if (span.toHours() > 0) {
            return count(span.toHours(), "hour");
        } else if (span.toMinutes() > 0) {
            return count(span.toMinutes(), "minute");
        }
        return "just now";
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? " ago" : "s ago");
    }

    /** To the second. */
    static String exact(Instant time) {
        return EXACT.format(time);
    }
}
