package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.BundlePaths.Place;
import io.jenkins.plugins.crossaccountdeploy.appspec.FilesSection.Copy;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the agent would copy to an instance that has none of it yet. It refuses to copy two files to one path. */
final class Installation {

    /** Directories that an instance has from the beginning, so that the agent does not make them. */
    private static final Set<String> PRESENT = Set.of(
            "/",
            "/bin",
            "/etc",
            "/home",
            "/lib",
            "/media",
            "/mnt",
            "/opt",
            "/root",
            "/run",
            "/sbin",
            "/srv",
            "/tmp",
            "/usr",
            "/usr/bin",
            "/usr/lib",
            "/usr/local",
            "/usr/local/bin",
            "/usr/local/etc",
            "/usr/local/lib",
            "/usr/local/sbin",
            "/usr/local/share",
            "/usr/sbin",
            "/usr/share",
            "/usr/src",
            "/var",
            "/var/cache",
            "/var/lib",
            "/var/log",
            "/var/spool",
            "/var/tmp");

    /** Links to directories can multiply what is in them; what is beyond that is not compared. */
    private static final int MOST_THROUGH_LINKS = 100_000;

    private final BundlePaths bundle;
    private final boolean windows;
    private final Findings findings;

    /** Each file that is copied, by its path on the instance, and the line that says so. */
    private final Map<String, Integer> files = new HashMap<>();

    /** Each directory that is made, likewise. */
    private final Map<String, Integer> directories = new HashMap<>();

    private int throughLinks;

    Installation(BundlePaths bundle, boolean windows, Findings findings) {
        this.bundle = bundle;
        this.windows = windows;
        this.findings = findings;
    }

    /**
     * Checks the sources, and finds out what they lead to.
     *
     * @param compares whether paths on the instance are to be known; takes some memory for each
     */
    void check(List<Copy> copies, boolean compares) {
        for (Copy copy : copies) {
            Place source = bundle.find(copy.source());
            // The agent copies a link that leads to nothing.
            boolean isLink = !(source instanceof Place.Directory) && bundle.isLink(copy.source());
            if (source instanceof Place.Nothing && !isLink) {
                findings.error(
                        copy.line(),
                        "source '" + copy.source() + "' is not in the bundle."
                                + bundle.nearest(copy.source())
                                        .map(nearest -> " Did you mean '" + nearest + "'?")
                                        .orElse(" Mend the path, or select the file."));
            } else if (source instanceof Place.Outside && !isLink) {
                findings.warn(
                        copy.line(),
                        "source '" + copy.source()
                                + "' leads out of the bundle. Whether it is there only the instance knows.");
            } else if (copy.destination().isEmpty() && source instanceof Place.Directory) {
                findings.error(copy.destinationLine(), "destination is empty. Write the directory to copy to.");
            } else if (compares) {
                copy(copy, source);
            }
        }
    }

    /** The paths of the files that are copied. */
    Set<String> files() {
        return files.keySet();
    }

    /** The paths of the directories that are made. */
    Set<String> directories() {
        return directories.keySet();
    }

    private void copy(Copy copy, Place source) {
        String destination = absolute(copy.destination());
        if (source instanceof Place.Directory directory) {
            directory(destination, copy.line());
            tree(directory.path(), destination, new ArrayDeque<>(), copy.line());
        } else {
            String name = copy.source().substring(copy.source().lastIndexOf('/') + 1);
            file(join(destination, windows ? name.substring(name.lastIndexOf('\\') + 1) : name), copy.line());
        }
    }

    /** Copies a directory; the agent copies what a link leads to when that is a directory. */
    private void tree(String directory, String destination, Deque<String> links, int line) {
        int prefix = directory.isEmpty() ? 0 : directory.length() + 1;
        links.push(directory);
        for (Entry entry : bundle.below(directory)) {
            String path = join(destination, entry.path().substring(prefix));
            if (entry instanceof Entry.Directory) {
                directory(path, line);
            } else if (entry instanceof Entry.Link link
                    && bundle.target(link) instanceof Place.Directory target
                    && follows(links, target.path())) {
                directory(path, line);
                tree(target.path(), path, links, line);
            } else {
                file(path, line);
            }
        }
        links.pop();
    }

    private boolean follows(Deque<String> links, String target) {
        if (links.contains(target) || links.size() == BundlePaths.LINK_HOPS || throughLinks > MOST_THROUGH_LINKS) {
            return false;
        }
        throughLinks += bundle.below(target).size();
        return true;
    }

    private void file(String path, int line) {
        parents(path, line);
        Integer before = files.putIfAbsent(path, line);
        if (before == null) {
            before = directories.get(path);
        }
        tellClash(path, line, before);
    }

    private void directory(String path, int line) {
        parents(path, line);
        if (!PRESENT.contains(path)) {
            directories.putIfAbsent(path, line);
        }
        tellClash(path, line, files.get(path));
    }

    private void parents(String path, int line) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String parent = path.substring(0, slash);
            if (PRESENT.contains(parent) || directories.containsKey(parent)) {
                return;
            }
            directory(parent, line);
        }
    }

    private void tellClash(String path, int line, Integer before) {
        if (before != null) {
            findings.errorOnce(
                    line,
                    "'" + path + "' is installed twice, first by line " + before
                            + ", which the agent refuses. Let only one source have it.");
        }
    }

    private static String join(String directory, String name) {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /** As {@code File.expand_path} of Ruby: without dots, and slashes once but at the beginning. */
    String absolute(String path) {
        String separated = windows ? path.replace('\\', '/') : path;
        int slashes = 0;
        while (slashes < separated.length() && separated.charAt(slashes) == '/') {
            slashes++;
        }
        List<String> names = new ArrayList<>();
        for (String name : separated.split("/")) {
            if (name.equals("..") && !names.isEmpty()) {
                names.remove(names.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
        }
        return "/".repeat(Math.max(1, slashes)) + String.join("/", names);
    }
}
