package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What an AppSpec says, with the lines on which it does, and whether CodeDeploy will take it. Nothing is constructed from
 * the YAML: its nodes are read, so that each fault has its line.
 *
 * <p>See <a href="https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html">CodeDeploy's AppSpec
 * reference</a>. Keys that CodeDeploy does not know it ignores, and so do we, unless one looks like a slip for another.
 */
final class AppSpecSyntax {

    /** A text of the AppSpec and where it is. */
    record Located(String file, int line, String text) {
        String fault(String what) {
            return file + ":" + line + ": " + what;
        }
    }

    /** Seconds, for all scripts of a lifecycle event together, says CodeDeploy's reference of the hooks section. */
    private static final int MOST_SECONDS = 3600;

    private static final List<String> SERVER_KEYS =
            List.of("version", "os", "files", "file_exists_behavior", "permissions", "hooks");
    private static final List<String> OTHER_KEYS = List.of("version", "Resources", "Hooks");
    private static final List<String> SYSTEMS = List.of("linux", "windows");
    private static final List<String> BEHAVIORS = List.of("DISALLOW", "OVERWRITE", "RETAIN");
    private static final List<String> SCRIPT_KEYS = List.of("location", "timeout", "runas", "sudo");
    private static final List<String> PERMISSION_KEYS =
            List.of("object", "pattern", "except", "owner", "group", "mode", "acls", "context", "type");
    private static final List<String> PERMISSION_TYPES = List.of("file", "directory");

    private static final List<String> SERVER_EVENTS = List.of(
            "ApplicationStop",
            "BeforeInstall",
            "AfterInstall",
            "ApplicationStart",
            "ValidateService",
            "BeforeBlockTraffic",
            "AfterBlockTraffic",
            "BeforeAllowTraffic",
            "AfterAllowTraffic");
    private static final Set<String> AGENTS_OWN_EVENTS =
            Set.of("Start", "DownloadBundle", "Install", "BlockTraffic", "AllowTraffic", "End");
    private static final List<String> ECS_EVENTS = List.of(
            "BeforeInstall", "AfterInstall", "AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic");
    private static final List<String> LAMBDA_EVENTS = List.of("BeforeAllowTraffic", "AfterAllowTraffic");

    private static final String ECS_TYPE = "AWS::ECS::Service";
    private static final String LAMBDA_TYPE = "AWS::Lambda::Function";

    private static final Pattern ACL =
            Pattern.compile("((d|default):)?((u|user|g|group|m|mask|o|other):)?[^:]*:([rwx-]+|[0-7])");
    private static final Pattern MODE = Pattern.compile("[0-7]{1,4}");
    private static final Pattern SELINUX_RANGE =
            Pattern.compile("s\\d+(-s\\d+)?(:c\\d{1,4}(\\.c\\d{1,4})?(,c\\d{1,4}(\\.c\\d{1,4})?)*)?");

    private final String file;
    private final List<Located> faults = new ArrayList<>();
    private final List<Located> sources = new ArrayList<>();
    private final List<Located> scripts = new ArrayList<>();
    private AppSpec.Platform platform = AppSpec.Platform.SERVER;
    private boolean windows;

    private AppSpecSyntax(String file) {
        this.file = file;
    }

    AppSpec.Platform platform() {
        return platform;
    }

    /** Whether it is for Windows instances. */
    boolean windows() {
        return windows;
    }

    /** The sources of the files section. */
    List<Located> sources() {
        return sources;
    }

    /** The locations of the hooks' scripts. */
    List<Located> scripts() {
        return scripts;
    }

    /** Reads an AppSpec in YAML or JSON, and adds what is wrong with it to the faults. */
    static AppSpecSyntax parse(String file, String text, Faults faults) {
        AppSpecSyntax syntax = new AppSpecSyntax(file);
        try {
            Node root = new Yaml(limits()).compose(new StringReader(text));
            if (root == null) {
                faults.add(file + ": is empty. Give at least 'version: 0.0' and 'os: linux' or 'os: windows'.");
            } else if (root instanceof MappingNode mapping) {
                syntax.root(mapping);
            } else {
                syntax.fault(root, "an AppSpec has 'key: value' lines. See CodeDeploy's AppSpec reference.");
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            String problem = e.getProblem() == null ? "a fault" : e.getProblem();
            faults.add(file + ":" + line + ": is not valid YAML: " + problem + ". "
                    + (problem.contains("'\\t") ? "Indent with spaces, not tabs." : "Mend the syntax."));
        } catch (YAMLException e) {
            faults.add(file + ": is not valid YAML: "
                    + e.getMessage().lines().findFirst().orElse("") + ". Mend it.");
        }
        syntax.faults.sort(Comparator.comparingInt(Located::line));
        syntax.faults.forEach(fault -> faults.add(fault.fault(fault.text())));
        return syntax;
    }

    private static LoaderOptions limits() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(50);
        options.setNestingDepthLimit(30);
        return options;
    }

    private void root(MappingNode root) {
        Map<String, NodeTuple> keys = keys(root);
        NodeTuple resources = keys.containsKey("Resources") ? keys.get("Resources") : keys.get("resources");
        if (resources != null) {
            NodeTuple hooks = keys.containsKey("Hooks") ? keys.get("Hooks") : keys.get("hooks");
            slips(keys, OTHER_KEYS);
            version(root, keys.get("version"), false);
            resources(resources.getValueNode());
            if (hooks != null) {
                functions(hooks.getValueNode());
            }
            return;
        }
        slips(keys, SERVER_KEYS);
        version(root, keys.get("version"), true);
        os(root, keys.get("os"));
        value(keys, "files").ifPresent(files -> each(files, "files", this::file));
        value(keys, "file_exists_behavior").ifPresent(node -> oneOf(node, "file_exists_behavior", BEHAVIORS));
        value(keys, "permissions").ifPresent(this::permissions);
        value(keys, "hooks").ifPresent(this::hooks);
    }

    private void version(MappingNode root, NodeTuple version, boolean agentReadsIt) {
        if (version == null) {
            fault(root, "version is missing. Add 'version: 0.0'.");
            return;
        }
        Node value = version.getValueNode();
        String text = text(value);
        if (!text.matches("0+(\\.0*)?")) {
            fault(value, "version '" + text + "' is not known. CodeDeploy knows 'version: 0.0' only.");
        } else if (agentReadsIt && ((ScalarNode) value).getScalarStyle() != ScalarStyle.PLAIN) {
            fault(value, "version is a text, and CodeDeploy's agent takes a number only. Write 0.0 without quotes.");
        }
    }

    private void os(MappingNode root, NodeTuple os) {
        if (os == null) {
            fault(root, "os is missing. Add 'os: linux' or 'os: windows'.");
            return;
        }
        oneOf(os.getValueNode(), "os", SYSTEMS);
        windows = text(os.getValueNode()).equals("windows");
    }

    private void file(MappingNode mapping) {
        Map<String, NodeTuple> keys = keys(mapping);
        slips(keys, List.of("source", "destination"));
        required(mapping, keys, "source", "Add what to copy: a path in the bundle, or '/' for all of it.")
                .filter(source -> scalar(source, "source"))
                .ifPresent(source -> sources.add(located(source)));
        required(mapping, keys, "destination", "Add the directory on the instance to copy to.")
                .ifPresent(destination -> scalar(destination, "destination"));
    }

    private void permissions(Node permissions) {
        if (windows) {
            fault(
                    permissions,
                    "permissions are for Linux instances only, and this AppSpec says 'os: windows'. Remove" + " them.");
            return;
        }
        each(permissions, "permissions", this::permission);
    }

    private void permission(MappingNode mapping) {
        Map<String, NodeTuple> keys = keys(mapping);
        slips(keys, PERMISSION_KEYS);
        required(mapping, keys, "object", "Add the path on the instance whose permissions to set.")
                .ifPresent(object -> scalar(object, "object"));
        for (String key : List.of("pattern", "owner", "group")) {
            value(keys, key).ifPresent(node -> scalar(node, key));
        }
        value(keys, "except").ifPresent(except -> texts(except, "except"));
        value(keys, "mode").ifPresent(this::mode);
        value(keys, "type")
                .ifPresent(type -> texts(type, "type").forEach(node -> oneOf(node, "type", PERMISSION_TYPES)));
        value(keys, "acls")
                .ifPresent(acls -> texts(acls, "acls").forEach(acl -> {
                    if (!ACL.matcher(text(acl)).matches()) {
                        fault(
                                acl,
                                "'" + text(acl) + "' is not an access control entry. Write it as for setfacl, such as"
                                        + " 'u:mary:rw'.");
                    }
                }));
        value(keys, "context").ifPresent(this::context);
    }

    private void mode(Node mode) {
        String text = text(mode);
        if (!MODE.matcher(text).matches()) {
            fault(mode, "mode '" + text + "' is not one to four octal digits. Write it as for chmod, such as 644.");
        } else if (text.length() > 1
                && text.startsWith("0")
                && ((ScalarNode) mode).getScalarStyle() == ScalarStyle.PLAIN) {
            fault(
                    mode,
                    "mode " + text + " is an octal number in YAML, and CodeDeploy's agent would set "
                            + Integer.parseInt(text, 8) + ". Write " + text.replaceFirst("^0+(?=.)", "")
                            + " without the zero.");
        }
    }

    private void context(Node context) {
        if (!(context instanceof MappingNode mapping)) {
            fault(context, "context has 'user', 'type' and 'range' below it. Write it as in CodeDeploy's reference.");
            return;
        }
        Map<String, NodeTuple> keys = keys(mapping);
        required(mapping, keys, "type", "Add the SELinux type.");
        value(keys, "range").ifPresent(range -> {
            if (!SELINUX_RANGE.matcher(text(range)).matches()) {
                fault(range, "range '" + text(range) + "' is not one of SELinux. Write it such as 's0-s0:c0.c123'.");
            }
        });
    }

    private void hooks(Node hooks) {
        if (!(hooks instanceof MappingNode mapping)) {
            fault(hooks, "hooks has lifecycle events below it. Write it such as 'AfterInstall:' and its scripts.");
            return;
        }
        keys(mapping).forEach((event, tuple) -> {
            if (AGENTS_OWN_EVENTS.contains(event)) {
                fault(
                        tuple.getKeyNode(),
                        event + " is done by CodeDeploy itself and runs no scripts. Use one of "
                                + String.join(", ", SERVER_EVENTS) + ".");
            } else {
                known(tuple.getKeyNode(), "lifecycle event", event, SERVER_EVENTS);
            }
            if (!isNull(tuple.getValueNode())) {
                scripts(event, tuple.getKeyNode(), tuple.getValueNode());
            }
        });
    }

    private void scripts(String event, Node at, Node list) {
        int[] seconds = new int[1];
        each(list, event, script -> {
            Map<String, NodeTuple> keys = keys(script);
            slips(keys, SCRIPT_KEYS);
            required(script, keys, "location", "Add the path of the script in the bundle.")
                    .filter(location -> scalar(location, "location"))
                    .ifPresent(location -> scripts.add(located(location)));
            value(keys, "timeout").ifPresent(timeout -> seconds[0] += timeout(timeout));
            value(keys, "runas").ifPresent(runas -> {
                if (windows) {
                    fault(runas, "runas is for Linux instances only, and this AppSpec says 'os: windows'. Remove it.");
                }
            });
        });
        if (seconds[0] > MOST_SECONDS) {
            fault(
                    at,
                    "the timeouts of " + event + " are " + seconds[0] + " s together, and CodeDeploy allows "
                            + MOST_SECONDS + " s for an event. Shorten them.");
        }
    }

    private int timeout(Node timeout) {
        String text = text(timeout);
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) == 0) {
            fault(
                    timeout,
                    "timeout '" + text + "' is not a number of seconds. Write one from 1 to " + MOST_SECONDS + ".");
            return 0;
        }
        if (Integer.parseInt(text) > MOST_SECONDS) {
            fault(
                    timeout,
                    "timeout " + text + " is too long. Write a number of seconds from 1 to " + MOST_SECONDS + ".");
            return 0;
        }
        return Integer.parseInt(text);
    }

    private void resources(Node resources) {
        List<MappingNode> all = new ArrayList<>();
        each(resources, "Resources", all::add);
        if (all.isEmpty()) {
            fault(resources, "Resources is empty. Add the ECS service or Lambda function to deploy.");
        }
        for (MappingNode resource : all) {
            keys(resource).forEach((name, tuple) -> resource(name, tuple));
        }
    }

    private void resource(String name, NodeTuple tuple) {
        if (!(tuple.getValueNode() instanceof MappingNode mapping)) {
            fault(tuple.getKeyNode(), name + " has 'Type' and 'Properties' below it. Add them.");
            return;
        }
        Map<String, NodeTuple> keys = keys(mapping);
        Optional<Node> type = required(mapping, keys, "Type", "Add '" + ECS_TYPE + "' or '" + LAMBDA_TYPE + "'.")
                .filter(node -> known(node, "resource type", text(node), List.of(ECS_TYPE, LAMBDA_TYPE)));
        if (type.isEmpty()) {
            return;
        }
        platform =
                type.map(AppSpecSyntax::text).get().equals(ECS_TYPE) ? AppSpec.Platform.ECS : AppSpec.Platform.LAMBDA;
        required(mapping, keys, "Properties", "Add them as in CodeDeploy's reference.")
                .ifPresent(properties -> {
                    if (!(properties instanceof MappingNode values)) {
                        fault(properties, "Properties has 'key: value' lines below it. Add them.");
                    } else if (platform == AppSpec.Platform.ECS) {
                        service(values);
                    } else {
                        function(values);
                    }
                });
    }

    private void service(MappingNode properties) {
        Map<String, NodeTuple> keys = keys(properties);
        required(properties, keys, "TaskDefinition", "Add the ARN of the task definition to deploy.");
        required(properties, keys, "LoadBalancerInfo", "Add ContainerName and ContainerPort below it.")
                .ifPresent(balancer -> {
                    if (balancer instanceof MappingNode info) {
                        balancer(info);
                    } else {
                        fault(balancer, "LoadBalancerInfo has ContainerName and ContainerPort below it. Add them.");
                    }
                });
    }

    private void balancer(MappingNode info) {
        Map<String, NodeTuple> keys = keys(info);
        required(info, keys, "ContainerName", "Add the container that takes the traffic.");
        required(info, keys, "ContainerPort", "Add the port of the container that takes the traffic.")
                .filter(port -> !text(port).matches("\\d{1,5}"))
                .ifPresent(port -> fault(
                        port, "ContainerPort '" + text(port) + "' is not a number. Write the port, such as 8080."));
    }

    private void function(MappingNode properties) {
        Map<String, NodeTuple> keys = keys(properties);
        for (String key : List.of("Name", "Alias", "CurrentVersion", "TargetVersion")) {
            required(properties, keys, key, "Add that of the Lambda function.");
        }
    }

    /** The hooks of ECS and Lambda: a list of events, each with the name or ARN of a Lambda function. */
    private void functions(Node hooks) {
        List<String> events = platform == AppSpec.Platform.ECS ? ECS_EVENTS : LAMBDA_EVENTS;
        each(
                hooks,
                "Hooks",
                hook -> keys(hook).forEach((event, tuple) -> {
                    known(tuple.getKeyNode(), "lifecycle event", event, events);
                    scalar(tuple.getValueNode(), event);
                }));
    }

    // How nodes are read

    /** The keys of a mapping, each once, with what it merges in. */
    private Map<String, NodeTuple> keys(MappingNode mapping) {
        Map<String, NodeTuple> keys = new LinkedHashMap<>();
        Map<String, NodeTuple> merged = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode());
            if (key.equals("<<")) {
                if (tuple.getValueNode() instanceof MappingNode other) {
                    other.getValue().forEach(more -> merged.put(text(more.getKeyNode()), more));
                }
            } else if (keys.putIfAbsent(key, tuple) != null) {
                fault(
                        tuple.getKeyNode(),
                        "'" + key + "' is there twice, first on line "
                                + line(keys.get(key).getKeyNode()) + ". Keep one.");
            }
        }
        merged.forEach(keys::putIfAbsent);
        return keys;
    }

    private static Optional<Node> value(Map<String, NodeTuple> keys, String key) {
        return Optional.ofNullable(keys.get(key)).map(NodeTuple::getValueNode).filter(value -> !isNull(value));
    }

    private Optional<Node> required(MappingNode mapping, Map<String, NodeTuple> keys, String key, String remedy) {
        Optional<Node> value = value(keys, key);
        if (value.isEmpty()) {
            fault(keys.containsKey(key) ? keys.get(key).getKeyNode() : mapping, key + " is missing. " + remedy);
        }
        return value;
    }

    private void slips(Map<String, NodeTuple> keys, List<String> known) {
        keys.forEach((key, tuple) -> {
            String nearest = known.contains(key) ? "" : Nearest.to(key, known);
            if (!nearest.isEmpty() && !keys.containsKey(nearest)) {
                fault(tuple.getKeyNode(), "'" + key + "' is not known. Did you mean '" + nearest + "'?");
            }
        });
    }

    private void each(Node list, String name, Consumer<MappingNode> action) {
        if (!(list instanceof SequenceNode sequence)) {
            fault(list, name + " is a list. Start each of its entries with '- '.");
            return;
        }
        for (Node node : sequence.getValue()) {
            if (node instanceof MappingNode mapping) {
                action.accept(mapping);
            } else {
                fault(node, "an entry of " + name + " has 'key: value' lines. Mend it.");
            }
        }
    }

    private List<Node> texts(Node list, String name) {
        if (!(list instanceof SequenceNode sequence)) {
            fault(list, name + " is a list. Start each of its entries with '- '.");
            return List.of();
        }
        return sequence.getValue().stream().filter(node -> scalar(node, name)).toList();
    }

    private boolean scalar(Node node, String name) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return true;
        }
        fault(node, name + " is not a text. Write it on one line, after the colon.");
        return false;
    }

    private void oneOf(Node node, String name, List<String> values) {
        known(node, name, text(node), values);
    }

    private boolean known(Node node, String name, String value, List<String> values) {
        if (values.contains(value)) {
            return true;
        }
        String nearest = Nearest.to(value, values);
        fault(
                node,
                name + " '" + value + "' is not known. "
                        + (nearest.isEmpty()
                                ? "Use one of " + String.join(", ", values) + "."
                                : "Did you mean '" + nearest + "'?"));
        return false;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().matches("|~|null|Null|NULL");
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
    }

    private Located located(Node node) {
        return new Located(file, line(node), text(node));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private void fault(Node node, String what) {
        faults.add(new Located(file, line(node), what));
    }
}
