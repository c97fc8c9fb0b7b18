package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The symbolic links of a bundle, which must work where the bundle is unpacked. */
public final class Links {

    /** As many as Linux follows before it calls them a loop. */
    private static final int LINK_HOPS = 40;

    private final Path workspace;
    private final Path asGiven;

    private Links(Path workspace, Path asGiven) {
        this.workspace = workspace;
        this.asGiven = asGiven;
    }

    /** @param workspace where the bundle is made of, which instances do not have */
    static Links in(Path workspace) throws IOException {
        return new Links(workspace.toRealPath(), workspace.toAbsolutePath().normalize());
    }

    /**
     * What is wrong with a link by itself: a relative one is judged by {@link #check}, an absolute one may lead to what
     * instances have, too, such as an interpreter.
     *
     * @param text what the link says, with forward slashes
     */
    Optional<String> fault(String link, Path target, String text) {
        if (target.getRoot() == null) {
            return Optional.empty();
        }
        if (!target.getFileSystem().getSeparator().equals("/")) {
            return Optional.of(leadsOut(link, text));
        }
        return leadsIntoTheWorkspace(target)
                ? Optional.of(link + ": the link leads to '" + text + "', an absolute path in the workspace, which"
                        + " instances do not have. Make it relative, as 'ln -sr' does, or exclude it.")
                : Optional.empty();
    }

    private boolean leadsIntoTheWorkspace(Path target) {
        Path normal = target.normalize();
        if (normal.startsWith(workspace) || normal.startsWith(asGiven)) {
            return true;
        }
        try {
            return target.toRealPath().startsWith(workspace);
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Refuses relative links that leave the bundle, and tells once of the absolute ones. */
    public static void check(List<Entry> entries, Faults faults) {
        Map<String, String> links = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Link link) {
                links.put(link.path(), link.target());
            }
        }
        List<String> absolute = new ArrayList<>();
        links.forEach((link, target) -> {
            if (isAbsolute(target)) {
                absolute.add(link);
            } else if (leaves(link, links)) {
                faults.add(leadsOut(link, target));
            }
        });
        if (!absolute.isEmpty()) {
            boolean one = absolute.size() == 1;
            String first = absolute.get(0);
            faults.warn((one
                            ? "1 link leads to an absolute path, "
                            : absolute.size() + " links lead to absolute paths," + " the first is ")
                    + first + " to " + links.get(first)
                    + (one ? ": it is kept, and leads" : ": they are kept, and lead") + " there on the instances");
        }
    }

    private static boolean isAbsolute(String target) {
        return target.startsWith("/");
    }

    private static String leadsOut(String link, String target) {
        return link + ": the link leads out of the bundle, to '" + target
                + "'. Copy what it leads to into the bundle, or exclude the link.";
    }

    /** Follows a link by the links of the bundle, as it will be followed where the bundle is unpacked. */
    private static boolean leaves(String link, Map<String, String> links) {
        Deque<String> at = new ArrayDeque<>(List.of(link.split("/")));
        at.removeLast();
        Deque<String> ahead = new ArrayDeque<>(List.of(links.get(link).split("/")));
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
                    if (isAbsolute(next)) {
                        return false; // beyond an absolute link, nothing is known of the instances
                    }
                    hops++;
                    at.removeLast();
                    List<String> names = new ArrayList<>(List.of(next.split("/")));
                    Collections.reverse(names);
                    names.forEach(ahead::addFirst);
                }
            }
        }
        return false;
    }
}
