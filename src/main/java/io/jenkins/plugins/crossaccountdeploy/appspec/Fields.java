package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Mapping;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Member;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Sequence;
import java.util.List;
import java.util.Optional;

/** The fields of one mapping of an AppSpec for instances. Warns of those that the agent does not read. */
final class Fields {

    private final Mapping mapping;
    private final Findings findings;

    Fields(Mapping mapping, List<String> known, Findings findings) {
        this.mapping = mapping;
        this.findings = findings;
        for (Member member : mapping.members()) {
            Value key = member.key();
            if (key.string().filter(known::contains).isEmpty()) {
                findings.warn(
                        key.line(),
                        "'" + key.written() + "' is not known, and the agent ignores it. "
                                + Nearest.remedy(key.written(), known, "Remove it, or mend its name."));
            }
        }
    }

    int line() {
        return mapping.line();
    }

    /** The value of a field that is there and not null. */
    Optional<Value> value(String name) {
        return mapping.get(name).filter(value -> !value.isNull());
    }

    /** The value of a field for which the agent takes its default when it is null or false. */
    Optional<Value> valueOrDefault(String name) {
        return mapping.get(name).filter(value -> !value.isNullOrFalse());
    }

    /** The value of a field that must be there. */
    Optional<Value> required(String name, String remedy) {
        Optional<Value> value = value(name);
        if (value.isEmpty()) {
            findings.error(mapping.get(name).map(Value::line).orElse(mapping.line()), name + " is missing. " + remedy);
        }
        return value;
    }

    /** The items of a list. An empty mapping is an empty list to the agent. */
    static List<Value> items(Value list, String name, Findings findings) {
        if (list instanceof Sequence sequence) {
            return sequence.items();
        }
        if (!(list instanceof Mapping mapping && mapping.members().isEmpty())) {
            findings.error(list.line(), name + " is a list. Start each of its entries with '- '.");
        }
        return List.of();
    }

    /** The items of a list of mappings. */
    static List<Mapping> mappings(Value list, String name, Findings findings) {
        return items(list, name, findings).stream()
                .filter(item -> {
                    if (!(item instanceof Mapping)) {
                        findings.error(item.line(), "an entry of " + name + " has 'key: value' lines. Mend it.");
                    }
                    return item instanceof Mapping;
                })
                .map(Mapping.class::cast)
                .toList();
    }
}
