package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The paths of a bundle as an instance follows them when the bundle is unpacked. */
final class BundlePaths {

    /** As many as Linux follows before it calls them a loop. */
    static final int LINK_HOPS = 40;

    /** Where a path leads. */
    sealed interface Place {

        /** A file of the bundle. */
        record File(Entry.File entry) implements Place {}

        /**
         * A directory of the bundle.
         *
         * @param path empty for the root
         */
        record Directory(String path) implements Place {}

        /** There is nothing. */
        record Nothing() implements Place {}

        /** Out of the bundle, where only the instance knows what there is. */
        record Outside() implements Place {}
    }

    private final boolean windows;
    private final NavigableMap<String, Entry> entries;

    /**
     * @param windows whether the instance has Windows, which finds a file whatever the case of its name
     */
    BundlePaths(List<Entry> entries, boolean windows) {
        this.windows = windows;
        this.entries = new TreeMap<>(windows ? String.CASE_INSENSITIVE_ORDER : Comparator.<String>naturalOrder());
        entries.forEach(entry -> this.entries.put(entry.path(), entry));
    }

    Place find(String path) {
        String separated = windows ? path.replace('\\', '/') : path;
        Deque<String> ahead = new ArrayDeque<>(List.of(separated.split("/", -1)));
        return follow(new ArrayDeque<>(), ahead);
    }

    /** Whether there is a link at a path itself, wherever it leads. */
    boolean isLink(String path) {
        String separated = windows ? path.replace('\\', '/') : path;
        int name = separated.lastIndexOf('/') + 1;
        return find(separated.substring(0, name)) instanceof Place.Directory directory
                && entries.get(below(directory, separated.substring(name))) instanceof Entry.Link;
    }

    private static String below(Place.Directory directory, String name) {
        return directory.path().isEmpty() ? name : directory.path() + "/" + name;
    }

    /** Where a link leads. */
    Place target(Entry.Link link) {
        return find(link.path());
    }

    /** What is below a directory, at any depth. */
    Collection<Entry> below(String directory) {
        // '0' is what follows '/'.
        return directory.isEmpty()
                ? entries.values()
                : entries.subMap(directory + "/", directory + "0").values();
    }

    /** A path of the bundle that is much like one that is not there. */
    Optional<String> nearest(String path) {
        String nearest = Nearest.to(path.replaceFirst("^(\\.?/)+", ""), entries.keySet());
        return Optional.of(nearest).filter(found -> !found.isEmpty());
    }

    private Place follow(Deque<String> at, Deque<String> ahead) {
        int hops = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.removeFirst();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (at.pollLast() == null) {
                    return new Place.Outside();
                }
                continue;
            }
            at.addLast(name);
            Entry entry = entries.get(String.join("/", at));
            if (entry == null) {
                return new Place.Nothing();
            } else if (entry instanceof Entry.File file) {
                return ahead.isEmpty() ? new Place.File(file) : new Place.Nothing();
            } else if (entry instanceof Entry.Link link) {
                at.removeLast();
                if (link.target().startsWith("/") || ++hops > LINK_HOPS) {
                    return new Place.Outside();
                }
                List<String> names = new ArrayList<>(List.of(link.target().split("/", -1)));
                Collections.reverse(names);
                names.forEach(ahead::addFirst);
            }
        }
        return new Place.Directory(String.join("/", at));
    }
}
