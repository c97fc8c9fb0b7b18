package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The time in the simulated accounts. It stands still until a test moves it, or runs along with real time, at any speed;
 * either way it can be moved forward by hand.
 *
 * <p>It remembers when it was moved, so that a moment of real time (all that a signature of an ordinary client tells)
 * can be placed in simulated time.
 */
public final class SimulatedClock implements InstantSource {

    private static final int MARKS_KEPT = 10_000;

    private final InstantSource real;
    private final double speed;

    /** Simulated time by the real time at which it was set; between two entries it runs with the given speed. */
    private final ConcurrentSkipListMap<Instant, Instant> marks = new ConcurrentSkipListMap<>();

    private SimulatedClock(InstantSource real, Instant start, double speed) {
        this.real = real;
        this.speed = speed;
        this.marks.put(real.instant(), start);
    }

    /** A clock that moves only when told to. */
    public static SimulatedClock standingStill(Instant start) {
        return new SimulatedClock(InstantSource.system(), start, 0);
    }

    /**
     * A clock that runs by itself.
     *
     * @param speed simulated seconds a real second, 1 for real time
     */
    public static SimulatedClock running(Instant start, double speed) {
        return new SimulatedClock(InstantSource.system(), start, speed);
    }

    public Instant now() {
        return at(real.instant());
    }

    @Override
    public Instant instant() {
        return now();
    }

    /** Moves the clock forward. */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time does not run backwards: " + by);
        }
        Instant moment = real.instant();
        marks.put(moment, at(moment).plus(by));
        if (marks.size() > MARKS_KEPT) {
            marks.pollFirstEntry();
        }
    }

    /** What this clock showed at a moment of real time. */
    public Instant at(Instant realTime) {
        Map.Entry<Instant, Instant> mark = marks.floorEntry(realTime);
        if (mark == null) {
            mark = marks.firstEntry();
        }
        if (speed == 0) {
            return mark.getValue();
        }
        long nanos = Duration.between(mark.getKey(), realTime).toNanos();
        return mark.getValue().plusNanos((long) (nanos * speed));
    }

    Instant realTime() {
        return real.instant();
    }
}
