package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;

/** One line of a Condition element: an operator, a key and the values that it is compared with. */
final class Condition {

    private enum Sets {
        NONE,
        FOR_ALL_VALUES,
        FOR_ANY_VALUE
    }

    private final String key;
    private final List<String> expected;
    private final BiPredicate<String, String> comparison;
    private final boolean negated;
    private final boolean ifExists;
    private final boolean isNull;
    private final Sets sets;

    private Condition(
            String key,
            List<String> expected,
            BiPredicate<String, String> comparison,
            boolean negated,
            boolean ifExists,
            boolean isNull,
            Sets sets) {
        this.key = key;
        this.expected = expected;
        this.comparison = comparison;
        this.negated = negated;
        this.ifExists = ifExists;
        this.isNull = isNull;
        this.sets = sets;
    }

    static Condition of(String operator, String key, List<String> expected) {
        RequestContext.requireKnown(key);
        String name = operator;
        Sets sets = Sets.NONE;
        if (name.startsWith("ForAllValues:")) {
            sets = Sets.FOR_ALL_VALUES;
            name = name.substring("ForAllValues:".length());
        } else if (name.startsWith("ForAnyValue:")) {
            sets = Sets.FOR_ANY_VALUE;
            name = name.substring("ForAnyValue:".length());
        }
        boolean ifExists = name.endsWith("IfExists");
        if (ifExists) {
            name = name.substring(0, name.length() - "IfExists".length());
        }
        if (name.equals("Null")) {
            return new Condition(key, expected, String::equalsIgnoreCase, false, false, true, sets);
        }
        boolean negated = name.matches("(String|Arn|Numeric|Date)Not.*|NotIpAddress");
        BiPredicate<String, String> comparison = comparison(negated ? name.replaceFirst("Not", "") : name);
        return new Condition(key, expected, comparison, negated, ifExists, false, sets);
    }

    /** How an actual value (first) is compared with an expected one (second). */
    private static BiPredicate<String, String> comparison(String operator) {
        return switch (operator) {
            case "StringEquals" -> String::equals;
            case "StringEqualsIgnoreCase", "Bool" -> String::equalsIgnoreCase;
            case "StringLike" -> (actual, pattern) -> Wildcard.withCase(pattern).matches(actual);
            case "ArnEquals", "ArnLike" -> Condition::arnLike;
            case "IpAddress" -> Condition::isInside;
            case "NumericEquals" -> (actual, limit) -> compareNumbers(actual, limit) == 0;
            case "NumericLessThan" -> (actual, limit) -> compareNumbers(actual, limit) < 0;
            case "NumericLessThanEquals" -> (actual, limit) -> compareNumbers(actual, limit) <= 0;
            case "NumericGreaterThan" -> (actual, limit) -> compareNumbers(actual, limit) > 0;
            case "NumericGreaterThanEquals" -> (actual, limit) -> compareNumbers(actual, limit) >= 0;
            case "DateEquals" -> (actual, limit) -> compareDates(actual, limit) == 0;
            case "DateLessThan" -> (actual, limit) -> compareDates(actual, limit) < 0;
            case "DateLessThanEquals" -> (actual, limit) -> compareDates(actual, limit) <= 0;
            case "DateGreaterThan" -> (actual, limit) -> compareDates(actual, limit) > 0;
            case "DateGreaterThanEquals" -> (actual, limit) -> compareDates(actual, limit) >= 0;
            default ->
                throw new IllegalArgumentException("The simulator does not know the condition operator " + operator);
        };
    }

    boolean holds(RequestContext context) {
        List<String> actual = context.get(key);
        if (isNull) {
            return expected.stream().anyMatch(value -> Boolean.parseBoolean(value) == actual.isEmpty());
        }
        if (actual.isEmpty()) {
            return ifExists || negated || sets == Sets.FOR_ALL_VALUES;
        }
        return switch (sets) {
            case NONE, FOR_ANY_VALUE -> actual.stream().anyMatch(value -> holds(value, context));
            case FOR_ALL_VALUES -> actual.stream().allMatch(value -> holds(value, context));
        };
    }

    private boolean holds(String actual, RequestContext context) {
        return negated != expected.stream().anyMatch(value -> comparison.test(actual, context.replaceVariables(value)));
    }

    private static boolean arnLike(String actual, String pattern) {
        String[] actualParts = actual.split(":", 6);
        String[] patternParts = pattern.split(":", 6);
        if (actualParts.length != 6 || patternParts.length != 6) {
            return false;
        }
        for (int i = 0; i < 6; i++) {
            if (!Wildcard.withCase(patternParts[i]).matches(actualParts[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether an address is in a range in CIDR notation, or is that very address. */
    private static boolean isInside(String address, String range) {
        String[] parts = range.split("/", 2);
        byte[] actual = address(address);
        byte[] network = address(parts[0]);
        int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : network.length * Byte.SIZE;
        if (actual.length != network.length) {
            return false;
        }
        int shift = network.length * Byte.SIZE - bits;
        return new BigInteger(1, actual).shiftRight(shift).equals(new BigInteger(1, network).shiftRight(shift));
    }

    private static byte[] address(String text) {
        if (!text.matches("[0-9a-fA-F.:]+")) {
            throw new IllegalArgumentException("Not an IP address: " + text);
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static int compareNumbers(String actual, String limit) {
        return new BigDecimal(actual).compareTo(new BigDecimal(limit));
    }

    private static int compareDates(String actual, String limit) {
        return Instant.parse(actual).compareTo(Instant.parse(limit));
    }
}
