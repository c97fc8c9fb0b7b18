package io.jenkins.plugins.crossaccountdeploy.history;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The record of one run, in a file of its own in the directory of its build: JSON, compressed. */
public final class RecordFile {

    private static final Logger LOGGER = Logger.getLogger(RecordFile.class.getName());

    private static final String PREFIX = "cross-account-deploy-";
    private static final String SUFFIX = ".record.json.gz";

    /** Many times what a record can be, so that no file fills the memory. */
    private static final int LARGEST = 20_000_000;

    /** Those that cannot be read, so that each is told once. */
    private static final Set<Path> UNREADABLE = ConcurrentHashMap.newKeySet();

    private final Supplier<Path> file;

    private RecordFile(Supplier<Path> file) {
        this.file = file;
    }

    /**
     * The file of one run.
     *
     * @param directory of the build, wherever its job is moved
     * @param token of the run
     */
    public static RecordFile in(Supplier<Path> directory, String token) {
        return new RecordFile(() -> directory.get().resolve(PREFIX + token + SUFFIX));
    }

    /** The records of all runs of a build that can be read, in the order in which the runs began. */
    public static List<RunRecord> all(Path directory) {
        List<RunRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            found.forEach(file -> new RecordFile(() -> file).load().ifPresent(records::add));
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "There is no directory " + directory);
        }
        records.sort(Comparator.comparing(RunRecord::began).thenComparing(RunRecord::token));
        return records;
    }

    /**
     * Replaces the file as a whole: who reads it meanwhile, or after a crash, finds this record or the one before.
     *
     * @throws IOException if that is not possible
     */
    synchronized void save(RunRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(RecordJson.write(record));
        }
        Path here = file.get();
        Path next = Path.of(here + ".tmp");
        // A stream, since a channel cannot be written to by a thread that is interrupted.
        try (FileOutputStream out = new FileOutputStream(next.toFile())) {
            out.write(bytes.toByteArray());
            out.getFD().sync();
        }
        Files.move(next, here, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was saved last; empty if there is nothing, or nothing that can be read, which is told once. */
    Optional<RunRecord> load() {
        Path here = file.get();
        try (GZIPInputStream zip = new GZIPInputStream(Files.newInputStream(here))) {
            byte[] json = zip.readNBytes(LARGEST);
            return Optional.of(RecordJson.read(json, RunRecord.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            if (UNREADABLE.add(here)) {
                LOGGER.log(Level.WARNING, e, () -> "The record of a deployment cannot be read: " + here);
            }
            return Optional.empty();
        }
    }
}
