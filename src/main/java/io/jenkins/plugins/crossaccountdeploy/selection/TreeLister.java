package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;

/** Lists on all threads: what takes time is to wait for the file system, above all for one on a network. */
final class TreeLister {

    /**
     * What Info-ZIP's {@code unzip}, by which CodeDeploy's agent unpacks, leaves out of a name: characters that do not
     * print, and what looks like a version number of VMS.
     */
    private static final Pattern LOST_BY_UNZIP = Pattern.compile("\\p{Cntrl}|;[0-9]*$");

    /** How many directories a thread lists at a time. */
    private static final int BATCH = 16;

    private final Path root;
    private final Links links;
    private final Selection selection;
    private final Patterns includes;
    private final Patterns excludes;
    private final Patterns defaultExcludes;
    private final boolean posix;

    TreeLister(Path root, Links links, Selection selection) {
        this.root = root;
        this.links = links;
        this.selection = selection;
        includes = new Patterns(selection.includes().isEmpty() ? List.of("**") : selection.includes());
        excludes = new Patterns(selection.excludes());
        defaultExcludes = selection.defaultExcludes() ? Patterns.DEFAULT_EXCLUDES : new Patterns(List.of());
        posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    <B> Tree list(Workers<B> workers, Faults faults) throws IOException, InterruptedException {
        Listing all = new Listing();
        Deque<Directory> ahead = new ArrayDeque<>(List.of(new Directory(root, "")));
        Workers<B>.InOrder<List<Directory>, Listing> listings =
                workers.each(batches(ahead), (directories, buffers) -> list(directories));
        while (listings.hasNext()) {
            Listing next = listings.next();
            ahead.addAll(next.ahead);
            all.add(next);
        }
        all.addPassed();
        faults.addAll(all.faults);
        if (all.entries.isEmpty()) {
            faults.throwIfAny();
            throw new BundleException(nothing(all.leftOut));
        }
        all.entries.sort(Entry.ORDER);
        all.entries.stream()
                .map(Entry::path)
                .filter(all.notUtf8::contains)
                .forEach(path -> faults.add(path
                        + ": is not UTF-8, as names and the targets of links in a bundle are. Rename or exclude it."));
        Links.check(all.entries, faults);
        refuseNamesThatUnzipLoses(all.entries, faults);
        return new Tree(root, all.entries, all.elsewhere, all.leftOut, posix);
    }

    private static Iterator<List<Directory>> batches(Deque<Directory> ahead) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !ahead.isEmpty();
            }

            @Override
            public List<Directory> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<Directory> batch = new ArrayList<>(BATCH);
                while (batch.size() < BATCH && hasNext()) {
                    batch.add(ahead.remove());
                }
                return batch;
            }
        };
    }

    private Listing list(List<Directory> directories) throws InterruptedException {
        Listing listing = new Listing();
        for (Directory directory : directories) {
            listing.list(directory);
        }
        return listing;
    }

    private static void refuseNamesThatUnzipLoses(List<Entry> entries, Faults faults) {
        for (Entry entry : entries) {
            String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
            if (LOST_BY_UNZIP
                    .matcher(entry instanceof Entry.Directory ? name + '/' : name)
                    .find()) {
                faults.add(entry.path()
                        + ": unzip drops control characters from names, and a number after a semicolon at their"
                        + " end. Rename or exclude it.");
            }
        }
    }

    private String nothing(long leftOut) {
        String where = selection.directory().isEmpty() ? "the workspace" : "'" + selection.directory() + "'";
        if (selection.includes().isEmpty() && leftOut == 0) {
            return "Nothing to bundle: " + where + " is empty. Deploy after the step that builds the files.";
        }
        return "Nothing to bundle: no file in " + where + " matches includes '" + includes + "'"
                + (selection.excludes().isEmpty() ? "" : " and not excludes '" + excludes + "'")
                + (leftOut == 0 ? "" : " (" + leftOut + " excluded)")
                + ". Patterns are relative to that directory and written as in Ant, such as '**/*.war'.";
    }

    /** A directory to list. */
    private record Directory(Path location, String path) {}

    /** What is in some directories, found by one thread. */
    private final class Listing {

        private final List<Entry> entries = new ArrayList<>();

        /** By path, the directories that no pattern names, but something below them may be. */
        private final Map<String, Entry.Directory> passed = new HashMap<>();

        private final List<Directory> ahead = new ArrayList<>();
        private final Map<String, Path> elsewhere = new HashMap<>();
        private final Set<String> notUtf8 = new HashSet<>();
        private final List<String> faults = new ArrayList<>();
        private long leftOut;

        void add(Listing other) {
            entries.addAll(other.entries);
            passed.putAll(other.passed);
            elsewhere.putAll(other.elsewhere);
            notUtf8.addAll(other.notUtf8);
            faults.addAll(other.faults);
            leftOut += other.leftOut;
        }

        /** A directory goes along with its files even when no pattern names it: it has a mode, too. */
        void addPassed() {
            for (Entry entry : List.copyOf(entries)) {
                String path = entry.path();
                Entry.Directory above;
                do {
                    path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
                    above = passed.remove(path);
                    if (above != null) {
                        entries.add(above);
                    }
                } while (above != null);
            }
        }

        void list(Directory directory) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String above = directory.path().isEmpty() ? "" : directory.path() + '/';
            String[] namesAbove = above.isEmpty() ? new String[0] : Patterns.split(directory.path());
            for (Path child : children(directory.location(), directory.path())) {
                Path relative = directory.location().relativize(child);
                String name = text(relative, above + relative);
                String[] names = Arrays.copyOf(namesAbove, namesAbove.length + 1);
                names[namesAbove.length] = name;
                try {
                    add(child, above + name, names);
                } catch (NoSuchFileException e) {
                    faults.add(Reading.vanished(above + name));
                } catch (IOException e) {
                    faults.add(Reading.unreadable(above + name, e));
                }
            }
        }

        private void add(Path child, String path, String[] names) throws IOException, InterruptedException {
            boolean wanted = includes.match(names);
            boolean excluded = excludes.match(names) || defaultExcludes.match(names);
            if (excluded && (excludes.matchAllBelow(names) || defaultExcludes.matchAllBelow(names))) {
                leftOut += countFiles(child, path, names, wanted);
                return;
            }
            BasicFileAttributes attributes = attributes(child);
            if (attributes.isDirectory()) {
                Entry.Directory directory = new Entry.Directory(path, permissions(attributes), modified(attributes));
                if (wanted && !excluded) {
                    entries.add(directory);
                } else {
                    passed.put(path, directory);
                }
                if (includes.mayMatchBelow(names)) {
                    ahead.add(new Directory(child, path));
                }
            } else if (wanted && excluded) {
                leftOut++;
            } else if (wanted) {
                addLeaf(child, path, attributes);
            }
        }

        private void addLeaf(Path child, String path, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                Path target = Files.readSymbolicLink(child);
                String text = text(target, path).replace(child.getFileSystem().getSeparator(), "/");
                links.fault(path, target, text)
                        .ifPresentOrElse(
                                faults::add, () -> entries.add(new Entry.Link(path, text, modified(attributes))));
            } else if (attributes.isRegularFile()) {
                entries.add(new Entry.File(path, permissions(attributes), attributes.size(), modified(attributes)));
                if (PathText.isGarbled(child)) {
                    elsewhere.put(path, child);
                }
            } else {
                faults.add(path
                        + ": a device, pipe or socket cannot go into a bundle. Remove it, or exclude it: it is made"
                        + " where it is used.");
            }
        }

        private List<Path> children(Path directory, String path) {
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

        /** Is no fault yet, as what is at the path may be excluded. */
        private String text(Path text, String path) {
            try {
                return PathText.of(text);
            } catch (CharacterCodingException e) {
                notUtf8.add(path);
                return text.toString();
            }
        }
    }

    /** Counts the files below an excluded directory that the includes would have taken. */
    private long countFiles(Path path, String relative, String[] names, boolean wanted) throws InterruptedException {
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
            return attributes.isDirectory() ? Tree.DIRECTORY_PERMISSIONS_ELSEWHERE : Tree.FILE_PERMISSIONS_ELSEWHERE;
        }
        return Tree.bits(unix.permissions());
    }

    private static Instant modified(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().toInstant();
    }
}
