package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;

/**
 * Places the time that a client signed with in simulated time.
 *
 * <p>Ordinary clients sign with the real time, while tests move the simulated clock. So a signing time counts as right if
 * it is within 15 minutes of either clock. When the age of a signature matters, as for a presigned URL, a time that is not
 * in the real future is taken for real time and looked up in the history of the simulated clock, and one in the real
 * future for simulated time. Signatures carry whole seconds: if the simulated clock was moved within the very second of
 * the signature, it counts as signed after the move.
 *
 * <p>Strict checking takes every signing time for simulated time; it serves tests of a client whose clock is off.
 *
 * @param history what the simulated clock showed at a moment of real time
 */
public record SigningTime(
        InstantSource realClock, InstantSource simulatedClock, Function<Instant, Instant> history, boolean strict) {

    private static final Duration SKEW_ALLOWED = Duration.ofMinutes(15);
    private static final Duration RESOLUTION = Duration.ofSeconds(1);
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    static Instant parse(String compact) {
        try {
            return Instant.from(COMPACT.parse(compact));
        } catch (java.time.DateTimeException malformed) {
            throw new AuthenticationFailure(
                    Kind.INCOMPLETE, "Date must be in ISO-8601 'basic format'. Got '" + compact + "'.");
        }
    }

    static String compact(Instant moment) {
        return COMPACT.format(moment);
    }

    Instant now() {
        return simulatedClock.instant();
    }

    /** Refuses a signature made too long ago or too far ahead. */
    void requireCurrent(Instant signed) {
        Instant now = simulatedClock.instant();
        if (near(signed, now) || !strict && near(signed, realClock.instant())) {
            return;
        }
        String limit;
        if (signed.isBefore(now)) {
            limit = "Signature expired: %s is now earlier than %s (%s - 15 min.)"
                    .formatted(compact(signed), compact(now.minus(SKEW_ALLOWED)), compact(now));
        } else {
            limit = "Signature not yet current: %s is still later than %s (%s + 15 min.)"
                    .formatted(compact(signed), compact(now.plus(SKEW_ALLOWED)), compact(now));
        }
        throw new AuthenticationFailure(Kind.SKEWED, limit);
    }

    /** When a signature was made, in simulated time. */
    Instant inSimulatedTime(Instant signed) {
        Instant realNow = realClock.instant();
        if (strict || signed.isAfter(realNow.plusSeconds(5))) {
            return signed;
        }
        Instant latest = signed.plus(RESOLUTION);
        return history.apply(latest.isAfter(realNow) ? realNow : latest);
    }

    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SKEW_ALLOWED) <= 0;
    }
}
