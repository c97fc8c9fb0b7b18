package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.BundlePaths.Place;
import io.jenkins.plugins.crossaccountdeploy.appspec.HooksSection.Script;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.selection.Tree;
import io.jenkins.plugins.crossaccountdeploy.selection.WindowsNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The AppSpec file of a workspace, put into the bundle and checked against what else is there. */
public final class AppSpecFile {

    /** The agent's hooks read no other name, although its installer would. */
    public static final String NAME = "appspec.yml";

    private static final String OTHER_NAME = "appspec.yaml";
    private static final String JSON_NAME = "appspec.json";

    /** In bytes. */
    public static final int MOST_BYTES = WorkspaceFile.MOST_BYTES;

    private final Path path;
    private final AppSpec appSpec;
    private final AppSpecSyntax syntax;

    private AppSpecFile(Path path, AppSpec appSpec, AppSpecSyntax syntax) {
        this.path = path;
        this.appSpec = appSpec;
        this.syntax = syntax;
    }

    public AppSpec appSpec() {
        return appSpec;
    }

    /**
     * Finds, reads and checks the AppSpec. One for ECS or Lambda may be incomplete, and is checked when it is filled in.
     *
     * @throws BundleException when there is none
     */
    public static AppSpecFile read(Path workspace, Selection selection, Faults faults) throws IOException {
        Path root = Tree.root(workspace, selection);
        String name = selection.appSpec();
        if (name.isEmpty()) {
            name = Stream.of(NAME, OTHER_NAME, JSON_NAME)
                    .filter(one -> Files.exists(root.resolve(one)))
                    .findFirst()
                    .orElse(NAME);
        }
        WorkspaceFile file = WorkspaceFile.read(workspace, root, name, missing(name, selection), "AppSpec");
        return parse(file.path(), name, file.text(), faults);
    }

    /**
     * Reads and checks the AppSpec of an archive that is ready-made.
     *
     * @param bytes of {@link #NAME} at its root, or the first {@link #MOST_BYTES} and one more
     * @throws BundleException when it is no text that an AppSpec can be
     */
    public static AppSpecFile ofArchive(byte[] bytes, Faults faults) throws BundleException {
        try {
            return parse(Path.of(NAME), NAME, WorkspaceFile.decoded(bytes, NAME, "AppSpec"), faults);
        } catch (BundleException unreadable) {
            throw faults.with(unreadable.getMessage());
        }
    }

    private static AppSpecFile parse(Path path, String name, String text, Faults faults) {
        Findings findings = new Findings(name);
        AppSpecSyntax syntax = AppSpecSyntax.parse(text, findings);
        if (syntax.platform() == AppSpec.Platform.SERVER) {
            findings.tell(faults);
        }
        return new AppSpecFile(path, new AppSpec(name, text.replaceFirst("^\uFEFF", ""), syntax.platform()), syntax);
    }

    private static String missing(String name, Selection selection) {
        String where = selection.directory().isEmpty() ? "the workspace" : "'" + selection.directory() + "'";
        return selection.appSpec().isEmpty()
                ? NAME + ": is not at the root of " + where
                        + ", and CodeDeploy needs it there. Add it, set directory to the one that has it, or appSpec to"
                        + " where it is."
                : name + ": is not in " + where + ". Set appSpec to the path of the AppSpec file there.";
    }

    /** Puts the AppSpec at the root of the bundle, and makes hook scripts executable where files have no modes. */
    public Tree placeIn(Tree tree, Selection selection, Faults faults) throws IOException {
        List<Entry> entries = new ArrayList<>(tree.entries());
        Map<String, Path> elsewhere = new HashMap<>(tree.elsewhere());
        boolean isSelected = entries.stream().anyMatch(entry -> entry.path().equals(appSpec.file()));
        if (selection.appSpec().isEmpty() && !isSelected) {
            faults.add(
                    appSpec.file() + ": is not selected, and CodeDeploy needs it in the bundle. Add it to includes, or"
                            + " remove it from excludes.");
        } else if (!selection.appSpec().isEmpty() || appSpec.file().equals(OTHER_NAME)) {
            entries.removeIf(entry -> entry.path().equals(NAME) || entry.path().equals(OTHER_NAME));
            entries.add(tree.file(NAME, path));
            elsewhere.put(NAME, path);
            entries.sort(Entry.ORDER);
        }
        if (!tree.hasModes()) {
            makeScriptsExecutable(entries);
        }
        return new Tree(tree.root(), entries, elsewhere, tree.leftOut(), tree.hasModes());
    }

    private void makeScriptsExecutable(List<Entry> entries) {
        BundlePaths paths = new BundlePaths(entries, syntax.windows());
        Set<Entry> scripts = new HashSet<>();
        for (Script script : syntax.scripts()) {
            if (paths.find(script.location()) instanceof Place.File file) {
                scripts.add(file.entry());
            }
        }
        entries.replaceAll(entry ->
                entry instanceof Entry.File file && scripts.contains(file) ? file.withPermissions(0755) : entry);
    }

    /** Whether it is for instances that have Windows. */
    public boolean isForWindows() {
        return syntax.windows();
    }

    /** Checks what the AppSpec says of the other files of the bundle. */
    public void check(Tree tree, Faults faults) {
        if (appSpec.file().endsWith(".json") && !tree.elsewhere().containsKey(NAME)) {
            faults.add(appSpec.file() + ": on instances CodeDeploy reads " + NAME + " only. Rename it.");
        }
        check(tree.entries(), faults);
    }

    /** Checks what the AppSpec says of the other files of an archive that is ready-made. */
    public void check(List<Entry> entries, Faults faults) {
        if (appSpec.platform() != AppSpec.Platform.SERVER) {
            faults.add(appSpec.file() + ": is for " + appSpec.platform().title()
                    + ", which takes the AppSpec alone and no bundle. Name an environment whose application has that"
                    + " compute platform, or write an AppSpec for instances.");
            return;
        }
        Findings findings = new Findings(appSpec.file());
        BundlePaths paths = new BundlePaths(entries, syntax.windows());
        Installation installation = new Installation(paths, syntax.windows(), findings);
        // Each path of the bundle is there once, so that one copy alone is never at odds with itself.
        installation.check(
                syntax.copies(),
                syntax.copies().size() > 1 || !syntax.permissions().isEmpty());
        PermissionTargets targets = new PermissionTargets(installation, findings);
        syntax.permissions().forEach(targets::check);
        syntax.scripts().forEach(script -> script(script, paths, findings));
        findings.tell(faults);
        if (syntax.windows()) {
            WindowsNames.check(entries, faults);
        }
    }

    private void script(Script script, BundlePaths paths, Findings findings) {
        String location = script.location();
        Place place = paths.find(location);
        if (place instanceof Place.Nothing) {
            findings.error(
                    script.line(),
                    "script '" + location + "' is not in the bundle."
                            + paths.nearest(location)
                                    .map(nearest -> " Did you mean '" + nearest + "'?")
                                    .orElse(" Mend the path, or select the script."));
        } else if (place instanceof Place.Directory) {
            findings.error(script.line(), "script '" + location + "' is a directory. Name the script in it.");
        } else if (syntax.windows() ? location.contains(" ") : Shell.breaks(location)) {
            findings.error(
                    script.line(),
                    "script '" + location
                            + "' is not found by the agent, which puts no quotes around its path. Rename it,"
                            + " without spaces and the like.");
        } else if (place instanceof Place.Outside) {
            findings.warn(
                    script.line(),
                    "script '" + location + "' leads out of the bundle. Whether it is there only the instance knows.");
        } else if (place instanceof Place.File file
                && !syntax.windows()
                && (file.entry().permissions() & 0111) == 0) {
            findings.warn(
                    script.line(),
                    "script '" + location + "' is not executable, which the agent will make it. To have it so, run 'git"
                            + " update-index --chmod=+x " + file.entry().path()
                            + "' and commit, or 'chmod +x' before.");
        }
    }
}
