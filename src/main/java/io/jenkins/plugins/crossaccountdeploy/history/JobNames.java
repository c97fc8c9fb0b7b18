package io.jenkins.plugins.crossaccountdeploy.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What jobs are called that were renamed or moved, or are gone: another job may have their names by now. A line of JSON for each
 * change, in a file that is only added to.
 */
final class JobNames {

    /** Jenkins lets no job have such a name. */
    private static final String DELETED = " [deleted]";

    private static final Logger LOGGER = Logger.getLogger(JobNames.class.getName());

    /**
     * A job has another name.
     *
     * @param at since when
     * @param from full name until then
     * @param to full name since then
     */
    record Change(Instant at, String from, String to) {

        Change {
            at = Objects.requireNonNullElse(at, Instant.EPOCH);
            from = Objects.requireNonNullElse(from, "");
            to = Objects.requireNonNullElse(to, "");
        }
    }

    private final Path file;
    private final JournalFile.Disk disk;

    /** By the name until then, and when. */
    private final Map<String, NavigableMap<Instant, String>> changes = new ConcurrentHashMap<>();

    private volatile boolean isRead;
    private boolean saysUnread;

    JobNames(Path file, JournalFile.Disk disk) {
        this.file = file;
        this.disk = disk;
        read();
    }

    /** A disk that cannot be read now may be read later. */
    private synchronized void read() {
        if (isRead) {
            return;
        }
        try {
            Files.readString(file, StandardCharsets.UTF_8).lines().forEach(this::read);
            isRead = true;
        } catch (NoSuchFileException e) {
            LOGGER.log(Level.FINE, "No job was renamed yet", e);
            isRead = true;
        } catch (IOException e) {
            if (!saysUnread) {
                saysUnread = true;
                LOGGER.log(Level.WARNING, e, () -> "Which jobs were renamed cannot be read: " + file);
            }
        }
    }

    private void read(String line) {
        try {
            note(RecordJson.read(line.getBytes(StandardCharsets.UTF_8), Change.class));
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "A line of " + file + " is torn");
        }
    }

    private void note(Change change) {
        changes.computeIfAbsent(change.from(), name -> new ConcurrentSkipListMap<>())
                .put(change.at(), change.to());
    }

    /** What a job is called now that had a name at some time. */
    String now(String name, Instant at) {
        if (!isRead) {
            read();
        }
        String current = name;
        Map.Entry<Instant, String> next = next(name, at);
        while (next != null) {
            current = next.getValue();
            next = next(current, next.getKey());
        }
        return current;
    }

    private Map.Entry<Instant, String> next(String name, Instant at) {
        return changes.getOrDefault(name, Collections.emptyNavigableMap()).higherEntry(at);
    }

    synchronized void renamed(String from, String to, Instant at) {
        Change change = new Change(at, from, to);
        note(change);
        try {
            Files.createDirectories(
                    Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory"));
            // The line before may be torn.
            disk.append(
                    file,
                    ("\n" + new String(RecordJson.write(change), StandardCharsets.UTF_8) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "That the job '" + from + "' is '" + to
                            + "' now cannot be saved: after a restart of Jenkins, its"
                            + " deployments are again those of the job '" + from + "'");
        }
    }

    static boolean isDeleted(String name) {
        return name.endsWith(DELETED);
    }

    /** Gives a job that is gone a name that no other will have. */
    String deleted(String name, Instant at) {
        renamed(name, name + DELETED, at);
        return name + DELETED;
    }
}
