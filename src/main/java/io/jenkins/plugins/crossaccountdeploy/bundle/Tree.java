package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files that a selection selects, listed and not yet read.
 *
 * @param root the directory that is the root of the bundle
 * @param entries what goes into the bundle, in {@link Entry#ORDER}
 * @param elsewhere where the few files are that are not below the root by their path in the bundle
 * @param leftOut number of files that excludes kept out
 * @param hasModes whether the file system keeps Unix modes
 */
record Tree(Path root, List<Entry> entries, Map<String, Path> elsewhere, long leftOut, boolean hasModes) {

    private static final int FILE_PERMISSIONS_ELSEWHERE = 0644;
    private static final int DIRECTORY_PERMISSIONS_ELSEWHERE = 0755;

    /**
     * What Info-ZIP's {@code unzip}, by which CodeDeploy's agent unpacks, leaves out of a name: characters that do not
     * print, and what looks like a version number of VMS.
     */
    private static final Pattern LOST_BY_UNZIP = Pattern.compile("\\p{Cntrl}|;[0-9]*$");

    /** As many as Linux follows before it calls them a loop. */
    private static final int LINK_HOPS = 40;

    /**
     * Lists what the selection selects, and adds what a bundle cannot hold to the faults.
     *
     * @throws BundleException when there is nothing to bundle
     */
    static Tree select(Path workspace, Selection selection, Faults faults) throws IOException, InterruptedException {
        return new Lister(root(workspace, selection), selection, faults).list();
    }

    /** Where a file of the bundle is. */
    Path locate(Entry.File file) {
        Path found = elsewhere.get(file.path());
        return found == null ? root.resolve(file.path()) : found;
    }

    /** The nine permission bits of a file or directory. */
    int permissions(Path path) throws IOException {
        return hasModes
                ? bits(Files.getPosixFilePermissions(path))
                : Files.isDirectory(path) ? DIRECTORY_PERMISSIONS_ELSEWHERE : FILE_PERMISSIONS_ELSEWHERE;
    }

    private static int bits(Set<PosixFilePermission> permissions) {
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
    static Path root(Path workspace, Selection selection) throws IOException {
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

    private static final class Lister {

        private final Path root;
        private final Selection selection;
        private final Patterns includes;
        private final Patterns excludes;
        private final Patterns defaultExcludes;
        private final boolean posix;

        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, Path> elsewhere = new HashMap<>();
        private final Faults faults;
        private long leftOut;

        Lister(Path root, Selection selection, Faults faults) {
            this.root = root;
            this.selection = selection;
            this.faults = faults;
            includes = new Patterns(selection.includes().isEmpty() ? List.of("**") : selection.includes());
            excludes = new Patterns(selection.excludes());
            defaultExcludes = selection.defaultExcludes() ? Patterns.DEFAULT_EXCLUDES : new Patterns(List.of());
            posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        }

        Tree list() throws IOException, InterruptedException {
            list(root, "");
            Map<String, String> links = new HashMap<>();
            for (Entry entry : entries) {
                if (entry instanceof Entry.Link link) {
                    links.put(link.path(), link.target());
                }
            }
            for (String link : links.keySet().stream().sorted().toList()) {
                if (leaves(link, links)) {
                    faults.add(link + ": the link leads out of the bundle, to '" + links.get(link)
                            + "'. Copy what it leads to into the bundle, or exclude the link.");
                }
            }
            if (entries.isEmpty()) {
                faults.throwIfAny();
                throw new BundleException(nothing());
            }
            entries.sort(Entry.ORDER);
            for (Entry entry : entries) {
                String name = entry instanceof Entry.Directory ? entry.path() + '/' : entry.path();
                if (LOST_BY_UNZIP.matcher(name).find()) {
                    faults.add(name
                            + ": unzip drops control characters from names, and a number after a semicolon at their"
                            + " end. Rename or exclude it.");
                }
            }
            return new Tree(root, entries, elsewhere, leftOut, posix);
        }

        /** Follows a link by the links of the bundle, as it will be followed where the bundle is unpacked. */
        private static boolean leaves(String link, Map<String, String> links) {
            Deque<String> at = new ArrayDeque<>(List.of(link.split("/")));
            at.removeLast();
            Deque<String> ahead = new ArrayDeque<>(List.of(links.get(link).split("/")));
            if (links.get(link).startsWith("/")) {
                return true;
            }
            for (int hops = 0; hops < LINK_HOPS && !ahead.isEmpty(); ) {
                String name = ahead.removeFirst();
                if (name.equals("..")) {
                    if (at.isEmpty()) {
                        return true;
                    }
                    at.removeLast();
                } else if (!name.isEmpty() && !name.equals(".")) {
                    at.addLast(name);
                    String next = links.get(String.join("/", at));
                    if (next != null && !ahead.isEmpty()) {
                        hops++;
                        at.removeLast();
                        List<String> names = new ArrayList<>(List.of(next.split("/")));
                        Collections.reverse(names);
                        names.forEach(ahead::addFirst);
                        if (next.startsWith("/")) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }

        private String nothing() {
            String where = selection.directory().isEmpty() ? "the workspace" : "'" + selection.directory() + "'";
            if (selection.includes().isEmpty() && leftOut == 0) {
                return "Nothing to bundle: " + where + " is empty. Deploy after the step that builds the files.";
            }
            return "Nothing to bundle: no file in " + where + " matches includes '" + includes + "'"
                    + (selection.excludes().isEmpty() ? "" : " and not excludes '" + excludes + "'")
                    + (leftOut == 0 ? "" : " (" + leftOut + " excluded)")
                    + ". Patterns are relative to that directory and written as in Ant, such as 'dist/**'.";
        }

        /** Lists what is below a directory, and tells whether anything of it is in the bundle. */
        private boolean list(Path directory, String path) throws IOException, InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            boolean any = false;
            for (Path child : children(directory, path)) {
                String name = text(directory.relativize(child), path);
                String childPath = path.isEmpty() ? name : path + '/' + name;
                String[] names = Patterns.split(childPath);
                try {
                    any |= add(child, childPath, names);
                } catch (NoSuchFileException e) {
                    faults.add(Reading.vanished(childPath));
                }
            }
            return any;
        }

        private boolean add(Path child, String path, String[] names) throws IOException, InterruptedException {
            boolean wanted = includes.match(names);
            boolean excluded = excludes.match(names) || defaultExcludes.match(names);
            if (excluded && (excludes.matchAllBelow(names) || defaultExcludes.matchAllBelow(names))) {
                leftOut += countFiles(child, path, names, wanted);
                return false;
            }
            BasicFileAttributes attributes = attributes(child);
            if (attributes.isDirectory()) {
                boolean below = includes.mayMatchBelow(names) && list(child, path);
                // A directory goes along with its files even when no pattern names it: it has a mode, too.
                if (below || (wanted && !excluded)) {
                    entries.add(new Entry.Directory(path, permissions(attributes)));
                    return true;
                }
                return false;
            }
            if (!wanted) {
                return false;
            }
            if (excluded) {
                leftOut++;
                return false;
            }
            if (attributes.isSymbolicLink()) {
                String target = text(Files.readSymbolicLink(child), path);
                entries.add(new Entry.Link(path, File.separatorChar == '/' ? target : target.replace('\\', '/')));
            } else if (attributes.isRegularFile()) {
                entries.add(new Entry.File(path, permissions(attributes), attributes.size()));
                if (garbled(child.toString())) {
                    elsewhere.put(path, child);
                }
            } else {
                faults.add(path
                        + ": a device, pipe or socket cannot go into a bundle. Remove it, or exclude it: it is made"
                        + " where it is used.");
            }
            return true;
        }

        private List<Path> children(Path directory, String path) throws IOException {
            List<Path> children = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                stream.forEach(children::add);
            } catch (DirectoryIteratorException e) {
                faults.add(Reading.unreadable(path, e.getCause()));
            } catch (IOException e) {
                faults.add(e instanceof NoSuchFileException ? Reading.vanished(path) : Reading.unreadable(path, e));
            }
            return children;
        }

        /** Counts the files below an excluded directory that the includes would have taken. */
        private long countFiles(Path path, String relative, String[] names, boolean wanted)
                throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return wanted ? 1 : 0;
            }
            if (!includes.mayMatchBelow(names)) {
                return 0;
            }
            long count = 0;
            List<Path> children = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
                stream.forEach(children::add);
            } catch (IOException | DirectoryIteratorException e) {
                return 0; // what is left out need not be readable
            }
            for (Path child : children) {
                String childPath = relative + '/' + child.getFileName();
                String[] childNames = Patterns.split(childPath);
                count += countFiles(child, childPath, childNames, includes.match(childNames));
            }
            return count;
        }

        private BasicFileAttributes attributes(Path path) throws IOException {
            Class<? extends BasicFileAttributes> view = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
            return Files.readAttributes(path, view, LinkOption.NOFOLLOW_LINKS);
        }

        private int permissions(BasicFileAttributes attributes) {
            if (!(attributes instanceof PosixFileAttributes unix)) {
                return attributes.isDirectory() ? DIRECTORY_PERMISSIONS_ELSEWHERE : FILE_PERMISSIONS_ELSEWHERE;
            }
            return bits(unix.permissions());
        }

        /**
         * What a relative path says. Java decodes paths with the locale of the JVM, and an agent often runs in the C
         * locale: the URI of the path still has the bytes that the file system has.
         */
        private String text(Path relative, String at) {
            String text = relative.toString();
            if (!garbled(text)) {
                return text;
            }
            String base = Path.of("").toUri().getRawPath();
            String encoded = relative.toUri().getRawPath();
            if (!text.endsWith("/") && encoded.endsWith("/")) {
                encoded = encoded.substring(0, encoded.length() - 1);
            }
            try {
                byte[] bytes = percentDecoded(relative.isAbsolute() ? encoded : encoded.substring(base.length()));
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                faults.add(at + ": '" + text + "' is not UTF-8, as a bundle's names are. Rename or exclude it.");
                return text;
            }
        }

        private static boolean garbled(String text) {
            return text.indexOf('\uFFFD') >= 0;
        }

        private static byte[] percentDecoded(String text) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == '%') {
                    bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                    i += 2;
                } else {
                    bytes.write(text.charAt(i));
                }
            }
            return bytes.toByteArray();
        }
    }
}
