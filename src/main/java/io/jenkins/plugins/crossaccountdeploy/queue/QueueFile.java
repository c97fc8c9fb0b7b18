package io.jenkins.plugins.crossaccountdeploy.queue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * The queue on the disk, as JSON. It is replaced as a whole: after a crash of Jenkins there is this one or the one before. When
 * the machine itself fails, the order may be lost, which is not worth waiting for the disk each time.
 */
final class QueueFile {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path file;

    QueueFile(Path file) {
        this.file = file;
    }

    /**
     * All that is kept.
     *
     * @param waiting those that have not deployed yet, in the order in which they came
     * @param latest who has deployed last, one of each group
     */
    record Content(List<Ticket> waiting, List<Ticket> latest) {

        static final Content NONE = new Content(List.of(), List.of());

        Content {
            waiting = List.copyOf(Objects.requireNonNullElse(waiting, List.of()));
            latest = List.copyOf(Objects.requireNonNullElse(latest, List.of()));
        }
    }

    /** @throws IOException if there is a file that cannot be read */
    Content load() throws IOException {
        try {
            Content content = JSON.readValue(Files.readAllBytes(file), Content.class);
            return Objects.requireNonNullElse(content, Content.NONE);
        } catch (NoSuchFileException e) {
            return Content.NONE;
        }
    }

    /** @throws IOException if it cannot be written */
    void save(Content content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory"));
        Path next = Path.of(file + ".tmp");
        // A stream, since a channel cannot be written to by a thread that is interrupted.
        try (FileOutputStream out = new FileOutputStream(next.toFile())) {
            out.write(JSON.writeValueAsBytes(content));
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
