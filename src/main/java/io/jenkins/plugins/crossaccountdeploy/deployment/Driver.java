package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.time.Duration;
import java.util.List;

/**
 * Drives one run, a step at a time: saves each step before the console is told of it, and tells each line once, whatever
 * crashes in between.
 */
public final class Driver implements StepOutput {

    /** Where the lines go. */
    public interface Console {

        /** How many lines this run has printed so far, those before a restart included. */
        long lines();

        void print(String line);
    }

    /** Keeps the saved form; returns when it is safe. */
    public interface Memory {

        void save(Checkpoint checkpoint);
    }

    private final Engine engine;
    private final Console console;
    private final Memory memory;
    private Deployment deployment;

    /**
     * Takes a run up, or begins it. Lines that were saved but not printed before a crash are printed now.
     *
     * @param from the saved form
     */
    public Driver(Engine engine, Checkpoint from, Console console, Memory memory) {
        this.engine = engine;
        this.console = console;
        this.memory = memory;
        this.deployment = from.deployment();
        long told = Math.max(0, console.lines() - from.printed());
        from.lines().stream().skip(told).forEach(console::print);
    }

    public Deployment deployment() {
        return deployment;
    }

    /**
     * Takes the next step.
     *
     * @return when to take the one after it
     */
    public Duration step() throws InterruptedException {
        Advance advance = engine.advance(deployment, this);
        boolean changed = !advance.next().equals(deployment) || !advance.lines().isEmpty();
        deployment = advance.next();
        if (changed) {
            memory.save(new Checkpoint(deployment, console.lines(), advance.lines()));
            advance.lines().forEach(console::print);
        }
        return advance.pause();
    }

    /** Makes the run end early: the next steps do what the order says of an abort. */
    public void interrupt(Interruption why) {
        deployment = EarlyEnd.of(deployment, why);
        memory.save(new Checkpoint(deployment, console.lines(), List.of()));
    }

    @Override
    public void save(Deployment underWay) {
        deployment = underWay;
        memory.save(new Checkpoint(underWay, console.lines(), List.of()));
    }

    @Override
    public void say(String line) {
        console.print(line);
    }
}
