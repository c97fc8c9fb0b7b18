package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Mapping;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code files}: what is copied to where. */
final class FilesSection {

    /**
     * One entry.
     *
     * @param line of the source
     * @param source a path in the bundle
     * @param destination the directory on the instance
     */
    record Copy(int line, String source, int destinationLine, String destination) {}

    private static final List<String> KEYS = List.of("source", "destination");

    private final boolean windows;
    private final Findings findings;

    FilesSection(boolean windows, Findings findings) {
        this.windows = windows;
        this.findings = findings;
    }

    List<Copy> read(Value files) {
        List<Copy> copies = new ArrayList<>();
        for (Mapping entry : Fields.mappings(files, "files", findings)) {
            copy(new Fields(entry, KEYS, findings)).ifPresent(copies::add);
        }
        return copies;
    }

    private Optional<Copy> copy(Fields fields) {
        Optional<Value> source =
                fields.required("source", "Add what to copy: a path in the bundle, or '/' for all of it.");
        Optional<Value> destination = fields.required("destination", "Add the directory on the instance to copy to.");
        if (source.isEmpty() || destination.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> from = joined(source.get());
        Optional<String> to = destination.get().string();
        isPath("source", source.get(), from);
        if (isPath("destination", destination.get(), to)) {
            destination(destination.get().line(), to.get());
        }
        return from.isPresent() && to.isPresent()
                ? Optional.of(new Copy(
                        source.get().line(), from.get(), destination.get().line(), to.get()))
                : Optional.empty();
    }

    /** Ruby joins what is in a list by slashes. */
    private static Optional<String> joined(Value source) {
        return source instanceof Sequence list
                        && list.items().stream().allMatch(item -> item.string().isPresent())
                ? Optional.of(String.join(
                        "/",
                        list.items().stream().map(item -> item.string().get()).toList()))
                : source.string();
    }

    private boolean isPath(String name, Value value, Optional<String> path) {
        if (path.isEmpty()) {
            findings.error(
                    value.line(),
                    name + " is " + value.written() + ", and no text. Write a path, if need be in quotes.");
        } else if (path.get().indexOf('\0') >= 0) {
            findings.error(value.line(), name + " has a NUL character. Remove it.");
        }
        return path.isPresent();
    }

    private void destination(int line, String destination) {
        if (destination.startsWith("~")) {
            findings.error(
                    line,
                    "destination '" + destination
                            + "' begins with '~', of which the agent makes no path. Write an absolute" + " path.");
        } else if (!windows && !destination.startsWith("/")) {
            findings.warn(
                    line,
                    "destination '" + destination + "' is relative to wherever the agent was started. Write an absolute"
                            + " path.");
        }
    }
}
