package io.jenkins.plugins.crossaccountdeploy.appspec;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of SELinux, such as {@code s0-s0:c0.c123}, by the rules of the agent. */
final class SelinuxRange {

    private static final Pattern RANGE = Pattern.compile("s([0-9]+)(?:-s([0-9]+))?(?::(.+))?", Pattern.DOTALL);
    private static final Pattern CATEGORIES = Pattern.compile("c([0-9]+)(?:\\.c([0-9]+))?");
    private static final BigInteger LAST_CATEGORY = BigInteger.valueOf(1023);

    private SelinuxRange() {}

    static boolean isValid(String range) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()
                || matcher.group(2) != null
                        && new BigInteger(matcher.group(2)).compareTo(new BigInteger(matcher.group(1))) < 0) {
            return false;
        }
        return matcher.group(3) == null || areCategories(matcher.group(3));
    }

    /** Each at most once. As Ruby splits, commas at the end do not count. */
    private static boolean areCategories(String list) {
        String[] parts = list.split(",");
        BitSet seen = new BitSet();
        for (String part : parts) {
            Matcher matcher = CATEGORIES.matcher(part);
            if (!matcher.matches()) {
                return false;
            }
            BigInteger low = new BigInteger(matcher.group(1));
            BigInteger high = matcher.group(2) == null ? low : new BigInteger(matcher.group(2));
            if (low.compareTo(high) > 0 || high.compareTo(LAST_CATEGORY) > 0) {
                return false;
            }
            BitSet categories = new BitSet();
            categories.set(low.intValue(), high.intValue() + 1);
            if (categories.intersects(seen)) {
                return false;
            }
            seen.or(categories);
        }
        return parts.length > 0;
    }
}
