package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Findings.Finding;
import io.jenkins.plugins.crossaccountdeploy.appspec.RubyScalars.Tag;
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
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * Reads YAML as the agent does: the first document only, by the rules of Ruby's {@code YAML.load}, with the line of each value.
 * What Ruby 3.1 and later keep back (aliases, dates, Ruby's own tags) is noted apart: earlier ones take it, and services of AWS
 * may.
 */
final class YamlReader {

    private static final String NEWER_RUBY = " the agent refuses where its Ruby is 3.1 or newer. ";

    private static final Pattern DIRECTIVE =
            Pattern.compile("%(YAML[ \\t]+1\\.[12]|TAG[ \\t]+\\S+[ \\t]+\\S+)([ \\t].*)?");

    /** Values that aliases stand for; more are meant to exhaust whoever follows them. */
    private static final int MOST_ALIASED = 100_000;

    private final Iterator<Event> events;
    private final List<Finding> refused = new ArrayList<>();
    private final List<Finding> refusedByNewerRuby = new ArrayList<>();
    private final List<Finding> duplicates = new ArrayList<>();
    private final Map<String, Value> anchors = new HashMap<>();
    private int aliased;
    private boolean hasAlias;

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

    /** What {@code YAML.load} of every Ruby refuses although it is YAML. */
    List<Finding> refused() {
        return refused;
    }

    /** What that of Ruby 3.1 and later refuses, and that of earlier ones does not. */
    List<Finding> refusedByNewerRuby() {
        return refusedByNewerRuby;
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
        countAliased(value);
        if (!hasAlias) {
            hasAlias = true;
            refusedByNewerRuby.add(new Finding(
                    line,
                    "aliases, such as '*" + alias.getAnchor() + "'," + NEWER_RUBY + "Write out what they stand for."));
        }
        return value;
    }

    /** Counts what an alias stands for, with what the aliases in it stand for. */
    private void countAliased(Value value) {
        Deque<Value> ahead = new ArrayDeque<>(List.of(value));
        while (!ahead.isEmpty()) {
            if (++aliased > MOST_ALIASED) {
                throw new YAMLException("its aliases stand for more than " + MOST_ALIASED + " values");
            }
            Value next = ahead.pop();
            if (next instanceof Sequence sequence) {
                sequence.items().forEach(ahead::push);
            } else if (next instanceof Mapping mapping) {
                mapping.members().forEach(member -> {
                    ahead.push(member.key());
                    ahead.push(member.value());
                });
            }
        }
    }

    private Scalar scalar(ScalarEvent event) {
        int line = line(event);
        String written = event.getValue();
        String tag = event.getTag() == null ? "" : event.getTag();
        boolean isObject = Tag.OBJECT.is(tag);
        if (isObject || Tag.TEXT_OF_A_CLASS.is(tag)) {
            refuseTag(line, tag);
        }
        Scalar scalar;
        if (isObject) {
            scalar = new Scalar(line, Type.OBJECT, written, written);
        } else if (isQuotedAndUntagged(event) || Tag.TEXT.is(tag)) {
            scalar = new Scalar(line, Type.STRING, written, written);
        } else if (Tag.FLOAT.is(tag)) {
            scalar = RubyScalars.tagged(line, written);
        } else if (Tag.SYMBOL.is(tag)) {
            scalar = new Scalar(line, Type.SYMBOL, written, written);
        } else {
            scalar = RubyScalars.plain(line, written);
            if (RubyScalars.isDate(written)) {
                refusedByNewerRuby.add(new Finding(
                        line, "'" + written + "' is a date to YAML, which" + NEWER_RUBY + "Put it in quotes."));
            }
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
        refusedByNewerRuby.add(new Finding(line, "tag '" + tag + "' is one that" + NEWER_RUBY + "Remove it."));
    }

    private Value close(Open open) {
        int line = line(open.start);
        String tag = open.start.getTag() == null ? "" : open.start.getTag();
        Value value;
        if (open.start instanceof SequenceStartEvent) {
            value = new Sequence(line, List.copyOf(open.children));
        } else if (Tag.OBJECT_OF_MEMBERS.is(tag)) {
            value = new Scalar(line, Type.OBJECT, tag, tag);
        } else {
            value = new Mapping(line, members(open.children));
        }
        if (value instanceof Mapping && Tag.STRUCT.is(tag)) {
            refused.add(new Finding(line, "tag '" + tag + "' is nothing that the agent takes. Remove it."));
        } else if (value instanceof Scalar || (value instanceof Mapping ? Tag.MAPPING : Tag.LIST).is(tag)) {
            refuseTag(line, tag);
        }
        return anchored(open.start, value);
    }

    private List<Member> members(List<Value> children) {
        Map<Object, Member> members = new LinkedHashMap<>();
        Set<Object> replaceable = new HashSet<>();
        for (int i = 0; i < children.size(); i += 2) {
            Value key = children.get(i);
            Value value = children.get(i + 1);
            Optional<List<Mapping>> merged = key.string().equals(Optional.of("<<")) ? merged(value) : Optional.empty();
            if (merged.isPresent()) {
                for (Mapping mapping : merged.get()) {
                    for (Member member : mapping.members()) {
                        members.put(identity(member.key()), member);
                        replaceable.add(identity(member.key()));
                    }
                }
                continue;
            }
            Member before = members.put(identity(key), new Member(key, value));
            if (before != null && !replaceable.remove(identity(key))) {
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
