package io.jenkins.plugins.crossaccountdeploy.selection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The symbolic links of a bundle, which must work where the bundle is unpacked. */
final class Links {

    /** As many as Linux follows before it calls them a loop. */
    private static final int LINK_HOPS = 40;

    private Links() {}

    static void refuseThoseThatLeave(List<Entry> entries, Faults faults) {
        Map<String, String> links = new HashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Link link) {
                links.put(link.path(), link.target());
            }
        }
        for (String link : links.keySet().stream().sorted().toList()) {
            if (leaves(link, links)) {
                faults.add(leadsOut(link, links.get(link)));
            }
        }
    }

    static String leadsOut(String link, String target) {
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
