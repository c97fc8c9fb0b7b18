package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Findings.Finding;
import io.jenkins.plugins.crossaccountdeploy.appspec.Permission.Glob;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which of the paths that are installed each entry of the permissions section applies to. The agent refuses to set the
 * permissions of one path twice, and much else only when it comes to apply it.
 */
final class PermissionTargets {

    private final Installation installation;
    private final Findings findings;
    private final Map<String, Integer> permitted = new HashMap<>();

    PermissionTargets(Installation installation, Findings findings) {
        this.installation = installation;
        this.findings = findings;
    }

    /** Checks an entry of the permissions section. */
    void check(Permission permission) {
        String object = installation.absolute(permission.object());
        if (installation.files().contains(object)) {
            if (permission.types().contains("file")) {
                file(permission, object);
            }
            return;
        }
        String below = object.endsWith("/") ? object : object + "/";
        if (permission.types().contains("file")) {
            each(installation.files(), below, permission, path -> applyToFile(permission, path));
        }
        if (permission.types().contains("directory")) {
            each(installation.directories(), below, permission, path -> apply(permission, path));
        }
    }

    private void file(Permission permission, String path) {
        if (!permission.isForAll()) {
            findings.errorOnce(
                    permission.line(),
                    "object '" + permission.object()
                            + "' is a file, and a pattern is for directories only. Remove the pattern.");
        }
        if (!permission.except().isEmpty()) {
            findings.errorOnce(
                    permission.line(),
                    "object '" + permission.object() + "' is a file, and except is for directories only. Remove it.");
        }
        applyToFile(permission, path);
    }

    private void each(Set<String> paths, String below, Permission permission, Consumer<String> action) {
        for (String path : paths) {
            if (path.startsWith(below) && matches(permission, path.substring(below.length()))) {
                action.accept(path);
            }
        }
    }

    private boolean matches(Permission permission, String path) {
        if (!permission.isForAll() && !matches(permission.pattern().get(), path)) {
            return false;
        }
        for (Glob except : permission.except()) {
            if (matches(except, path)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(Glob glob, String path) {
        if (glob.isBroken() && path.indexOf('/') < 0) {
            findings.errorOnce(
                    glob.value().line(),
                    "'" + glob.value().written() + "' is no text to compare names with. Write it in quotes.");
        }
        return glob.matches(path);
    }

    private void applyToFile(Permission permission, String path) {
        permission.defaultEntry().ifPresent(finding -> findings.errorOnce(finding.line(), finding.text()));
        apply(permission, path);
    }

    private void apply(Permission permission, String path) {
        for (Finding finding : permission.whenApplied()) {
            findings.errorOnce(finding.line(), finding.text());
        }
        permission
                .byShell()
                .filter(line -> Shell.breaks(path))
                .ifPresent(line -> findings.errorOnce(
                        line,
                        "'" + path + "' reaches setfacl or semanage in pieces, as the agent puts no quotes around"
                                + " it. Let the entry not apply to it."));
        Integer before = permitted.putIfAbsent(path, permission.line());
        if (before != null) {
            findings.errorOnce(
                    permission.line(),
                    "the permissions of '" + path + "' are set twice, first by line " + before
                            + ", which the agent refuses. Let only one entry have it, by type, pattern or except.");
        }
    }
}
