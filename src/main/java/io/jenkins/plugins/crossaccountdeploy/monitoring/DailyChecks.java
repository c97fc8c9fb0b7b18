package io.jenkins.plugins.crossaccountdeploy.monitoring;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The checks of all environments that are to be checked once a day, and what the last ones have found. */
final class DailyChecks {

    /** So long after a good check, the next one is due. */
    private static final Duration A_DAY = Duration.ofDays(1);

    /** What fails is checked sooner, so that what was mended disappears. */
    private static final Duration WHILE_FAILING = Duration.ofHours(1);

    private static final Logger LOGGER = Logger.getLogger(DailyChecks.class.getName());

    /** Asks AWS about an environment. */
    interface Check {
        Checklist of(DeploymentEnvironment environment) throws InterruptedException;
    }

    /** Keeps what was found. */
    interface Store {

        /** All that was kept; nothing if nothing was. */
        List<DailyResult> load() throws IOException;

        void save(List<DailyResult> results) throws IOException;
    }

    private final Supplier<List<DeploymentEnvironment>> environments;
    private final Check check;
    private final Store store;
    private final InstantSource clock;
    private final Map<String, DailyResult> results = new TreeMap<>();

    /** The names of environments whose turn it is, whenever they were checked. */
    private final Set<String> expired = new HashSet<>();

    private boolean isLoaded;
    private boolean isChecking;

    DailyChecks(Supplier<List<DeploymentEnvironment>> environments, Check check, Store store, InstantSource clock) {
        this.environments = environments;
        this.check = check;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Checks each environment whose turn it is, one after the other. What breaks with one does no harm to the others.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void run() throws InterruptedException {
        forgetOthers();
        checking(true);
        try {
            for (DeploymentEnvironment environment : due()) {
                check(environment);
            }
        } finally {
            checking(false);
        }
    }

    private synchronized void checking(boolean now) {
        isChecking = now;
    }

    /** Whether checks are under way. */
    synchronized boolean isChecking() {
        return isChecking;
    }

    private List<DeploymentEnvironment> daily() {
        return environments.get().stream()
                .filter(DeploymentEnvironment::isCheckDaily)
                .toList();
    }

    private synchronized List<DeploymentEnvironment> due() {
        Instant now = clock.instant();
        return daily().stream()
                .filter(environment -> expired.contains(environment.getName()) || isDue(environment, now))
                .toList();
    }

    private boolean isDue(DeploymentEnvironment environment, Instant now) {
        return Optional.ofNullable(loaded().get(environment.getName()))
                .map(last -> last.checkedAt().plus(last.isFailing() ? WHILE_FAILING : A_DAY))
                .map(next -> !next.isAfter(now))
                .orElse(true);
    }

    private void check(DeploymentEnvironment environment) throws InterruptedException {
        Checklist checklist;
        try {
            checklist = check.of(environment);
        } catch (RuntimeException unexpected) {
            LOGGER.log(
                    Level.WARNING,
                    unexpected,
                    () -> "The environment '" + environment.getName() + "' cannot be checked");
            return;
        }
        if (DailyResult.isConclusive(checklist)) {
            keep(DailyResult.of(checklist, clock.instant()));
        }
    }

    private synchronized void keep(DailyResult found) {
        Optional<DailyResult> before = Optional.ofNullable(loaded().get(found.getEnvironment()));
        boolean wasFailing = before.map(DailyResult::isFailing).orElse(false);
        if (found.isFailing() && !wasFailing) {
            LOGGER.log(
                    Level.WARNING,
                    "The environment ''{0}'' cannot be deployed to: {1}. See Manage Jenkins for what to do",
                    new Object[] {
                        found.getEnvironment(),
                        found.getFailures().get(0).getTopic() + ": "
                                + found.getFailures().get(0).getFinding()
                    });
        } else if (!found.isFailing() && wasFailing) {
            LOGGER.log(Level.INFO, "The environment ''{0}'' can be deployed to again", found.getEnvironment());
        }
        expired.remove(found.getEnvironment());
        results.put(found.getEnvironment(), before.map(found::after).orElse(found));
        save();
    }

    /** What fails and no administrator has dismissed yet, by the name of the environment. */
    synchronized List<DailyResult> failing() {
        List<String> daily =
                daily().stream().map(DeploymentEnvironment::getName).toList();
        return loaded().values().stream()
                .filter(result -> result.isFailing() && !result.isDismissed())
                .filter(result -> daily.contains(result.getEnvironment()))
                .toList();
    }

    /** Shows nothing of what fails now, until it was good again or something else fails. */
    synchronized void dismiss() {
        loaded().replaceAll((name, result) -> result.isFailing() ? result.dismiss() : result);
        save();
    }

    /** Makes it the turn of all that fails. */
    synchronized void expire() {
        loaded().values().stream()
                .filter(DailyResult::isFailing)
                .map(DailyResult::getEnvironment)
                .forEach(expired::add);
    }

    private synchronized void forgetOthers() {
        List<String> daily =
                daily().stream().map(DeploymentEnvironment::getName).toList();
        if (loaded().keySet().retainAll(daily)) {
            save();
        }
    }

    private Map<String, DailyResult> loaded() {
        if (!isLoaded) {
            isLoaded = true;
            try {
                store.load().forEach(result -> results.put(result.getEnvironment(), result));
            } catch (IOException | RuntimeException unreadable) {
                LOGGER.log(
                        Level.WARNING,
                        "What the last checks have found cannot be read: they are made anew",
                        unreadable);
            }
        }
        return results;
    }

    private void save() {
        try {
            store.save(List.copyOf(results.values()));
        } catch (IOException unsaved) {
            LOGGER.log(Level.WARNING, "What checks have found cannot be saved: a restart forgets it", unsaved);
        }
    }
}
