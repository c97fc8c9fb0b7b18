package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Reads files that must not change meanwhile, and words what is wrong with those that do. */
public final class Reading {

    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private Reading() {}

    /**
     * Reads a range of a file that has the size it was listed with.
     *
     * @throws BundleException when the file is gone, cannot be read, or has another size
     */
    public static void range(Path path, Entry.File file, long from, byte[] into, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(path, OPTIONS)) {
            ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, from + buffer.position()) < 0) {
                    throw new BundleException(changed(file.path()));
                }
            }
            if (from + length == file.size() && channel.size() != file.size()) {
                throw new BundleException(changed(file.path()));
            }
        } catch (ClosedByInterruptException | BundleException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new BundleException(vanished(file.path()));
        } catch (IOException e) {
            throw new BundleException(unreadable(file.path(), e));
        }
    }

    public static String changed(String path) {
        return path + ": changed while it was being bundled. Let nothing write to the workspace until it is deployed.";
    }

    public static String vanished(String path) {
        return path + ": vanished while it was being bundled. Let nothing write to the workspace until it is deployed.";
    }

    public static String unreadable(String path, IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return path + ": the agent's user, " + System.getProperty("user.name")
                    + ", may not read it. Grant it read permission, or exclude it.";
        }
        String reason = cause instanceof FileSystemException e && e.getReason() != null ? e.getReason() : "";
        return path + ": cannot be read" + (reason.isEmpty() ? "" : " (" + reason + ")")
                + ". See what is wrong with it on the agent, or exclude it.";
    }
}
