package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.watch.Target;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;

/**
 * A lifecycle event on a target. Texts of scripts are as a console may have them: without control characters, and bounded.
 *
 * @param name such as {@code AfterInstall}
 * @param status CodeDeploy's word, such as {@code Succeeded}
 * @param started {@link Instant#EPOCH} before it starts
 * @param millis how long it took; 0 while it runs
 * @param errorCode such as {@code ScriptFailed}; empty unless it failed
 * @param script that failed; may be empty
 * @param message what CodeDeploy says of the failure; may be empty
 * @param log the last lines of the script's output; may be empty
 */
public record EventRecord(
        String name,
        String status,
        Instant started,
        long millis,
        String errorCode,
        String script,
        String message,
        List<String> log) {

    /** In lines: what explains a failure is at its end. */
    private static final int LONGEST_LOG = 40;

    private static final int LONGEST_TEXT = 500;

    public EventRecord {
        name = Objects.requireNonNullElse(name, "");
        status = Objects.requireNonNullElse(status, "");
        started = Objects.requireNonNullElse(started, Instant.EPOCH);
        errorCode = Objects.requireNonNullElse(errorCode, "");
        script = Objects.requireNonNullElse(script, "");
        message = Objects.requireNonNullElse(message, "");
        log = List.copyOf(Objects.requireNonNullElse(log, List.of()));
    }

    static EventRecord of(Target.Event event) {
        Optional<Diagnostics> diagnostics = event.diagnostics();
        return new EventRecord(
                text(Optional.of(event.name())),
                event.status() == LifecycleEventStatus.UNKNOWN_TO_SDK_VERSION
                        ? "Unknown"
                        : event.status().toString(),
                event.at().minus(event.took()),
                event.isOver() ? event.took().toMillis() : 0,
                text(diagnostics.map(Diagnostics::errorCodeAsString)),
                text(diagnostics.map(Diagnostics::scriptName)),
                text(diagnostics.map(Diagnostics::message)),
                diagnostics.map(Diagnostics::logTail).map(EventRecord::tail).orElse(List.of()));
    }

    private static String text(Optional<String> text) {
        String line = ConsoleText.line(text.orElse(""));
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    }

    private static List<String> tail(String log) {
        List<String> lines = ConsoleText.log(log);
        return lines.subList(Math.max(0, lines.size() - LONGEST_LOG), lines.size());
    }

    public boolean hasFailed() {
        return status.equals("Failed");
    }

    public boolean isRunning() {
        return status.equals("InProgress");
    }

    /** In characters. */
    int logLength() {
        return log.stream().mapToInt(String::length).sum();
    }

    EventRecord withoutLog() {
        return new EventRecord(name, status, started, millis, errorCode, script, message, List.of());
    }
}
