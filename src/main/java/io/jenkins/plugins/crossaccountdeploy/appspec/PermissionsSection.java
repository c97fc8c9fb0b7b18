package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Findings.Finding;
import io.jenkins.plugins.crossaccountdeploy.appspec.Permission.Glob;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Mapping;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Scalar;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The section {@code permissions}: owner, mode and so on of what was copied. */
final class PermissionsSection {

    private static final List<String> KEYS =
            List.of("object", "pattern", "except", "owner", "group", "mode", "acls", "context", "type");
    private static final List<String> CONTEXT_KEYS = List.of("name", "user", "type", "range");
    private static final List<String> TYPES = List.of("file", "directory");

    private static final Pattern MODE = Pattern.compile("[0-7]{0,4}");
    private static final Pattern NO_PERMISSIONS = Pattern.compile("0*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final boolean windows;
    private final Findings findings;

    PermissionsSection(boolean windows, Findings findings) {
        this.windows = windows;
        this.findings = findings;
    }

    List<Permission> read(Value permissions) {
        List<Mapping> entries = Fields.mappings(permissions, "permissions", findings);
        if (windows && !entries.isEmpty()) {
            findings.error(
                    permissions.line(),
                    "permissions are for Linux instances only, and this AppSpec says 'os: windows'. Remove them.");
            return List.of();
        }
        List<Permission> all = new ArrayList<>();
        for (Mapping entry : entries) {
            permission(new Fields(entry, KEYS, findings)).ifPresent(all::add);
        }
        return all;
    }

    private Optional<Permission> permission(Fields fields) {
        List<Finding> whenApplied = new ArrayList<>();
        Optional<Value> object = fields.required("object", "Add the path on the instance whose permissions to set.");
        Optional<Glob> pattern = fields.valueOrDefault("pattern").map(Glob::new);
        List<Glob> except = fields.valueOrDefault("except")
                .map(list -> Fields.items(list, "except", findings).stream()
                        .map(Glob::new)
                        .toList())
                .orElse(List.of());
        Set<String> types = fields.valueOrDefault("type").map(this::types).orElse(Set.copyOf(TYPES));
        for (String name : List.of("owner", "group")) {
            fields.valueOrDefault(name).ifPresent(value -> name(name, value, whenApplied));
        }
        fields.value("mode").ifPresent(this::mode);
        Optional<Value> acls = fields.value("acls");
        List<Finding> defaults = new ArrayList<>();
        acls.ifPresent(list -> acls(list, defaults, whenApplied));
        Optional<Value> context = fields.value("context");
        context.ifPresent(value -> context(value, whenApplied));
        Optional<Value> byShell = acls.or(() -> context);
        return object.filter(this::isPath)
                .map(value -> new Permission(
                        value.line(),
                        RubyScalars.strip(((Scalar) value).text()),
                        pattern,
                        except,
                        types,
                        defaults.stream().findFirst(),
                        byShell.map(Value::line),
                        whenApplied));
    }

    private boolean isPath(Value object) {
        if (!(object instanceof Scalar scalar)) {
            findings.warn(
                    object.line(), "object is " + object.written() + ", and nothing has such a path. Write one path.");
            return false;
        }
        boolean isEmpty = RubyScalars.strip(scalar.text()).isEmpty();
        if (isEmpty) {
            findings.error(object.line(), "object is empty. Write the path on the instance whose permissions to set.");
        }
        return !isEmpty;
    }

    private Set<String> types(Value list) {
        List<Value> types = Fields.items(list, "type", findings);
        for (Value type : types) {
            if (type.string().filter(TYPES::contains).isEmpty()) {
                findings.error(
                        type.line(),
                        "type '" + type.written() + "' is not known. "
                                + Nearest.remedy(
                                        type.written(), TYPES, "Use one of " + String.join(", ", TYPES) + "."));
            }
        }
        return Set.copyOf(types.stream().flatMap(type -> type.string().stream()).toList());
    }

    private void name(String field, Value value, List<Finding> whenApplied) {
        Optional<String> name = value.string();
        if (name.isEmpty() || name.get().isEmpty()) {
            whenApplied.add(new Finding(
                    value.line(),
                    field + " '" + value.written()
                            + "' is not a text, and the agent takes names only. Write the name."));
        } else if (NUMBER.matcher(name.get()).matches()) {
            findings.warn(
                    value.line(),
                    field + " '" + name.get() + "' is a name to the agent, and no ID. Write the name if it is an ID.");
        }
    }

    private void mode(Value mode) {
        String text = mode instanceof Scalar scalar ? scalar.text() : mode.written();
        boolean isMode = MODE.matcher(text).matches();
        boolean isReadOtherwise = mode instanceof Scalar scalar
                && scalar.type() == Type.INTEGER
                && !text.equals(mode.written())
                && !NO_PERMISSIONS.matcher(text).matches();
        if (isReadOtherwise) {
            String octal = mode.written().replaceFirst("^0+", "");
            String what = mode.written().matches("0[0-7]+")
                    ? "mode " + mode.written() + " is an octal number in YAML, and the agent would set " + text
                            + ". Write " + octal + " without the zero."
                    : "mode " + mode.written() + " is a number in YAML, and the agent would set " + text
                            + ". Write digits only, such as 644.";
            if (isMode) {
                findings.warn(mode.line(), what);
            } else {
                findings.error(mode.line(), what);
            }
        } else if (!isMode) {
            findings.error(
                    mode.line(),
                    "mode '" + mode.written()
                            + "' is not one to four octal digits. Write it as for chmod, such as 644.");
        } else if (NO_PERMISSIONS.matcher(text).matches()) {
            findings.warn(
                    mode.line(), "mode '" + mode.written() + "' takes all permissions away. Write those to grant.");
        }
    }

    private void acls(Value list, List<Finding> defaults, List<Finding> whenApplied) {
        for (Value item : Fields.items(list, "acls", findings)) {
            Optional<AccessControlEntry> entry = item.string().flatMap(AccessControlEntry::parse);
            if (entry.isEmpty()) {
                findings.error(
                        item.line(),
                        "'" + item.written()
                                + "' is not an access control entry. Write it such as 'u:mary:rw'; those of the"
                                + " owner, the group and others are set by mode.");
                continue;
            }
            if (entry.get().isDefault()) {
                defaults.add(new Finding(
                        item.line(),
                        "'" + item.written() + "' is a default entry, for directories only, and applies to a file. Add"
                                + " 'type: [directory]'."));
            }
            if (entry.get().permissions().isEmpty()) {
                findings.warn(
                        item.line(),
                        "'" + item.written() + "' grants no permissions. Add them, such as 'r', or '---'.");
            }
            if (entry.get().isLostOnTheWay()) {
                whenApplied.add(new Finding(
                        item.line(),
                        "'" + item.written()
                                + "' reaches setfacl in pieces, as the agent puts no quotes around it. Name a"
                                + " user or group without spaces and the like."));
            }
        }
    }

    private void context(Value context, List<Finding> whenApplied) {
        if (!(context instanceof Mapping mapping)) {
            findings.error(
                    context.line(), "context has 'type' and 'range' below it. Write it as in CodeDeploy's reference.");
            return;
        }
        Fields fields = new Fields(mapping, CONTEXT_KEYS, findings);
        fields.required("type", "Add the SELinux type.").ifPresent(type -> word("type", type, whenApplied));
        fields.value("name").ifPresent(name -> word("name", name, whenApplied));
        fields.value("user")
                .ifPresent(user -> findings.warn(
                        user.line(), "the agent 1.8.1 ignores 'user' and reads 'name' in its place. Write 'name'."));
        Optional<Value> range = fields.value("range");
        if (range.isEmpty()) {
            whenApplied.add(new Finding(
                    context.line(), "range is missing, without which the agent 1.8.1 fails. Add it, such as 's0'."));
        } else if (range.get().string().filter(SelinuxRange::isValid).isEmpty()) {
            findings.error(
                    range.get().line(),
                    "range '" + range.get().written() + "' is not one of SELinux. Write it such as 's0-s0:c0.c123'.");
        }
    }

    private static void word(String field, Value value, List<Finding> whenApplied) {
        if (value instanceof Scalar scalar
                && (scalar.text().isEmpty() || scalar.text().startsWith("-") || Shell.breaks(scalar.text()))) {
            whenApplied.add(new Finding(
                    value.line(),
                    field + " '" + value.written() + "' is not one word. Write that of the SELinux context."));
        }
    }
}
