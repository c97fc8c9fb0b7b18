package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Reading;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.selection.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A small text file of a workspace that is read as a whole.
 *
 * @param path where it is, links followed
 * @param text what is in it
 */
record WorkspaceFile(Path path, String text) {

    /** In bytes; more than any AppSpec or task definition needs. */
    static final int MOST_BYTES = 1024 * 1024;

    /**
     * Reads a task definition.
     *
     * @param name its path, relative to the root of the bundle
     */
    static String taskDefinition(Path workspace, Selection selection, String name) throws IOException {
        String missing = name + ": is not in "
                + (selection.directory().isEmpty() ? "the workspace" : "'" + selection.directory() + "'")
                + ". Set taskDefinition to the path of the task definition there.";
        return read(workspace, Tree.root(workspace, selection), name, missing, "task definition")
                .text()
                .replaceFirst("^\uFEFF", "");
    }

    /**
     * @param name its path, relative to the root
     * @param missing what to say if it is not there
     * @param title what it is meant to be
     * @throws BundleException if it is not such a file
     */
    static WorkspaceFile read(Path workspace, Path root, String name, String missing, String title) throws IOException {
        Path path;
        try {
            path = root.resolve(name).toRealPath();
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new BundleException(missing);
        }
        if (!path.startsWith(workspace.toRealPath())) {
            throw new BundleException(name + ": leads out of the workspace. Keep the " + title + " in the workspace.");
        }
        if (!Files.isRegularFile(path)) {
            throw new BundleException(name + ": is not a file. Give the path of the " + title + " file.");
        }
        if (Files.size(path) > MOST_BYTES) {
            throw tooLarge(name, title);
        }
        try {
            return new WorkspaceFile(path, decoded(Files.readAllBytes(path), name, title));
        } catch (BundleException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new BundleException(Reading.vanished(name));
        } catch (IOException e) {
            throw new BundleException(Reading.unreadable(name, e));
        }
    }

    /** The text of a file. */
    static String decoded(byte[] bytes, String name, String title) throws BundleException {
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(name, title);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BundleException(name + ": is not UTF-8. Save it as UTF-8.");
        }
    }

    private static BundleException tooLarge(String name, String title) {
        return new BundleException(
                name + ": is larger than " + MOST_BYTES / 1024 + " KiB. Is this the " + title + " file?");
    }
}
