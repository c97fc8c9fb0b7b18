package io.jenkins.plugins.crossaccountdeploy.account;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps all runs together below the rate of calls that AWS allows an account in a region, so that a thousand deployments do
 * not throttle each other. Holds no thread: it tells each run when its turn is, first come, first served.
 *
 * <p>A token bucket that counts in time: it knows until when the calls that were granted so far take up the rate, and grants
 * the next ones for when that is no more than a bucket ahead.
 */
public final class RateLimiter {

    /**
     * Calls a second. CodeDeploy publishes no rate; its calls are known to be throttled above some tens a second, and other
     * tools of the account need some.
     */
    public static final int CALLS_A_SECOND = 10;

    /** So many calls may be made at once after a quiet time. */
    public static final int BURST = 50;

    /** So long nobody looks after AWS has said that it is asked too often. */
    private static final Duration RESPITE = Duration.ofSeconds(2);

    private static final Duration CALL = Duration.ofSeconds(1).dividedBy(CALLS_A_SECOND);

    private static final Duration BUCKET = CALL.multipliedBy(BURST);

    private record Key(String account, String region) {}

    /**
     * What is used of an account's rate.
     *
     * @param usedUntil until when the calls that were granted take it up
     * @param seen when the last of them were granted
     */
    private record Usage(Instant usedUntil, Instant seen) {}

    private final Map<Key, Usage> usages = new HashMap<>();

    /**
     * Books calls that are made together.
     *
     * @param calls at most {@link #BURST}
     * @return how long to wait before they are made; zero for not at all
     */
    public synchronized Duration book(String account, String region, int calls, Instant now) {
        Instant due = due(account, region, now).plus(CALL.multipliedBy(calls));
        use(account, region, due, now);
        Duration wait = Duration.between(now, due.minus(BUCKET));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Counts calls that were made without having been booked, so that others wait for them. */
    public synchronized void charge(String account, String region, int calls, Instant now) {
        use(account, region, due(account, region, now).plus(CALL.multipliedBy(calls)), now);
    }

    /** Whether calls can be made at once that leave half of the burst to others. */
    public synchronized boolean hasToSpare(String account, String region, int calls, Instant now) {
        Instant due = due(account, region, now).plus(CALL.multipliedBy(calls));
        return !due.isAfter(now.plus(BUCKET.dividedBy(2)));
    }

    /** AWS has said that it is asked too often. */
    public synchronized void throttled(String account, String region, Instant now) {
        Instant due = due(account, region, now);
        Instant respite = now.plus(BUCKET).plus(RESPITE);
        use(account, region, due.isBefore(respite) ? respite : due, now);
    }

    private void use(String account, String region, Instant until, Instant now) {
        usages.put(new Key(account, region), new Usage(until, now));
    }

    private Instant due(String account, String region, Instant now) {
        Usage known = usages.getOrDefault(new Key(account, region), new Usage(now, now));
        // A clock that was set back would else make everybody wait until it has caught up.
        Instant until = now.isBefore(known.seen())
                ? known.usedUntil().minus(Duration.between(now, known.seen()))
                : known.usedUntil();
        return until.isBefore(now) ? now : until;
    }
}
