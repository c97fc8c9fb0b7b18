package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and numbers as people say them, in the language that the pages are in. */
public final class Spans {

    private static final int DAYS_BEFORE_A_DATE = 60;

    private static final DateTimeFormatter EXACT = utc("yyyy-MM-dd HH:mm:ss 'UTC'");

    private static final DateTimeFormatter MINUTE = utc("yyyy-MM-dd HH:mm 'UTC'");

    private Spans() {}

    private static DateTimeFormatter utc(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /** Of the texts: English for viewers whose language they do not have. */
    public static Locale locale() {
        return Locale.forLanguageTag(Messages.Spans_Language());
    }

    /** In its two largest units, such as {@code 3 h 5 min}. */
    public static String of(Duration span) {
        if (span.toDays() > 0) {
            return parts(Messages.Spans_Days(span.toDays()), span.toHoursPart(), " h");
        } else if (span.toHours() > 0) {
            return parts(span.toHours() + " h", span.toMinutesPart(), " min");
        } else if (span.toMinutes() > 0) {
            return span.toMinutes() + " min";
        }
        return Math.max(0, span.toSeconds()) + " s";
    }

    private static String parts(String large, int small, String smallUnit) {
        return large + (small == 0 ? "" : " " + small + smallUnit);
    }

    /** Such as {@code 3 hours ago}; what is long ago has its date. */
    public static String ago(Instant then, Instant now) {
        Duration span = Duration.between(then, now);
        return span.toDays() >= DAYS_BEFORE_A_DATE ? Messages.Spans_On(date(then)) : ago(span);
    }

    private static String date(Instant then) {
        return DateTimeFormatter.ofPattern(Messages.Spans_Date(), locale())
                .withZone(ZoneOffset.UTC)
                .format(then);
    }

    /** Such as {@code 3 hours ago}. */
    public static String ago(Duration span) {
        if (span.toDays() > 0) {
            return Messages.Spans_DaysAgo(span.toDays());
        } else if (span.toHours() > 0) {
            return Messages.Spans_HoursAgo(span.toHours());
        } else if (span.toMinutes() > 0) {
            return Messages.Spans_MinutesAgo(span.toMinutes());
        }
        return Messages.Spans_JustNow();
    }

    /** To the second. */
    public static String exact(Instant time) {
        return EXACT.format(time);
    }

    /** To the minute. */
    public static String minute(Instant time) {
        return MINUTE.format(time);
    }

    /** To a tenth of a second, or to a minute what takes hours. */
    static String precise(Duration span) {
        return span.toHours() > 0
                ? span.toHours() + " h " + span.toMinutesPart() + " min"
                : Units.seconds(span.isNegative() ? Duration.ZERO : span, locale());
    }

    static String number(long number) {
        return NumberFormat.getIntegerInstance(locale()).format(number);
    }
}
