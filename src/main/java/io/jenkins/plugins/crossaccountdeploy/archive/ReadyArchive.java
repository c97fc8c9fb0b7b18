package io.jenkins.plugins.crossaccountdeploy.archive;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpecFile;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** An archive in a workspace that is the bundle as it is. */
public final class ReadyArchive implements AutoCloseable {

    private static final int BUFFER = 1024 * 1024;

    /** A tar archive of a few bytes may inflate to this, whatever its ratio. */
    private static final long USUAL = 10L << 30;

    /** Beyond that, it may inflate to so many times its size: a fifth of what deflate can do, and more than any content does. */
    private static final long HIGHEST_RATIO = 200;

    private final String name;
    private final FileChannel channel;
    private final long size;
    private final ArchiveFormat format;
    private final long usual;

    private ReadyArchive(String name, FileChannel channel, long size, ArchiveFormat format, long usual) {
        this.name = name;
        this.channel = channel;
        this.size = size;
        this.format = format;
        this.usual = usual;
    }

    /**
     * Opens an archive.
     *
     * @param name its path, relative to the workspace
     * @param faults where it has no faults yet
     * @throws BundleException if it is not there, or is no archive
     */
    public static ReadyArchive open(Path workspace, String name, Faults faults) throws IOException {
        return open(workspace, name, faults, USUAL);
    }

    /** @param usual how many bytes it may inflate to at least */
    static ReadyArchive open(Path workspace, String name, Faults faults, long usual) throws IOException {
        FileChannel channel = FileChannel.open(find(workspace, name, faults), StandardOpenOption.READ);
        try {
            long size = channel.size();
            return new ReadyArchive(name, channel, size, format(name, start(channel), faults), usual);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Path find(Path workspace, String name, Faults faults) throws IOException {
        try {
            Path file = workspace.resolve(name).toRealPath();
            if (!file.startsWith(workspace.toRealPath())) {
                throw faults.with("leads out of the workspace. Keep the archive in the workspace.");
            }
            if (Files.isDirectory(file)) {
                throw faults.with("is a directory. Name the archive in it, or say directory to have it bundled.");
            }
            if (!Files.isReadable(file)) {
                throw faults.with("the agent's user, " + System.getProperty("user.name")
                        + ", may not read it. Grant it read permission.");
            }
            return file;
        } catch (NoSuchFileException | InvalidPathException e) {
            throw faults.with(
                    "is not in the workspace. Mend the path in bundle, or see why the build did not make it.");
        }
    }

    private static byte[] start(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(ArchiveFormat.ENOUGH, channel.size()));
        while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {
            // until it is full
        }
        return start.array();
    }

    private static ArchiveFormat format(String name, byte[] start, Faults faults) throws BundleException {
        if (start.length == 0) {
            throw faults.with("is empty. See why the build did not make it.");
        }
        Optional<ArchiveFormat> told = ArchiveFormat.named(name);
        ArchiveFormat found = ArchiveFormat.of(start)
                .orElseThrow(() -> faults.with((ArchiveFormat.other(start).isEmpty()
                                ? "is neither a zip nor a tar archive, by its first bytes"
                                : "is " + ArchiveFormat.other(start))
                        + ". CodeDeploy takes zip, tar and tar.gz: make one of these."));
        if (told.isPresent() && told.get() != found) {
            throw faults.with("is " + found.title() + ", and its name says that it is "
                    + told.get().title() + ". Name it *" + found.ending() + ", or see what has made it.");
        }
        return found;
    }

    public ArchiveFormat format() {
        return format;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /**
     * Lists and checks what is in it, its AppSpec above all. Unpacks nothing else.
     *
     * @throws BundleException if instances could not unpack it, or CodeDeploy not deploy it
     */
    public List<Entry> check(Faults faults) throws IOException, InterruptedException {
        try {
            ArchiveReader reader = reader();
            ArchiveEntries entries = new ArchiveEntries(faults);
            reader.list(entries);
            List<Entry> all = entries.all();
            faults.throwIfAny();
            checkAppSpec(reader, entries.root(), all, faults);
            return all;
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (BundleException e) {
            throw e;
        } catch (TarReader.TooLargeException e) {
            throw faults.with("inflates to more than " + HIGHEST_RATIO
                    + " times its size, which no bundle does. See what has made it.");
        } catch (IOException | RuntimeException e) {
            // The library throws either for what it cannot read.
            throw faults.with("cannot be read as " + format.title() + " (" + reason(e)
                    + "). It is damaged or not complete: see whether what makes it has ended.");
        }
    }

    /** The library wraps what it has found, and says no more itself than that it has found something. */
    private static String reason(Throwable e) {
        if (e.getCause() != null) {
            return reason(e.getCause());
        }
        return Optional.ofNullable(e.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .map(line -> line.endsWith(".") ? line.substring(0, line.length() - 1) : line)
                .orElse(e.getClass().getSimpleName());
    }

    private ArchiveReader reader() throws IOException {
        return switch (format) {
            case ZIP -> new ZipReader(channel);
            case TAR -> new TarReader(channel, false, size);
            case TGZ -> new TarReader(channel, true, Math.max(usual, size * HIGHEST_RATIO));
        };
    }

    private void checkAppSpec(ArchiveReader reader, String root, List<Entry> entries, Faults faults)
            throws IOException {
        boolean isThere = entries.stream()
                .anyMatch(entry -> entry instanceof Entry.File && entry.path().equals(AppSpecFile.NAME));
        if (!isThere) {
            throw faults.with(AppSpecFile.NAME + ": is not at the root of the archive, and CodeDeploy needs it there."
                    + elsewhere(entries));
        }
        byte[] bytes = reader.read(
                entry -> ArchiveEntries.path(entry).equals(root + AppSpecFile.NAME), AppSpecFile.MOST_BYTES);
        AppSpecFile appSpec = AppSpecFile.ofArchive(bytes, faults);
        appSpec.check(entries, faults);
        if (appSpec.isForWindows() && format != ArchiveFormat.ZIP) {
            faults.warn("CodeDeploy's agent does not promise to unpack " + format.title()
                    + " on Windows (os: windows). Make a zip archive");
        }
        faults.throwIfAny();
    }

    /** Where an AppSpec is instead. */
    private static String elsewhere(List<Entry> entries) {
        return Stream.of(AppSpecFile.NAME, "appspec.yaml", "appspec.json")
                .flatMap(wanted -> entries.stream()
                        .map(Entry::path)
                        .filter(path -> path.equals(wanted) || path.endsWith("/" + wanted)))
                .findFirst()
                .map(path -> " There is " + path + ": put it there, under that name, when the archive is made.")
                .orElse(" Add it when the archive is made.");
    }

    /** SHA-256 of its bytes, which names the bundle: 64 lower-case hexadecimal digits. */
    public String digest() throws IOException, InterruptedException {
        return copy(OutputStream.nullOutputStream(), read -> {});
    }

    /**
     * Writes its bytes, as they are.
     *
     * @param digest which they had
     * @param progress hears how many bytes there were so far
     * @throws BundleException if they are others by now
     */
    public void send(OutputStream out, String digest, LongConsumer progress) throws IOException, InterruptedException {
        if (!copy(out, progress).equals(digest)) {
            throw changed();
        }
    }

    private String copy(OutputStream out, LongConsumer progress) throws IOException, InterruptedException {
        MessageDigest sum = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = 0;
        try {
            for (int read = channel.read(buffer, at); read >= 0; read = channel.read(buffer, at)) {
                at += read;
                if (at > size) {
                    throw changed();
                }
                sum.update(buffer.array(), 0, read);
                out.write(buffer.array(), 0, read);
                progress.accept(at);
                buffer.clear();
            }
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
        if (at != size) {
            throw changed();
        }
        return HexFormat.of().formatHex(sum.digest());
    }

    private BundleException changed() {
        return new BundleException(Reading.changed(name));
    }

    private static InterruptedException interrupted(ClosedByInterruptException e) {
        Thread.interrupted();
        return (InterruptedException) new InterruptedException().initCause(e);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
