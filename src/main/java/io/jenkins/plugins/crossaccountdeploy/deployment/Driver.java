package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.request.AccessRules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/**
 * Drives one run, a step at a time: saves each step before the console is told of it, and tells each line once, whatever
 * crashes in between.
 */
public final class Driver implements Step.Output {

    /** Where the lines go. */
    public interface Console {

        /** How many lines this run has printed so far, those before a restart included. */
        long lines();

        void print(String line);
    }

    /** Keeps the saved form. */
    public interface Memory {

        /**
         * Returns when it is safe.
         *
         * @throws AbandonedException if the run shall not go on
         * @throws IOException if it may not be: no deployment is created then, anything else goes on
         */
        void save(Checkpoint checkpoint) throws IOException;
    }

    /** Nobody sees to the run any more, and the build has said what it leaves behind, which must stay true. */
    public static final class AbandonedException extends IOException {

        private static final long serialVersionUID = 1;

        public AbandonedException() {
            super("the build does not wait for it any more");
        }
    }

    private static final Logger LOGGER = Logger.getLogger(Driver.class.getName());

    private final Engine engine;
    private final Console console;
    private final Memory memory;
    private final RunListener listener;
    private final AccessRules rules;
    private Deployment deployment;

    /** Whether a run that was saved before its deployment was created has been found to be allowed still. */
    private boolean isAllowed;

    /** Whether the console knows that the run cannot be saved. */
    private boolean saysUnsaved;

    /**
     * Takes a run up, or begins it. Lines that were saved but not printed before a crash are printed now.
     *
     * @param from the saved form
     * @param rules forbid what was not created yet
     */
    public Driver(
            Engine engine, Checkpoint from, Console console, Memory memory, RunListener listener, AccessRules rules) {
        this.rules = rules;
        this.engine = engine;
        this.console = console;
        this.memory = memory;
        this.listener = listener;
        this.deployment = from.deployment();
        listen(List.of());
        long told = Math.max(0, console.lines() - from.printed());
        from.lines().stream().skip(told).forEach(console::print);
    }

    public Deployment deployment() {
        return deployment;
    }

    /** How long the run may go on at most; empty if it may as long as it needs. */
    public Optional<Duration> timeLeft() {
        return engine.timeLeft(deployment);
    }

    /**
     * Takes the next step.
     *
     * @return when to take the one after it
     */
    public Duration step() throws InterruptedException {
        Optional<String> refusal =
                isAllowed || !isBeforeCreation(deployment.stage()) ? Optional.empty() : refusal(deployment);
        isAllowed = true;
        if (refusal.isPresent()) {
            keep(EarlyEnd.of(deployment, EarlyEnd.forbidden(deployment.request(), refusal.get())));
            return Duration.ZERO;
        }
        return accept(engine.advance(deployment, this));
    }

    /**
     * Lets the deployment go on, if it waits for somebody to say so.
     *
     * @param wait what it waits for
     * @param who says so
     */
    public void proceed(DeploymentWaitType wait, String who) throws InterruptedException {
        accept(engine.proceed(deployment, wait, who, this));
    }

    private Duration accept(Advance advance) {
        boolean changed = !advance.next().equals(deployment) || !advance.lines().isEmpty();
        deployment = advance.next();
        listen(advance.events());
        if (changed) {
            keep(advance.lines());
        }
        return advance.pause();
    }

    /** One that is creating a deployment may have done so already: it looks for it first. */
    private static boolean isBeforeCreation(Stage stage) {
        return !(stage instanceof Stage.Creating
                || stage instanceof Stage.Watching
                || stage instanceof Stage.Abandoning
                || stage instanceof Stage.Done);
    }

    @Override
    public Optional<String> refusal(Deployment underWay) {
        return rules.refusal(underWay.request());
    }

    /** Makes the run end early: the next steps do what the request says of an abort. */
    public void interrupt(Interruption why) {
        keep(EarlyEnd.of(deployment, why));
    }

    /** The listener hears of each step before it is saved: after a crash rather twice than never. */
    private void listen(List<RunListener.Event> events) {
        engine.makeRoom(deployment);
        try {
            listener.onStep(deployment, events);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A deployment is not recorded", e);
        }
    }

    @Override
    public void save(Deployment underWay) throws IOException {
        memory.save(new Checkpoint(underWay, console.lines(), List.of()));
        deployment = underWay;
        listen(List.of());
    }

    @Override
    public void keep(Deployment underWay) {
        deployment = underWay;
        listen(List.of());
        keep(List.of());
    }

    /** Saves the run if that is possible, and then tells what it has to tell: a failure to save last, since it is not saved. */
    private void keep(List<String> lines) {
        Optional<IOException> failed = Optional.empty();
        try {
            memory.save(new Checkpoint(deployment, console.lines(), lines));
        } catch (IOException failure) {
            failed = Optional.of(failure);
        }
        lines.forEach(console::print);
        failed.filter(failure -> !(failure instanceof AbandonedException)).ifPresent(this::tellUnsaved);
    }

    private void tellUnsaved(IOException failure) {
        if (saysUnsaved) {
            return;
        }
        saysUnsaved = true;
        DeploymentRequest request = deployment.request();
        LOGGER.log(
                Level.WARNING,
                failure,
                () -> "Cannot save how far the deployment of "
                        + request.requester().buildName() + " is");
        console.print(new Lines(request.environment().name())
                .note("how far this run is cannot be saved (" + Explanation.reason(failure)
                        + "): after a restart of Jenkins some of it would be told again"));
    }

    @Override
    public void say(String line) {
        console.print(line);
    }
}
