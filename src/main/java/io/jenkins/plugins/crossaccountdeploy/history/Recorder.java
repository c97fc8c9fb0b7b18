package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord.PhaseRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the record of one run while it goes on, and its entry in the journal. A record that cannot be saved is saved later, or
 * never; the run goes on.
 */
public final class Recorder implements RunListener {

    private static final Logger LOGGER = Logger.getLogger(Recorder.class.getName());

    /** What changes all the time is saved so often; another phase of the run, at once. */
    static final Duration BETWEEN_SAVES = Duration.ofSeconds(3);

    /** A page may have shown so many changes that a crash has kept from the file: weeks of looks, on a full disk. */
    private static final long MOST_UNSAVED = 1_000_000;

    private final RecordFile file;
    private final Journal journal;
    private final InstantSource clock;
    private volatile RunRecord current;

    /** The sequence of what was saved last; 0 before that. */
    private long saved;

    private Instant nextSave = Instant.MIN;
    private boolean saysUnsaved;

    /**
     * Takes the record of a run up, or begins it.
     *
     * @param run where it is
     * @param origin who or what has begun it
     */
    public Recorder(RecordFile file, Journal journal, Deployment run, Origin origin, InstantSource clock) {
        this(
                file,
                journal,
                file.load()
                        .filter(saved -> saved.token().equals(run.token()))
                        .map(Recorder::beyondUnsaved)
                        .orElseGet(() -> RecordUpdate.begun(run, origin)),
                clock);
    }

    private Recorder(RecordFile file, Journal journal, RunRecord current, InstantSource clock) {
        this.file = file;
        this.journal = journal;
        this.current = current;
        this.clock = clock;
    }

    /**
     * Takes the record of a run up.
     *
     * @param saved as it is
     */
    public static Recorder takingUp(RecordFile file, Journal journal, RunRecord saved, InstantSource clock) {
        return new Recorder(file, journal, beyondUnsaved(saved), clock);
    }

    /** What comes next is newer than anything that a page has shown before. */
    private static RunRecord beyondUnsaved(RunRecord saved) {
        return saved.state().isOver() ? saved : saved.at(saved.sequence() + MOST_UNSAVED);
    }

    /** As it is now; it may be newer than what is saved. */
    public RunRecord record() {
        return current;
    }

    @Override
    public synchronized void onStep(Deployment run, List<Event> events) {
        write(RecordUpdate.after(current, run, events, clock.instant()));
    }

    /**
     * The run goes no further: its build has ended, or could not go on after a restart. If the run has ended before, only its
     * record is saved, where that was not possible at its end.
     *
     * @param farewell what is left behind
     * @return whether the run has ended without a result
     */
    public synchronized boolean onLeft(String farewell) {
        if (current.state().isOver()) {
            if (current.sequence() > saved) {
                save(current);
            }
            return false;
        }
        if (hasEndedInJournal()) {
            return false;
        }
        write(RecordUpdate.left(current, farewell, clock.instant()));
        return true;
    }

    /** The disk may have had no room for the last record. */
    private boolean hasEndedInJournal() {
        return journal.entries(JournalEntry.of(current).cell()).stream()
                .anyMatch(entry ->
                        entry.token().equals(current.token()) && entry.state().isOver());
    }

    private void write(RunRecord next) {
        Phase before = phase(current);
        current = next;
        boolean isFurther = saved == 0 || before != phase(next) || next.state().isOver();
        Instant now = clock.instant();
        if (next.sequence() > saved && (isFurther || !now.isBefore(nextSave))) {
            save(next);
            nextSave = now.plus(BETWEEN_SAVES);
        }
        if (next.revision().isKnown() && !isBeforeCreation(next)) {
            journal.write(next.isTakenUp() ? merged(JournalEntry.of(next)) : JournalEntry.of(next));
        }
    }

    /** A deployment has one entry, however many runs have seen to it. */
    private JournalEntry merged(JournalEntry own) {
        return journal.written(own.cell()).stream()
                .filter(entry -> entry.deploymentId().equals(own.deploymentId()))
                .findFirst()
                .map(first -> first.token().equals(own.token()) ? own : first.takenUpBy(own))
                .orElse(own);
    }

    private static Phase phase(RunRecord record) {
        List<PhaseRecord> phases = record.phases();
        return phases.isEmpty() ? Phase.OTHER : phases.get(phases.size() - 1).phase();
    }

    /** Until then nothing has happened to the deployment group. */
    private static boolean isBeforeCreation(RunRecord record) {
        return record.phases().stream().noneMatch(phase -> phase.phase() == Phase.CREATE)
                && !record.deployment().isKnown();
    }

    private void save(RunRecord record) {
        try {
            file.save(record);
            saved = record.sequence();
        } catch (IOException e) {
            if (!saysUnsaved) {
                saysUnsaved = true;
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "The record of a deployment of " + record.origin().job() + " #"
                                + record.origin().build() + " cannot be saved; the deployment goes on");
            }
        }
    }
}
