package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Reading;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.selection.Tree;
import io.jenkins.plugins.crossaccountdeploy.selection.WindowsNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The AppSpec file of a workspace, put into the bundle and checked against what else is there. */
public final class AppSpecFile {

    private static final List<String> NAMES = List.of("appspec.yml", "appspec.yaml");

    /** By which name the bundle has it, whatever its name in the workspace. */
    private static final String NAME = NAMES.get(0);

    /** In bytes; more than any AppSpec needs. */
    private static final int MOST_BYTES = 256 * 1024;

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
     * Finds, reads and checks the AppSpec.
     *
     * @throws BundleException when there is none
     */
    public static AppSpecFile read(Path workspace, Selection selection, Faults faults) throws IOException {
        Path root = Tree.root(workspace, selection);
        String name = selection.appSpec();
        if (name.isEmpty()) {
            name = Stream.of("appspec.yml", "appspec.yaml", "appspec.json")
                    .filter(one -> Files.exists(root.resolve(one)))
                    .findFirst()
                    .orElse(NAME);
        }
        Path path = find(workspace, root, name, selection);
        String text = text(path, name);
        AppSpecSyntax syntax = AppSpecSyntax.parse(name, text, faults);
        return new AppSpecFile(path, new AppSpec(name, text, syntax.platform()), syntax);
    }

    private static Path find(Path workspace, Path root, String name, Selection selection) throws IOException {
        try {
            Path path = root.resolve(name).toRealPath();
            if (!path.startsWith(workspace.toRealPath())) {
                throw new BundleException(name + ": leads out of the workspace. Keep the AppSpec in the workspace.");
            }
            if (Files.isRegularFile(path)) {
                return path;
            }
            throw new BundleException(name + ": is not a file. Give the path of the AppSpec file.");
        } catch (NoSuchFileException | InvalidPathException e) {
            String where = selection.directory().isEmpty() ? "the workspace" : "'" + selection.directory() + "'";
            throw new BundleException(
                    selection.appSpec().isEmpty()
                            ? NAME + ": is not at the root of " + where
                                    + ", and CodeDeploy needs it there. Add it, or set appSpec to where it is."
                            : name + ": is not in " + where + ". Set appSpec to the path of the AppSpec file there.");
        }
    }

    private static String text(Path path, String name) throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw new BundleException(
                    name + ": is larger than " + MOST_BYTES / 1024 + " KiB. Is this the AppSpec file?");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new BundleException(name + ": is not UTF-8. Save it as UTF-8.");
        } catch (NoSuchFileException e) {
            throw new BundleException(Reading.vanished(name));
        } catch (IOException e) {
            throw new BundleException(Reading.unreadable(name, e));
        }
    }

    /** Puts the AppSpec at the root of the bundle, and makes hook scripts executable where files have no modes. */
    public Tree placeIn(Tree tree, Selection selection, Faults faults) throws IOException {
        List<Entry> entries = new ArrayList<>(tree.entries());
        Map<String, Path> elsewhere = new HashMap<>(tree.elsewhere());
        if (!selection.appSpec().isEmpty()) {
            entries.removeIf(entry -> NAMES.contains(entry.path()));
            entries.add(tree.file(NAME, path));
            elsewhere.put(NAME, path);
            entries.sort(Entry.ORDER);
        } else if (entries.stream().noneMatch(entry -> entry.path().equals(appSpec.file()))) {
            faults.add(
                    appSpec.file() + ": is not selected, and CodeDeploy needs it in the bundle. Add it to includes, or"
                            + " remove it from excludes.");
        }
        if (!tree.hasModes()) {
            Set<String> scripts = new HashSet<>();
            syntax.scripts().forEach(script -> scripts.add(normal(script.text())));
            entries.replaceAll(entry -> entry instanceof Entry.File file && scripts.contains(file.path())
                    ? file.withPermissions(0755)
                    : entry);
        }
        return new Tree(tree.root(), entries, elsewhere, tree.leftOut(), tree.hasModes());
    }

    /** Checks what the AppSpec says of the other files of the bundle. */
    public void check(Tree tree, Faults faults) {
        if (appSpec.platform() != AppSpec.Platform.SERVER) {
            faults.add(appSpec.file() + ": is for " + appSpec.platform().title()
                    + ", which takes the AppSpec alone and no bundle. Name an environment whose application has that"
                    + " compute platform, or write an AppSpec for instances.");
            return;
        }
        if (appSpec.file().endsWith(".json") && !tree.elsewhere().containsKey(NAME)) {
            faults.add(appSpec.file() + ": on instances CodeDeploy reads " + NAME + " only. Rename it.");
        }
        // Windows finds a file whatever the case of its name.
        Map<String, Entry> byPath = syntax.windows() ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new HashMap<>();
        tree.entries().forEach(entry -> byPath.put(entry.path(), entry));
        for (AppSpecSyntax.Located source : syntax.sources()) {
            String path = normal(source.text());
            if (path.startsWith("../")) {
                faults.add(source.fault("source '" + source.text() + "' leads out of the bundle."
                        + " Sources are relative to the root of the bundle."));
            } else if (!path.isEmpty() && !byPath.containsKey(path) && !isBelowLink(path, byPath)) {
                faults.add(source.fault("source '" + source.text() + "' is not in the bundle."
                        + remedy(path, byPath, "Mend the path, or select the file.")));
            }
        }
        for (AppSpecSyntax.Located script : syntax.scripts()) {
            String path = normal(script.text());
            Entry entry = byPath.get(path);
            if (entry == null && !isBelowLink(path, byPath)) {
                faults.add(script.fault("script '" + script.text() + "' is not in the bundle."
                        + remedy(path, byPath, "Mend the path, or select the script.")));
            } else if (entry instanceof Entry.Directory) {
                faults.add(script.fault("script '" + script.text() + "' is a directory. Name the script in it."));
            } else if (entry instanceof Entry.File file && !syntax.windows() && (file.permissions() & 0111) == 0) {
                faults.add(script.fault("script '" + script.text() + "' is not executable. Run"
                        + " 'git update-index --chmod=+x " + file.path() + "' and commit, or 'chmod +x' before."));
            }
        }
        if (syntax.windows()) {
            WindowsNames.check(tree.entries(), faults);
        }
    }

    private static String remedy(String path, Map<String, Entry> byPath, String otherwise) {
        String nearest = Nearest.to(path, byPath.keySet());
        return nearest.isEmpty() ? " " + otherwise : " Did you mean '" + nearest + "'?";
    }

    /** What is behind a link of the bundle shows only where it is unpacked. */
    private static boolean isBelowLink(String path, Map<String, Entry> byPath) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (byPath.get(path.substring(0, slash)) instanceof Entry.Link) {
                return true;
            }
        }
        return false;
    }

    /** A path as the entries have it; empty for the root. */
    private String normal(String path) {
        List<String> names = new ArrayList<>();
        for (String name : (syntax.windows() ? path.replace('\\', '/') : path).split("/")) {
            if (name.equals("..")) {
                if (names.isEmpty()) {
                    return "../";
                }
                names.remove(names.size() - 1);
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }
}
