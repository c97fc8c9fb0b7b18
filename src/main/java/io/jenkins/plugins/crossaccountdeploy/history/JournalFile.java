package io.jenkins.plugins.crossaccountdeploy.history;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The journal of one deployment group: a line of JSON for each change of an entry. */
final class JournalFile {

    static final String SUFFIX = ".jsonl";

    /** So many deployments are kept at least, and twice as many lines at most. */
    static final int MOST_ENTRIES = 1000;

    /** In bytes: an AppSpec by itself is a part of its entry. */
    private static final int LARGEST = 16_000_000;

    private static final Logger LOGGER = Logger.getLogger(JournalFile.class.getName());

    /** What is done to files, so that a test can let it fail half-way. */
    interface Disk {

        Disk REAL = new Disk() {};

        /** Returns when the bytes are on the disk; otherwise some of them may be. */
        default void append(Path file, byte[] bytes) throws IOException {
            try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
                out.write(bytes);
                out.getFD().sync();
            }
        }

        /** Returns when a file with these bytes alone is on the disk. */
        default void write(Path file, byte[] bytes) throws IOException {
            try (FileOutputStream out = new FileOutputStream(file.toFile())) {
                out.write(bytes);
                out.getFD().sync();
            }
        }

        default void rename(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private final Path file;
    private final Disk disk;

    /** Is told what is read. */
    private final Consumer<JournalEntry> reader;

    /** What is on the disk, by token; read again after memory was short, or the disk could not be read. */
    private SoftReference<Map<String, JournalEntry>> written = new SoftReference<>(null);

    /** What is not on the disk yet, by token. */
    private final Map<String, JournalEntry> unwritten = new LinkedHashMap<>();

    private int lines;

    /** Whether all that is in the file could be read. */
    private boolean isWhole = true;

    private boolean saysUnwritten;

    JournalFile(Path file, Disk disk, Consumer<JournalEntry> reader) {
        this.file = file;
        this.disk = disk;
        this.reader = reader;
    }

    static String name(Cell cell) {
        return cell.key() + SUFFIX;
    }

    /** One for each run, as it is now. */
    synchronized Collection<JournalEntry> entries() {
        Map<String, JournalEntry> entries = new LinkedHashMap<>(written());
        entries.putAll(unwritten);
        return entries.values();
    }

    synchronized void write(JournalEntry entry) {
        if (unwritten.isEmpty() && entry.equals(written().get(entry.token()))) {
            return;
        }
        unwritten.put(entry.token(), entry);
        try {
            Files.createDirectories(
                    Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory"));
            for (JournalEntry next : List.copyOf(unwritten.values())) {
                append(next);
            }
            if (isWhole && (lines > 2 * MOST_ENTRIES || Files.size(file) > LARGEST)) {
                compact();
            }
        } catch (IOException e) {
            boundUnwritten();
            if (!saysUnwritten) {
                saysUnwritten = true;
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "The journal of deployments cannot be written: " + file
                                + ". Deployments go on, and what is missing is written when it is possible again.");
            }
        }
    }

    private void append(JournalEntry entry) throws IOException {
        // Read before anything is added to it.
        Map<String, JournalEntry> known = written();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (endsTorn()) {
            bytes.write('\n');
        }
        bytes.write(RecordJson.write(entry));
        bytes.write('\n');
        disk.append(file, bytes.toByteArray());
        lines++;
        known.put(entry.token(), entry);
        unwritten.remove(entry.token());
    }

    /** Whether the last line was begun and not ended. */
    private boolean endsTorn() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() == 0) {
                return false;
            }
            bytes.seek(bytes.length() - 1);
            return bytes.read() != '\n';
        }
    }

    /** Keeps one line of each of the last runs. */
    private void compact() throws IOException {
        List<JournalEntry> entries = List.copyOf(written().values());
        Deque<byte[]> kept = new ArrayDeque<>();
        long size = 0;
        for (int last = entries.size() - 1; last >= 0 && kept.size() < MOST_ENTRIES; last--) {
            byte[] line = RecordJson.write(entries.get(last));
            size += line.length + 1;
            if (size > LARGEST / 2 && !kept.isEmpty()) {
                break;
            }
            kept.addFirst(line);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] line : kept) {
            bytes.write(line);
            bytes.write('\n');
        }
        Map<String, JournalEntry> left = new LinkedHashMap<>();
        entries.subList(entries.size() - kept.size(), entries.size()).forEach(entry -> left.put(entry.token(), entry));
        Path next = Path.of(file + ".tmp");
        disk.write(next, bytes.toByteArray());
        disk.rename(next, file);
        written = new SoftReference<>(left);
        lines = kept.size();
    }

    /** What a full disk has kept back for very long is not worth the memory. */
    private void boundUnwritten() {
        while (unwritten.size() > MOST_ENTRIES) {
            unwritten.remove(unwritten.keySet().iterator().next());
        }
    }

    private Map<String, JournalEntry> written() {
        Map<String, JournalEntry> known = written.get();
        if (known == null) {
            known = new LinkedHashMap<>();
            lines = 0;
            for (String line : lines()) {
                lines++;
                Optional<JournalEntry> entry = parse(line);
                if (entry.isPresent()) {
                    known.put(entry.get().token(), entry.get());
                    reader.accept(entry.get());
                }
            }
            if (isWhole) {
                written = new SoftReference<>(known);
            }
        }
        return known;
    }

    private List<String> lines() {
        try {
            // Bytes of a torn character become a replacement, and do not make the rest unreadable.
            String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            isWhole = true;
            return content.lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            tellUnreadable(e);
            return List.of();
        }
    }

    private Optional<JournalEntry> parse(String line) {
        try {
            JournalEntry entry = RecordJson.read(line.getBytes(StandardCharsets.UTF_8), JournalEntry.class);
            return Optional.of(entry).filter(read -> !read.token().isEmpty());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "A line of " + file + " is torn");
            return Optional.empty();
        }
    }

    private void tellUnreadable(IOException why) {
        if (isWhole) {
            isWhole = false;
            LOGGER.log(Level.WARNING, why, () -> "The journal of deployments cannot be read: " + file);
        }
    }
}
