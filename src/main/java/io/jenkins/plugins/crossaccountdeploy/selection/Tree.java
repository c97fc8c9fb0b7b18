package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that a selection selects, listed and not yet read.
 *
 * @param root the directory that is the root of the bundle
 * @param entries what goes into the bundle, in {@link Entry#ORDER}
 * @param elsewhere where the few files are that are not below the root by their path in the bundle
 * @param leftOut number of files that excludes kept out
 * @param hasModes whether the file system keeps Unix modes
 */
public record Tree(Path root, List<Entry> entries, Map<String, Path> elsewhere, long leftOut, boolean hasModes) {

    static final int FILE_PERMISSIONS_ELSEWHERE = 0644;
    static final int DIRECTORY_PERMISSIONS_ELSEWHERE = 0755;

    /**
     * Lists what the selection selects, and adds what a bundle cannot hold to the faults.
     *
     * @throws BundleException when there is nothing to bundle
     */
    public static Tree select(Path workspace, Selection selection, Workers<?> workers, Faults faults)
            throws IOException, InterruptedException {
        return new TreeLister(root(workspace, selection), Links.in(workspace), selection).list(workers, faults);
    }

    /** Where a file of the bundle is. */
    public Path locate(Entry.File file) {
        Path found = elsewhere.get(file.path());
        return found == null ? root.resolve(file.path()) : found;
    }

    /**
     * A file that is listed by itself.
     *
     * @param path in the bundle
     * @param location of the file, which may be anywhere
     */
    public Entry.File file(String path, Path location) throws IOException {
        int permissions = hasModes ? bits(Files.getPosixFilePermissions(location)) : FILE_PERMISSIONS_ELSEWHERE;
        return new Entry.File(
                path,
                permissions,
                Files.size(location),
                Files.getLastModifiedTime(location).toInstant());
    }

    static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission permission : permissions) {
            // The constants are declared from OWNER_READ (0400) to OTHERS_EXECUTE (0001).
            bits |= 0400 >> permission.ordinal();
        }
        return bits;
    }

    /**
     * The root of the bundle.
     *
     * @throws BundleException when it is not a directory of the workspace
     */
    public static Path root(Path workspace, Selection selection) throws IOException {
        String directory = selection.directory();
        Path home = workspace.toRealPath();
        try {
            Path root = home.resolve(directory).toRealPath();
            if (!root.startsWith(home)) {
                throw new BundleException("Directory '" + directory
                        + "' leads out of the workspace. Give a directory below the workspace.");
            }
            if (Files.isDirectory(root)) {
                return root;
            }
            throw new BundleException("'" + directory + "' is not a directory. Give the directory to bundle.");
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new BundleException("Directory '" + directory
                    + "' is not in the workspace. Mend its name, or see why the build did not make it.");
        }
    }
}
