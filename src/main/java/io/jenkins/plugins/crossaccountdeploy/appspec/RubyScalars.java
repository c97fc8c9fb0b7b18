package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Scalar;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * Tells texts without quotes from numbers, dates and the like, as Ruby's YAML library Psych does, which is not quite as
 * YAML 1.1 has it.
 */
final class RubyScalars {

    /** What Ruby's {@code ^} and {@code $} match: the ends of lines, not of the text. */
    private static final int LINES = Pattern.MULTILINE | Pattern.UNIX_LINES;

    private static final int WORDS = LINES | Pattern.CASE_INSENSITIVE;

    private static final Pattern TEXT =
            Pattern.compile("^[^\\d.:-]?[\\p{IsAlphabetic}_ \\t\\r\\n\\f\\u000B!@#$%\\^&*(){}<>|/\\\\~;=]+|\\n", LINES);
    private static final Pattern NO_WORD = Pattern.compile("^[^ytonf~]", WORDS);
    private static final Pattern NULL = Pattern.compile("^null$", WORDS);
    private static final Pattern TRUE = Pattern.compile("^(yes|true|on)$", WORDS);
    private static final Pattern FALSE = Pattern.compile("^(no|false|off)$", WORDS);

    private static final Pattern TIME = Pattern.compile(
            "^-?\\d{4}-\\d{1,2}-\\d{1,2}([Tt]|\\s+)\\d{1,2}:\\d\\d:\\d\\d(\\.\\d*)?(\\s*(Z|[-+]\\d{1,2}:?(\\d\\d)?))?$",
            LINES);
    private static final Pattern DATE = Pattern.compile("^\\d{4}-(1[012]|0\\d|\\d)-([12]\\d|3[01]|0\\d|\\d)$", LINES);
    private static final Pattern INFINITE = Pattern.compile("^([-+]?\\.inf|\\.nan)$", WORDS);
    private static final Pattern SYMBOL = Pattern.compile("^:.", LINES);
    private static final Pattern BASE_60 = Pattern.compile("^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}$", LINES);
    private static final Pattern FLOAT_BASE_60 =
            Pattern.compile("^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}\\.[0-9_]*$", LINES);
    private static final Pattern FLOAT = Pattern.compile("^[-+]?([0-9][0-9_,]*)?\\.[0-9]*([eE][-+][0-9]+)?$", LINES);
    private static final Pattern ONLY_A_DOT = Pattern.compile("[-+]?\\.");
    private static final Pattern INTEGER = Pattern.compile(
            "^([-+]?0b[0-1_,]+|[-+]?0[0-7_,]+|[-+]?(0|[1-9]([0-9]|,[0-9]|_[0-9])*)|[-+]?0x[0-9a-fA-F_,]+)$", LINES);

    private static final Pattern BLANK_ENDS = Pattern.compile("^[\\x00\\t-\\r ]++|[\\x00\\t-\\r ]++\\z");

    /** Characters of {@code false}. */
    private static final int LONGEST_WORD = 5;

    /** Characters; the patterns are not made for more. */
    private static final int LONGEST_NUMBER = 1000;

    /** The text of a float that is infinite or no number. */
    private static final String NO_NUMBER = "NaN";

    /** What it makes of a value that has a tag. Of no tag, it goes by the value. */
    enum Tag {
        TEXT("!(str|ruby/string)(:.+)?|tag:yaml\\.org,2002:(str|binary)|!binary"),
        FLOAT("!float|tag:yaml\\.org,2002:float"),
        SYMBOL("!ruby/sym.*"),

        /** Of a scalar, that has no text of its own then. */
        OBJECT("!ruby/(object:(BigDecimal|DateTime|Complex|Rational)|class|module|regexp|range)"),

        /** A text, but of a class that is named; likewise the next two. */
        TEXT_OF_A_CLASS("!(str|ruby/string):.+"),
        LIST("!(seq|ruby/array):.*"),
        MAPPING(
                "!(str|ruby/string|ruby/array|map|ruby/hash|ruby/marshalable):.*|!(set|omap)|tag:yaml\\.org,2002:(set|omap)"),

        /** Of a mapping, that has no keys then. */
        OBJECT_OF_MEMBERS("!ruby/object(?!:Hash$).*|!ruby/(exception|range).*|!ruby/struct"),

        /** Of a class that no agent has. */
        STRUCT("!ruby/struct:.+");

        private final Pattern pattern;

        Tag(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }

        /** @param tag of a value; empty if it has none */
        boolean is(String tag) {
            return pattern.matcher(tag).matches();
        }
    }

    private RubyScalars() {}

    /** The value of a scalar without quotes. */
    static Scalar plain(int line, String written) {
        if (isText(written) || written.length() > LONGEST_NUMBER) {
            return word(line, written);
        }
        if (isDate(written)) {
            return date(line, written);
        }
        return number(line, written);
    }

    /** Whether it looks like a date or a time, even if the calendar has no such day. */
    static boolean isDate(String written) {
        return !isText(written)
                && written.length() <= LONGEST_NUMBER
                && (TIME.matcher(written).find() || DATE.matcher(written).find());
    }

    /** A day of the calendar, or else a text; what Ruby makes of a time depends on the clock of the instance. */
    private static Scalar date(int line, String written) {
        try {
            String[] parts = written.split("-");
            String day = DATE.matcher(written).matches()
                    ? LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]))
                            .toString()
                    : written;
            return new Scalar(line, Type.OBJECT, written, day);
        } catch (DateTimeException noSuchDay) {
            return new Scalar(line, Type.STRING, written, written);
        }
    }

    private static Scalar refused(int line, String written, String why) {
        return new Scalar(line, Type.REFUSED, written, "'" + written + "' " + why);
    }

    /** As {@code strip} of Ruby. */
    static String strip(String text) {
        return BLANK_ENDS.matcher(text).replaceAll("");
    }

    static boolean isFinite(Scalar real) {
        return !real.text().equals(NO_NUMBER);
    }

    private static boolean isText(String written) {
        return TEXT.matcher(written).find();
    }

    private static Scalar word(int line, String written) {
        if (written.length() > LONGEST_WORD || NO_WORD.matcher(written).find()) {
            return new Scalar(line, Type.STRING, written, written);
        }
        if (written.equals("~") || NULL.matcher(written).find()) {
            return new Scalar(line, Type.NULL, written, "");
        }
        if (TRUE.matcher(written).find()) {
            return new Scalar(line, Type.BOOLEAN, written, "true");
        }
        if (FALSE.matcher(written).find()) {
            return new Scalar(line, Type.BOOLEAN, written, "false");
        }
        return new Scalar(line, Type.STRING, written, written);
    }

    private static Scalar number(int line, String written) {
        if (written.isEmpty()) {
            return new Scalar(line, Type.NULL, written, "");
        }
        if (INFINITE.matcher(written).find()) {
            return new Scalar(line, Type.FLOAT, written, NO_NUMBER);
        }
        if (SYMBOL.matcher(written).find()) {
            return new Scalar(line, Type.SYMBOL, written, written.substring(1));
        }
        if (BASE_60.matcher(written).find()) {
            return new Scalar(
                    line, Type.INTEGER, written, base60(written).toBigInteger().toString());
        }
        if (FLOAT_BASE_60.matcher(written).find()) {
            return real(line, written, base60(written).doubleValue());
        }
        try {
            if (FLOAT.matcher(written).find() && !ONLY_A_DOT.matcher(written).matches()) {
                return real(line, written, Double.parseDouble(digits(written)));
            }
            if (INTEGER.matcher(written).find()) {
                String number = integer(digits(written)).toString();
                return new Scalar(line, Type.INTEGER, written, number);
            }
        } catch (NumberFormatException e) {
            return refused(line, written, "looks like a number to the agent and is none. Put it in quotes.");
        }
        return new Scalar(line, Type.STRING, written, written);
    }

    private static String digits(String written) {
        return written.replaceAll("[,_]|\\.(?=[Ee]|$)", "");
    }

    /** As Ruby's {@code Integer()}, which goes by the prefix. */
    private static BigInteger integer(String written) {
        String digits = written.replaceFirst("^[-+]", "");
        BigInteger number = digits.startsWith("0x")
                ? new BigInteger(digits.substring(2), 16)
                : digits.startsWith("0b")
                        ? new BigInteger(digits.substring(2), 2)
                        : new BigInteger(digits, digits.startsWith("0") ? 8 : 10);
        return written.startsWith("-") ? number.negate() : number;
    }

    private static BigDecimal base60(String written) {
        String[] parts = written.replace("_", "").split(":");
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < parts.length; i++) {
            // Two parts are hours and minutes to Psych.
            BigDecimal weight = BigDecimal.valueOf(60).pow(Math.abs(2 - i));
            sum = sum.add(new BigDecimal(parts[i].replaceFirst("\\.$", "")).multiply(weight));
        }
        return sum;
    }

    private static Scalar real(int line, String written, double value) {
        if (!Double.isFinite(value)) {
            return new Scalar(line, Type.FLOAT, written, NO_NUMBER);
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return new Scalar(line, Type.FLOAT, written, plain.contains(".") ? plain : plain + ".0");
    }

    /** A scalar with the tag of floats; what it holds must be a number, even in quotes. */
    static Scalar tagged(int line, String written) {
        Scalar plain = plain(line, written);
        try {
            return switch (plain.type()) {
                case FLOAT, REFUSED -> plain;
                case INTEGER, STRING ->
                    real(line, written, Double.parseDouble(plain.text().replace("_", "")));
                case NULL, BOOLEAN, SYMBOL, OBJECT -> refused(line, written, "is no number. Remove the tag before it.");
            };
        } catch (NumberFormatException e) {
            return refused(line, written, "is no number. Remove the tag before it.");
        }
    }
}
