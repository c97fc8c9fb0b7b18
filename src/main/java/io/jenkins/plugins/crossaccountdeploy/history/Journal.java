package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The history of all deployment groups, in a file each. It outlives builds, and is read without them.
 *
 * <p>Lines are only ever added, one for each change of an entry; the last line of a run counts. A line that a crash has torn is
 * none, and the run that goes on writes it again. What cannot be written, because the disk is full, is kept in memory and
 * written later.
 */
public final class Journal {

    /** So many deployments of a group are kept at least, the last ones; where there are as many, earlier ones may be gone. */
    public static final int MOST_ENTRIES = JournalFile.MOST_ENTRIES;

    private static final Logger LOGGER = Logger.getLogger(Journal.class.getName());

    private final Path directory;
    private final JournalFile.Disk disk;
    private final Map<Path, JournalFile> files = new ConcurrentHashMap<>();

    private final JobNames names;

    /** Whose deployments there are, in the files that were read or written, by the names that they have now. */
    private final Set<String> jobs = ConcurrentHashMap.newKeySet();

    private volatile boolean areJobsRead;

    /** @param directory of its files; it is made when it is needed */
    public Journal(Path directory) {
        this(directory, JournalFile.Disk.REAL);
    }

    Journal(Path directory, JournalFile.Disk disk) {
        this.directory = directory;
        this.disk = disk;
        this.names = new JobNames(directory.resolve("job-names.log"), disk);
    }

    /** Writes an entry, unless it is there already. Returns when it is on the disk, or cannot be written now. */
    public void write(JournalEntry entry) {
        jobs.add(jobOf(entry));
        file(path(entry.cell())).write(entry);
    }

    /** The deployments of a group, by when they began, the earliest first; bounded to the last thousand. */
    public List<JournalEntry> entries(Cell cell) {
        return written(cell).stream().map(entry -> entry.ofJob(jobOf(entry))).toList();
    }

    private String jobOf(JournalEntry entry) {
        return nameNow(entry.origin().job(), entry.began());
    }

    /** What a job is called now that has deployed something and had a name at some time. */
    public String nameNow(String job, Instant at) {
        return names.now(job, at);
    }

    /** Whether a job was deleted, by the name that it has now. */
    public static boolean isGone(String job) {
        return JobNames.isDeleted(job);
    }

    /** A job was renamed or moved: what it has deployed is that job's, and not of one that gets the old name. */
    public void renamed(String from, String to, Instant at) {
        names.renamed(from, to, at);
        if (jobs().contains(from)) {
            jobs.add(to);
            jobs.remove(from);
        }
    }

    /**
     * A job is gone: what it has deployed is not of one that gets its name.
     *
     * @param name full name of it, or of a folder
     */
    public void deleted(String name, Instant at) {
        for (String job : List.copyOf(jobs())) {
            if (!JobNames.isDeleted(job) && (job.equals(name) || job.startsWith(name + "/"))) {
                jobs.add(names.deleted(job, at));
                jobs.remove(job);
            }
        }
    }

    /** The same by the names that jobs had then. */
    List<JournalEntry> written(Cell cell) {
        return existing(path(cell)).stream()
                .flatMap(file -> file.entries().stream())
                .filter(entry -> entry.cell().equals(cell))
                .sorted(Comparator.comparing(JournalEntry::began).thenComparing(JournalEntry::token))
                .toList();
    }

    /** What a group runs as far as Jenkins knows, which a rollback may have brought back. */
    public Optional<LiveRevision> liveRevision(Cell cell) {
        return LiveRevision.of(entries(cell));
    }

    /** What was deployed to a group from here, to tell from it what was not. */
    public KnownDeployments known(Cell cell) {
        return new KnownHere(this, cell);
    }

    /**
     * What was deployed by an address before, the last time first in its own group.
     *
     * @param address as {@link RevisionRecord#address} has it
     * @param first the group whose deployments know best
     */
    public List<JournalEntry> deployed(String address, Cell first) {
        return Stream.concat(Stream.of(first), cells().stream().filter(cell -> !cell.equals(first)))
                .flatMap(cell -> entries(cell).stream()
                        .sorted(Comparator.comparing(JournalEntry::began).reversed()))
                .filter(entry -> LiveRevision.isOf(entry.revision(), address))
                .toList();
    }

    /**
     * The full names of all jobs that have deployed something. After the first time it does not wait for the disk, so that every
     * page of Jenkins can ask for them.
     */
    public Set<String> jobs() {
        if (!areJobsRead) {
            files().forEach(JournalFile::entries);
            areJobsRead = true;
        }
        return Collections.unmodifiableSet(jobs);
    }

    /** All that has a history, by environment, application and group. */
    public List<Cell> cells() {
        return files().stream()
                .flatMap(file -> file.entries().stream().map(JournalEntry::cell).distinct())
                .distinct()
                .sorted(Comparator.comparing(Cell::environment)
                        .thenComparing(Cell::application)
                        .thenComparing(Cell::deploymentGroup))
                .toList();
    }

    private Collection<JournalFile> files() {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + JournalFile.SUFFIX)) {
            found.forEach(this::file);
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOGGER.log(Level.FINE, "Nothing was deployed yet", e);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "The journal cannot be read: " + directory);
        }
        return files.values();
    }

    private Path path(Cell cell) {
        return directory.resolve(JournalFile.name(cell));
    }

    /** Keeps nothing in memory of what has no history: anybody may ask for any name. */
    private Optional<JournalFile> existing(Path path) {
        JournalFile known = files.get(path);
        return known == null && Files.exists(path) ? Optional.of(file(path)) : Optional.ofNullable(known);
    }

    private JournalFile file(Path path) {
        return files.computeIfAbsent(path, file -> new JournalFile(file, disk, entry -> jobs.add(jobOf(entry))));
    }
}
