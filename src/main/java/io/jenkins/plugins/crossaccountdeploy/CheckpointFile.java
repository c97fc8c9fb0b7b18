package io.jenkins.plugins.crossaccountdeploy;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The saved form of a run, in a file of its own in the directory of its build. When the file is written does not depend on the
 * durability setting of a Pipeline, nor on when Jenkins saves a build: it is on the disk when {@link #save} returns.
 *
 * <p>It is what Java serialization makes of records, which reads files of other versions: components that a file lacks are null
 * or zero, and those that no record has any more are ignored. XStream, which writes Jenkins' XML, cannot read records.
 */
final class CheckpointFile {

    private static final Logger LOGGER = Logger.getLogger(CheckpointFile.class.getName());

    private static final String PREFIX = "cross-account-deploy-";
    private static final String SUFFIX = ".checkpoint";

    private static final ObjectInputFilter KNOWN_TYPES = ObjectInputFilter.Config.createFilter(
            "io.jenkins.plugins.crossaccountdeploy.**;java.lang.*;java.time.*;java.util.*;!*");

    /**
     * A saved form.
     *
     * @param number counts what was saved of a run
     */
    record Saved(long number, Checkpoint checkpoint) implements Serializable {

        /** A run that has not begun. */
        static Saved first(Checkpoint checkpoint) {
            return new Saved(0, checkpoint);
        }

        Saved next(Checkpoint newer) {
            return new Saved(number + 1, newer);
        }
    }

    private final Supplier<File> directory;
    private final String name;

    /** Whether it was there, so that somebody has deleted it if it is not. */
    private boolean saved;

    private boolean deleted;

    private CheckpointFile(Supplier<File> directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    private Path file() {
        return directory.get().toPath().resolve(name);
    }

    /**
     * The file of one run, wherever its job is moved.
     *
     * @param token of the run
     */
    static CheckpointFile of(Run<?, ?> build, String token) {
        return in(build::getRootDir, token);
    }

    static CheckpointFile in(Supplier<File> directory, String token) {
        return new CheckpointFile(directory, PREFIX + token + SUFFIX);
    }

    /** The files of all runs of a build that nobody has deleted. */
    static List<CheckpointFile> of(Run<?, ?> build) {
        List<CheckpointFile> files = new ArrayList<>();
        Path directory = build.getRootDir().toPath();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            found.forEach(file -> files.add(new CheckpointFile(
                    build::getRootDir, directory.relativize(file).toString())));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot look for unfinished deployments of " + build);
        }
        return files;
    }

    /** The form in which records can be read by other versions. */
    static byte[] bytes(Serializable form) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(form);
        }
        return bytes.toByteArray();
    }

    /** Reads that form. */
    static Object read(InputStream bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(bytes)) {
            in.setObjectInputFilter(KNOWN_TYPES);
            return in.readObject();
        }
    }

    boolean exists() {
        return Files.exists(file());
    }

    /**
     * Returns when the file is on the disk, whole.
     *
     * @throws Driver.AbandonedException if the file was deleted, here or by the end of its build
     * @throws IOException if it may not be on the disk
     */
    synchronized void save(Saved newer) throws IOException {
        if (deleted) {
            throw new Driver.AbandonedException();
        }
        byte[] bytes = bytes(newer);
        Path here = directory.get().toPath();
        Path file = here.resolve(name);
        Path next = Path.of(file + ".tmp");
        // A file channel is closed when a thread that is interrupted uses it.
        boolean interrupted = Thread.interrupted();
        try {
            try (FileOutputStream out = new FileOutputStream(next.toFile())) {
                out.write(bytes);
                out.getFD().sync();
            }
            if (saved && !Files.exists(file)) {
                Files.delete(next);
                throw new Driver.AbandonedException();
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            saved = true;
            if (File.separatorChar == '/') {
                // Windows does not let directories be opened, nor do they have to be synchronized there.
                try (FileChannel entries = FileChannel.open(here)) {
                    entries.force(true);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * What was saved last; empty if there is nothing: the run has not begun.
     *
     * @throws AbortException if there is something, and it cannot be understood
     * @throws IOException if there is something, and it cannot be read now
     */
    synchronized Optional<Saved> load() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IOException(unread(e), e);
        }
        try {
            return Optional.of((Saved) read(new ByteArrayInputStream(bytes)));
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new AbortException(unread(e));
        }
    }

    private String unread(Exception why) {
        String token = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        return "How far the deployment was cannot be read from " + file() + " (" + why
                + "). Nothing is created anew, and what"
                + " was begun goes on: look in CodeDeploy for a deployment whose description ends with [" + token
                + "].";
    }

    /**
     * Deletes the file; to save to it any more fails.
     *
     * @return whether this call did it, of several that may have tried
     */
    synchronized boolean delete() {
        deleted = true;
        Path file = file();
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot delete " + file);
            return false;
        }
    }
}
