package io.jenkins.plugins.crossaccountdeploy.appspec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One of {@code acls}: {@code [default:][user:|group:|mask:|other:][name]:permissions}, by the rules of the agent, which are not
 * quite those of {@code setfacl}.
 *
 * @param isDefault whether it is for what will be made in a directory
 * @param name of the user or group; empty for the owner, the mask and others
 */
record AccessControlEntry(boolean isDefault, String name, String permissions) {

    private static final Set<String> DEFAULT = Set.of("d", "default");
    private static final Set<String> USER = Set.of("u", "user");
    private static final Set<String> GROUP = Set.of("g", "group");
    private static final Set<String> MASK = Set.of("m", "mask");
    private static final Set<String> OTHER = Set.of("o", "other");

    private static final Pattern PERMISSIONS = Pattern.compile("[0-7]|[-rwx]*");

    /** What ends the name for the shell that runs {@code setfacl}, or for {@code setfacl} itself. */
    private static final Pattern BREAKS_A_NAME = Pattern.compile("[\\s()&|;<>`\"',]");

    /** Reads an entry; empty when the agent refuses it. */
    static Optional<AccessControlEntry> parse(String text) {
        List<String> parts = new ArrayList<>(List.of(text.split(":", -1)));
        if (parts.size() < 2 || parts.size() > 4) {
            return Optional.empty();
        }
        Collections.reverse(parts);
        String permissions = parts.get(0);
        String name = parts.get(1);
        boolean isDefault = parts.size() == 4;
        if (isDefault && !DEFAULT.contains(parts.get(3))) {
            return Optional.empty();
        }
        Set<String> kind = Set.of();
        if (parts.size() > 2) {
            String word = parts.get(2);
            if (DEFAULT.contains(word) && !isDefault) {
                isDefault = true;
            } else {
                kind = kind(word);
                if (kind.isEmpty()) {
                    return Optional.empty();
                }
            }
        }
        if (kind.isEmpty()) {
            boolean isKind = MASK.contains(name) || OTHER.contains(name);
            kind = isKind ? kind(name) : USER;
            name = isKind ? "" : name;
        }
        boolean isNamed = kind.equals(USER) || kind.equals(GROUP);
        boolean isBase = name.isEmpty() && !isDefault && !kind.equals(MASK);
        return !isNamed && !name.isEmpty()
                        || isBase
                        || !PERMISSIONS.matcher(permissions).matches()
                ? Optional.empty()
                : Optional.of(new AccessControlEntry(isDefault, name, permissions));
    }

    private static Set<String> kind(String word) {
        return List.of(USER, GROUP, MASK, OTHER).stream()
                .filter(kind -> kind.contains(word))
                .findFirst()
                .orElse(Set.of());
    }

    /** Whether {@code setfacl} does not get it as it is. */
    boolean isLostOnTheWay() {
        return BREAKS_A_NAME.matcher(name).find();
    }
}
