package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Findings.Finding;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Mapping;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Member;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Scalar;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Sequence;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Type;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads YAML as the agent does: the first document only, by the rules of Ruby's {@code YAML.load}, with the line of each value.
 * What Ruby 3.1 and later keep back (aliases, dates, Ruby's own tags) is noted apart, as services of AWS may take it.
 */
final class YamlReader {

    private static final Pattern TAG_OF_A_TEXT =
            Pattern.compile("!(str|ruby/string)|tag:yaml\\.org,2002:(str|binary)|!binary");
    private static final Pattern TAG_OF_A_FLOAT = Pattern.compile("!float|tag:yaml\\.org,2002:float");
    private static final Pattern TAG_OF_A_SYMBOL = Pattern.compile("!ruby/sym.*");
    private static final Pattern REFUSED_SCALAR_TAG = Pattern.compile(
            "!ruby/(object:(BigDecimal|DateTime|Complex|Rational)|class|module|regexp|range)|!(str|ruby/string):.+");
    private static final Pattern REFUSED_SEQUENCE_TAG = Pattern.compile("!(seq|ruby/array):.*");
    private static final Pattern REFUSED_MAPPING_TAG = Pattern.compile(
            "!ruby/object(?!:Hash$).*|!ruby/(struct|exception|range).*|!(str|ruby/string|ruby/array|map|ruby/hash|ruby/marshalable):.*"
                    + "|!(set|omap)|tag:yaml\\.org,2002:(set|omap)");

    private static final Pattern DIRECTIVE =
            Pattern.compile("%(YAML[ \\t]+1\\.[12]|TAG[ \\t]+\\S+[ \\t]+\\S+)([ \\t].*)?");

    /** Aliases of lists and mappings; more are meant to exhaust whoever follows them. */
    private static final int MOST_ALIASES = 50;

    private final Iterator<Event> events;
    private final List<Finding> refused = new ArrayList<>();
    private final List<Finding> duplicates = new ArrayList<>();
    private final Map<String, Value> anchors = new HashMap<>();
    private int aliases;

    /**
     * @throws YAMLException when the text has characters that YAML does not allow
     */
    YamlReader(String text) {
        checkDirectives(text);
        events = new Yaml().parse(new StringReader(Tabs.asSpaces(text))).iterator();
    }

    /** libyaml takes no others, SnakeYAML does. */
    private static void checkDirectives(String text) {
        text.lines()
                .takeWhile(line -> line.isBlank() || line.startsWith("#") || line.startsWith("%"))
                .filter(line -> line.startsWith("%") && !DIRECTIVE.matcher(line).matches())
                .findFirst()
                .ifPresent(line -> {
                    throw new YAMLException("directive '" + line + "' is not known");
                });
    }

    /** What {@code YAML.load} of Ruby 3.1 and later refuses although it is YAML. */
    List<Finding> refusedByRuby() {
        return refused;
    }

    /** Keys that stand twice in one mapping. */
    List<Finding> duplicates() {
        return duplicates;
    }

    /**
     * The value of the first document; empty when there is no document.
     *
     * @throws YAMLException when that document is not YAML
     */
    Optional<Value> first() {
        Deque<Open> open = new ArrayDeque<>();
        Optional<Value> root = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            Value value;
            if (event instanceof DocumentEndEvent) {
                break;
            } else if (event instanceof CollectionStartEvent start) {
                open.push(new Open(start));
                continue;
            } else if (event instanceof CollectionEndEvent) {
                value = close(open.pop());
            } else if (event instanceof NodeEvent leaf) {
                value = leaf(leaf);
            } else {
                continue;
            }
            if (open.isEmpty()) {
                root = Optional.of(value);
            } else {
                open.peek().children.add(value);
            }
        }
        return root;
    }

    /**
     * Reads what follows the first document.
     *
     * @throws YAMLException when that is not YAML, or a second document
     */
    void expectEnd() {
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent second) {
                throw new YAMLException("a second document begins on line " + line(second));
            }
        }
    }

    /** A list or mapping that has begun. */
    private static final class Open {
        private final CollectionStartEvent start;
        private final List<Value> children = new ArrayList<>();

        Open(CollectionStartEvent start) {
            this.start = start;
        }
    }

    private Value leaf(NodeEvent event) {
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        return anchored(event, scalar((ScalarEvent) event));
    }

    private Value anchored(NodeEvent event, Value value) {
        if (event.getAnchor() != null) {
            anchors.put(event.getAnchor(), value);
        }
        return value;
    }

    private Value alias(AliasEvent alias) {
        int line = line(alias);
        Value value = anchors.get(alias.getAnchor());
        if (value == null) {
            throw new YAMLException("alias '*" + alias.getAnchor() + "' on line " + line + " has no anchor before it");
        }
        if (!(value instanceof Scalar) && ++aliases > MOST_ALIASES) {
            throw new YAMLException("more than " + MOST_ALIASES + " aliases of lists and mappings");
        }
        refused.add(new Finding(
                line,
                "alias '*" + alias.getAnchor()
                        + "' is nothing that the agent takes (on Ruby 3.1 and later). Write out what it stands for."));
        return value;
    }

    private Scalar scalar(ScalarEvent event) {
        int line = line(event);
        String written = event.getValue();
        String tag = event.getTag() == null ? "" : event.getTag();
        if (REFUSED_SCALAR_TAG.matcher(tag).matches() && !isQuotedAndUntagged(event)) {
            refuseTag(line, tag);
        }
        Scalar scalar;
        if (isQuotedAndUntagged(event) || TAG_OF_A_TEXT.matcher(tag).matches()) {
            scalar = new Scalar(line, Type.STRING, written, written);
        } else if (TAG_OF_A_FLOAT.matcher(tag).matches()) {
            scalar = RubyScalars.tagged(line, written);
        } else if (TAG_OF_A_SYMBOL.matcher(tag).matches()) {
            scalar = new Scalar(line, Type.SYMBOL, written, written);
        } else {
            scalar = RubyScalars.plain(line, written);
        }
        if (scalar.type() == Type.REFUSED) {
            refused.add(new Finding(line, scalar.text()));
        }
        return scalar;
    }

    private static boolean isQuotedAndUntagged(ScalarEvent event) {
        return event.getImplicit().canOmitTagInNonPlainScalar();
    }

    private void refuseTag(int line, String tag) {
        refused.add(new Finding(line, "tag '" + tag + "' is nothing that the agent takes. Remove it."));
    }

    private Value close(Open open) {
        int line = line(open.start);
        String tag = open.start.getTag() == null ? "" : open.start.getTag();
        Value value;
        if (open.start instanceof SequenceStartEvent) {
            value = new Sequence(line, List.copyOf(open.children));
        } else {
            value = new Mapping(line, members(open.children));
        }
        if ((open.start instanceof MappingStartEvent ? REFUSED_MAPPING_TAG : REFUSED_SEQUENCE_TAG)
                .matcher(tag)
                .matches()) {
            refuseTag(line, tag);
        }
        return anchored(open.start, value);
    }

    private List<Member> members(List<Value> children) {
        Map<Object, Member> members = new LinkedHashMap<>();
        for (int i = 0; i < children.size(); i += 2) {
            Value key = children.get(i);
            Value value = children.get(i + 1);
            Optional<List<Mapping>> merged = key.string().equals(Optional.of("<<")) ? merged(value) : Optional.empty();
            if (merged.isPresent()) {
                for (Mapping mapping : merged.get()) {
                    mapping.members().forEach(member -> members.put(identity(member.key()), member));
                }
                continue;
            }
            Member before = members.put(identity(key), new Member(key, value));
            if (before != null) {
                duplicates.add(new Finding(
                        key.line(),
                        "'" + key.written() + "' is there twice, first on line "
                                + before.key().line()));
            }
        }
        return List.copyOf(members.values());
    }

    /** What a merge key merges, the last first, as those before it win; empty when it is a key like others. */
    private static Optional<List<Mapping>> merged(Value value) {
        if (value instanceof Mapping mapping) {
            return Optional.of(List.of(mapping));
        }
        if (value instanceof Sequence sequence && sequence.items().stream().allMatch(Mapping.class::isInstance)) {
            List<Mapping> mappings = new ArrayList<>();
            for (int i = sequence.items().size() - 1; i >= 0; i--) {
                mappings.add((Mapping) sequence.items().get(i));
            }
            return Optional.of(mappings);
        }
        return Optional.empty();
    }

    /** Equal for scalars that are one key to Ruby; no need to compare lists and mappings, which are no key of an AppSpec. */
    private static Object identity(Value key) {
        return key instanceof Scalar scalar ? List.of(scalar.type(), scalar.text()) : new Object();
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }
}
