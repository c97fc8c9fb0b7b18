package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a simulator starts with: how it behaves, and the steps that set its accounts up. Immutable; each method gives a new
 * scenario. Whatever can be done to a running {@link Simulator} can be a step:
 *
 * <pre>{@code
 * Scenario.twoAccounts()
 *         .with(aws -> aws.group("CodeDeployDemo", "Prod").instances(100))
 *         .with(aws -> aws.bucket("my-demo-application").removeStatement("InstancesRead"));
 * }</pre>
 *
 * @param start where simulated time starts; the present if empty
 * @param speed simulated seconds a real second; 0 for a clock that only tests move
 * @param seed of all keys and identifiers
 * @param strictClock whether signatures must be made with the simulated time
 * @param secureTransport what the condition key aws:SecureTransport is: the endpoint stands for those of AWS, which speak
 *     TLS
 * @param keepingBodies whether objects can be read again; a benchmark can do without
 */
public record Scenario(
        Optional<Instant> start,
        double speed,
        long seed,
        int port,
        boolean strictClock,
        boolean secureTransport,
        boolean keepingBodies,
        List<Consumer<Simulator>> steps) {

    public Scenario {
        steps = List.copyOf(steps);
    }

    /** No account at all, and a clock that stands still. */
    public static Scenario empty() {
        return new Scenario(Optional.empty(), 0, 1, 0, false, true, true, List.of());
    }

    /** The development and the production account of {@link TwoAccounts}. */
    public static Scenario twoAccounts() {
        return empty().with(TwoAccounts::setUp);
    }

    /** A scenario by its name, as the standalone simulator takes it; see {@link NamedScenarios}. */
    public static Scenario named(String name) {
        return NamedScenarios.byName(name);
    }

    /** One more step. */
    public Scenario with(Consumer<Simulator> step) {
        List<Consumer<Simulator>> more = new ArrayList<>(steps);
        more.add(step);
        return new Scenario(start, speed, seed, port, strictClock, secureTransport, keepingBodies, more);
    }

    /** Starts simulated time there. */
    public Scenario startingAt(Instant moment) {
        return new Scenario(Optional.of(moment), speed, seed, port, strictClock, secureTransport, keepingBodies, steps);
    }

    /** Lets simulated time run by itself. */
    public Scenario atSpeed(double times) {
        return new Scenario(start, times, seed, port, strictClock, secureTransport, keepingBodies, steps);
    }

    public Scenario seededWith(long number) {
        return new Scenario(start, speed, number, port, strictClock, secureTransport, keepingBodies, steps);
    }

    public Scenario onPort(int number) {
        return new Scenario(start, speed, seed, number, strictClock, secureTransport, keepingBodies, steps);
    }

    /** Refuses signatures that are not made with the simulated time, give or take 15 minutes. */
    public Scenario withStrictClock() {
        return new Scenario(start, speed, seed, port, true, secureTransport, keepingBodies, steps);
    }

    /** Lets policies see that the endpoint speaks plain HTTP. */
    public Scenario withInsecureTransport() {
        return new Scenario(start, speed, seed, port, strictClock, false, keepingBodies, steps);
    }

    /** Keeps sizes and checksums of objects, but not their bytes. */
    public Scenario discardingBodies() {
        return new Scenario(start, speed, seed, port, strictClock, secureTransport, false, steps);
    }
}
