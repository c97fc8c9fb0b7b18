package io.jenkins.plugins.crossaccountdeploy.archive;

import io.jenkins.plugins.crossaccountdeploy.archive.ArchiveReader.RawEntry;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Links;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The entries of an archive, checked as they will be unpacked on instances. */
final class ArchiveEntries implements ArchiveReader.Visitor {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:/.*");

    /** Characters of a path, which are as many bytes at least. */
    private static final int LONGEST_NAME = 4096;

    private static final int SHOWN = 100;

    private static final Pattern LIKE_AN_APP_SPEC = Pattern.compile("(?i).*appspec.*");

    private static final String MAKE_ANEW = " Make the archive from the directory that is to be its root.";

    private final Faults faults;
    private final Map<String, Entry> entries = new HashMap<>();

    ArchiveEntries(Faults faults) {
        this.faults = faults;
    }

    /** A name as it is unpacked: relative, without empty names or single dots in it. */
    static String path(String name) {
        return Stream.of(name.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .collect(Collectors.joining("/"));
    }

    @Override
    public void visit(RawEntry raw) {
        if (raw.name().length() > LONGEST_NAME) {
            faults.add(raw.name().substring(0, SHOWN) + "...: is a name of "
                    + raw.name().length() + " characters, and no instance has one of more than " + LONGEST_NAME
                    + ". Shorten it.");
            return;
        }
        Optional<String> fault = fault(raw.name());
        if (fault.isPresent() || !raw.fault().isEmpty()) {
            faults.add(raw.name() + ": " + fault.orElseGet(() -> raw.fault() + "."));
            return;
        }
        String path = path(raw.name());
        if (path.isEmpty() && raw.kind() == ArchiveReader.Kind.DIRECTORY) {
            return;
        }
        entry(path, raw).ifPresent(entry -> {
            Entry before = entries.put(path, entry);
            boolean areDirectories = before instanceof Entry.Directory && entry instanceof Entry.Directory;
            // Names that the library could not decode look alike, and need not be.
            if (before != null && !areDirectories && path.indexOf('\uFFFD') < 0) {
                faults.add(
                        path + ": is in the archive twice, so that the later one replaces the other. Make the archive"
                                + " anew, instead of adding to one that is there.");
            }
        });
    }

    private static Optional<String> fault(String name) {
        if (name.indexOf('\\') >= 0) {
            return Optional.of("has a backslash in its name, which separates nothing on the instances. Make the archive"
                    + " with slashes, as jar and PowerShell 7 do.");
        }
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            return Optional.of(
                    "is an absolute name, and a bundle is unpacked below a directory of its own." + MAKE_ANEW);
        }
        if (List.of(name.split("/")).contains("..")) {
            return Optional.of("leads out of the bundle." + MAKE_ANEW);
        }
        return Optional.empty();
    }

    private Optional<Entry> entry(String path, RawEntry raw) {
        return switch (raw.kind()) {
            case DIRECTORY -> Optional.of(new Entry.Directory(path, raw.permissions(), Instant.EPOCH));
            case FILE -> Optional.of(new Entry.File(path, raw.permissions(), raw.size(), Instant.EPOCH));
            case SYMBOLIC_LINK -> Optional.of(new Entry.Link(path, raw.target(), Instant.EPOCH));
            case HARD_LINK -> hardLink(path, raw);
            case SPECIAL -> {
                faults.add(
                        path + ": is a device, a pipe or a socket, which is no part of a release. Leave it out of the"
                                + " archive.");
                yield Optional.empty();
            }
        };
    }

    /** Another name of a file that came before it. */
    private Optional<Entry> hardLink(String path, RawEntry raw) {
        if (fault(raw.target()).isEmpty() && entries.get(path(raw.target())) instanceof Entry.File file) {
            return Optional.of(new Entry.File(path, file.permissions(), file.size(), Instant.EPOCH));
        }
        faults.add(path + ": is a hard link to '" + raw.target()
                + "', which is no file of the archive before it. Make the archive with --hard-dereference.");
        return Optional.empty();
    }

    /** All of them, in their order, below the directory that CodeDeploy's agent takes for the root. */
    List<Entry> all() {
        addParents();
        String root = root();
        List<Entry> all = new ArrayList<>();
        entries.values().stream()
                .filter(entry -> entry.path().startsWith(root))
                .map(entry -> below(root.length(), entry))
                .sorted(Entry.ORDER)
                .forEach(all::add);
        Links.check(all, faults);
        return all;
    }

    private static Entry below(int root, Entry entry) {
        String path = entry.path().substring(root);
        if (entry instanceof Entry.Directory directory) {
            return new Entry.Directory(path, directory.permissions(), directory.modified());
        } else if (entry instanceof Entry.File file) {
            return new Entry.File(path, file.permissions(), file.size(), file.modified());
        }
        return new Entry.Link(path, ((Entry.Link) entry).target(), entry.modified());
    }

    /** Directories need no entries of their own. Nothing is unpacked through a link, or below a file. */
    private void addParents() {
        Map<String, Entry> parents = new HashMap<>();
        for (Entry entry : entries.values()) {
            String path = entry.path();
            for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                String parent = path.substring(0, end);
                Entry above = entries.get(parent);
                if (above == null) {
                    parents.computeIfAbsent(
                            parent,
                            missing -> new Entry.Directory(missing, ArchiveReader.USUAL_DIRECTORY, Instant.EPOCH));
                } else if (above instanceof Entry.Link link) {
                    faults.add(path + ": is below the link " + parent + ", and would be unpacked to '" + link.target()
                            + "'." + MAKE_ANEW);
                } else if (above instanceof Entry.File) {
                    faults.add(path + ": is below " + parent + ", which is a file." + MAKE_ANEW);
                }
            }
        }
        entries.putAll(parents);
    }

    /**
     * As the agent does: where the only thing at the root is a directory that has something like an AppSpec, that directory is
     * the root. Empty, or with a slash at the end.
     */
    String root() {
        Set<String> roots =
                entries.keySet().stream().map(path -> path.split("/", 2)[0]).collect(Collectors.toSet());
        if (roots.size() != 1) {
            return "";
        }
        String root = roots.iterator().next() + "/";
        boolean hasAppSpec = entries.keySet().stream()
                .filter(path -> path.startsWith(root))
                .map(path -> path.substring(root.length()).split("/", 2)[0])
                .anyMatch(name -> LIKE_AN_APP_SPEC.matcher(name).matches());
        return hasAppSpec ? root : "";
    }
}
