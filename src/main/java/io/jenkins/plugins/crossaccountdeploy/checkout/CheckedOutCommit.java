package io.jenkins.plugins.crossaccountdeploy.checkout;

import hudson.FilePath;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which commit a Pipeline build has checked out, and where. The {@code checkout} step leaves nothing of it in the environment of
 * later steps.
 */
public final class CheckedOutCommit extends InvisibleAction {

    private static final List<String> COMMIT_VARIABLES = List.of("GIT_COMMIT", "SVN_REVISION");

    private final String node;
    private final String directory;
    private final String commit;

    CheckedOutCommit(String node, String directory, String commit) {
        this.node = node;
        this.directory = normalized(directory);
        this.commit = commit;
    }

    /** Notes a checkout, in the place of an earlier one into the same directory. */
    static void note(Run<?, ?> build, FilePath workspace, String commit) {
        CheckedOutCommit checkedOut = new CheckedOutCommit(node(workspace), workspace.getRemote(), commit);
        build.getActions(CheckedOutCommit.class).stream()
                .filter(earlier -> earlier.node.equals(checkedOut.node))
                .filter(earlier -> earlier.directory.equals(checkedOut.directory))
                .forEach(build::removeAction);
        build.addAction(checkedOut);
    }

    /** The commit in the variables of a build, as the Git and Subversion plugins tell it. */
    public static Optional<String> of(Map<String, String> variables) {
        return COMMIT_VARIABLES.stream()
                .map(name -> Util.fixNull(variables.get(name)).trim())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /**
     * The commit that a directory of a workspace comes from.
     *
     * @param directory relative to the workspace; may be empty
     */
    public static Optional<String> of(Run<?, ?> build, FilePath workspace, String directory) {
        return of(
                build.getActions(CheckedOutCommit.class),
                node(workspace),
                workspace.getRemote() + (directory.isEmpty() ? "" : "/" + directory));
    }

    /** That of the innermost checkout around the directory; or, if there is none, of the checkouts in it, if they agree. */
    static Optional<String> of(List<CheckedOutCommit> checkouts, String node, String directory) {
        String wanted = normalized(directory);
        List<CheckedOutCommit> here =
                checkouts.stream().filter(each -> each.node.equals(node)).toList();
        Optional<CheckedOutCommit> around = here.stream()
                .filter(each -> wanted.startsWith(each.directory))
                .max(Comparator.comparingInt(each -> each.directory.length()));
        if (around.isPresent()) {
            return around.map(each -> each.commit);
        }
        List<String> inside = here.stream()
                .filter(each -> each.directory.startsWith(wanted))
                .map(each -> each.commit)
                .distinct()
                .toList();
        return inside.size() == 1 ? Optional.of(inside.get(0)) : Optional.empty();
    }

    private static String node(FilePath workspace) {
        Computer computer = workspace.toComputer();
        return computer == null ? "" : computer.getName();
    }

    /** With a slash at the end, so that one directory starts with another only if it lies in it. */
    private static String normalized(String directory) {
        return (directory + "/").replace('\\', '/').replaceAll("(/[.])*/+(?=/|$)", "/");
    }
}
