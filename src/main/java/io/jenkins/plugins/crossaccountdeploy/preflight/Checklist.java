package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a check has found.
 *
 * @param environment its name
 * @param items a line each
 */
public record Checklist(String environment, List<CheckItem> items) {

    public Checklist {
        items = items.stream().sorted(Comparator.comparing(CheckItem::topic)).toList();
    }

    /** Whether nothing is wrong; what cannot be told is not wrong. */
    public boolean isGreen() {
        return worst().compareTo(Status.WARNING) < 0;
    }

    /** The worst of all items. */
    public Status worst() {
        return items.stream()
                .map(CheckItem::status)
                .max(Comparator.naturalOrder())
                .orElse(Status.OK);
    }

    /** The items of some status, in their order. */
    public List<CheckItem> of(Status status) {
        return items.stream().filter(item -> item.status() == status).toList();
    }

    /** Whether an item about something has some status. */
    public boolean has(Status status, Topic topic) {
        return of(status).stream().anyMatch(item -> item.topic() == topic);
    }

    /** The checklist for a console, a line each. */
    public List<String> lines() {
        return items.stream().map(CheckItem::line).toList();
    }

    /** For the console of a run: a line for each item that is wrong; if none is, one line that counts what is OK. */
    public List<String> news() {
        long good = of(Status.OK).size();
        return isGreen()
                ? good == 0 ? List.of() : List.of(good + " " + Status.OK.word())
                : Stream.of(Status.FAILED, Status.WARNING)
                        .flatMap(status -> of(status).stream())
                        .map(CheckItem::line)
                        .toList();
    }

    /** One line: {@code 12 OK, 1 unknown}. */
    public String summary() {
        return Stream.of(Status.values())
                .filter(status -> !of(status).isEmpty())
                .map(status -> of(status).size() + " " + status.word())
                .collect(Collectors.joining(", "));
    }
}
