package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.Platform;
import io.jenkins.plugins.crossaccountdeploy.appspec.FilesSection.Copy;
import io.jenkins.plugins.crossaccountdeploy.appspec.HooksSection.Script;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Mapping;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Scalar;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What an AppSpec says. For instances the CodeDeploy agent is the judge: what its version 1.8.1 refuses with any Ruby is an
 * error, what it takes, if only with some, is at most a warning. See also <a
 * href="https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html">CodeDeploy's AppSpec
 * reference</a>.
 *
 * @param windows whether it is for Windows instances
 * @param copies the files section
 * @param permissions the permissions section
 * @param scripts the scripts that the agent runs
 */
record AppSpecSyntax(
        Platform platform, boolean windows, List<Copy> copies, List<Permission> permissions, List<Script> scripts) {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final List<String> KEYS =
            List.of("version", "os", "files", "file_exists_behavior", "permissions", "hooks");
    private static final List<String> SYSTEMS = List.of("linux", "windows");
    private static final List<String> BEHAVIORS = List.of("DISALLOW", "OVERWRITE", "RETAIN");

    private static final AppSpecSyntax UNREADABLE =
            new AppSpecSyntax(Platform.SERVER, false, List.of(), List.of(), List.of());

    AppSpecSyntax {
        copies = List.copyOf(copies);
        permissions = List.copyOf(permissions);
        scripts = List.copyOf(scripts);
    }

    /** Reads an AppSpec in YAML or JSON. */
    static AppSpecSyntax parse(String text, Findings findings) {
        if (!text.startsWith(BYTE_ORDER_MARK)) {
            return read(text, findings);
        }
        String rest = text.substring(1);
        AppSpecSyntax syntax = read(rest, findings);
        Findings shifted = new Findings("");
        // To the agent a byte order mark is as wide as a space, and indents the first line.
        read(" " + rest, shifted);
        if (syntax.platform() == Platform.SERVER && shifted.hasErrors() && !findings.hasErrors()) {
            findings.error(
                    1,
                    "a byte order mark is before the first line, which the agent takes for indented. Save it without.");
        }
        return syntax;
    }

    private static AppSpecSyntax read(String text, Findings findings) {
        try {
            YamlReader yaml = new YamlReader(text);
            Optional<Value> root = yaml.first();
            if (root.isEmpty() || root.get().isNullOrFalse()) {
                findings.error(1, "is empty. Give at least 'version: 0.0' and 'os: linux' or 'os: windows'.");
                return UNREADABLE;
            }
            if (!(root.get() instanceof Mapping mapping)) {
                findings.error(
                        root.get().line(), "an AppSpec has 'key: value' lines. See CodeDeploy's AppSpec reference.");
                return UNREADABLE;
            }
            if (ResourcesSection.isIn(mapping)) {
                yaml.expectEnd();
                yaml.duplicates().forEach(key -> findings.error(key.line(), key.text() + ". Keep one."));
                Platform platform = new ResourcesSection(findings).read(mapping);
                return new AppSpecSyntax(platform, false, List.of(), List.of(), List.of());
            }
            yaml.refused().forEach(refused -> findings.error(refused.line(), refused.text()));
            yaml.refusedByNewerRuby().forEach(refused -> findings.warn(refused.line(), refused.text()));
            yaml.duplicates().forEach(key -> findings.warn(key.line(), key.text() + ". The last one counts."));
            return forInstances(mapping, findings);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            String problem = e.getProblem() == null ? "a fault" : e.getProblem();
            findings.error(
                    line,
                    "is not valid YAML: " + problem + ". "
                            + (problem.contains("'\\t") ? "Indent with spaces, not tabs." : "Mend the syntax."));
        } catch (YAMLException e) {
            findings.error(
                    1,
                    "is not valid YAML: " + e.getMessage().lines().findFirst().orElse("") + ". Mend it.");
        }
        return UNREADABLE;
    }

    private static AppSpecSyntax forInstances(Mapping root, Findings findings) {
        Fields fields = new Fields(root, KEYS, findings);
        fields.required("version", "Add 'version: 0.0'.").ifPresent(version -> version(version, findings));
        boolean windows = fields.required("os", "Add 'os: linux' or 'os: windows'.")
                .filter(os -> isKnown(os, "os", SYSTEMS, findings))
                .flatMap(Value::string)
                .filter("windows"::equals)
                .isPresent();
        fields.value("file_exists_behavior")
                .ifPresent(behavior -> isKnown(behavior, "file_exists_behavior", BEHAVIORS, findings));
        return new AppSpecSyntax(
                Platform.SERVER,
                windows,
                fields.valueOrDefault("files")
                        .map(new FilesSection(windows, findings)::read)
                        .orElse(List.of()),
                fields.valueOrDefault("permissions")
                        .map(new PermissionsSection(windows, findings)::read)
                        .orElse(List.of()),
                fields.valueOrDefault("hooks")
                        .map(new HooksSection(windows, findings)::read)
                        .orElse(List.of()));
    }

    /** The agent takes any number that is zero. */
    private static void version(Value version, Findings findings) {
        if (version instanceof Scalar scalar
                && (scalar.type() == Type.INTEGER || scalar.type() == Type.FLOAT)
                && RubyScalars.isFinite(scalar)
                && new BigDecimal(scalar.text()).signum() == 0) {
            return;
        }
        if (version.string().filter(text -> text.strip().matches("0+(\\.0*)?")).isPresent()) {
            findings.error(
                    version.line(),
                    "version is a text, and CodeDeploy's agent takes a number only. Write 0.0 without quotes.");
        } else {
            findings.error(
                    version.line(),
                    "version '" + version.written() + "' is not known. CodeDeploy knows 'version: 0.0' only.");
        }
    }

    private static boolean isKnown(Value value, String name, List<String> known, Findings findings) {
        if (value.string().filter(known::contains).isPresent()) {
            return true;
        }
        findings.error(
                value.line(),
                name + " '" + value.string().orElse(value.written()) + "' is not known. "
                        + Nearest.remedy(value.written(), known, "Use one of " + String.join(", ", known) + "."));
        return false;
    }
}
