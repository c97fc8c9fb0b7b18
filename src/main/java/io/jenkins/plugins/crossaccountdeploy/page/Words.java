package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.Counts;
import io.jenkins.plugins.crossaccountdeploy.history.Place;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What pages call things. */
final class Words {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private static final Pattern NO_LETTERS = Pattern.compile("[^A-Za-z]");

    private static final int RECOGNISABLE = 12;

    private Words() {}

    static String state(RunRecord run) {
        return switch (run.state()) {
            case RUNNING -> run.rollback().isKnown() ? "Rolling back" : run.stopping() ? "Stopping" : "In progress";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case STOPPED -> "Stopped";
            case ABORTED -> "Aborted";
            case TIMED_OUT -> "Timed out";
            case LOST -> "Not followed to its end";
            case STARTED -> "Started";
            case CHECKED -> "Checked, not deployed";
            case PUSHED -> "Pushed, not deployed";
            case UNKNOWN -> "Unknown";
        };
    }

    /** What a run deploys to; a push deploys nothing. */
    static String target(Place place) {
        return place.hasGroup() ? place.application() + " / " + place.deploymentGroup() : "push";
    }

    /** The symbol of Jenkins that stands for a state everywhere. */
    static String symbol(RunState state) {
        return switch (state) {
            case RUNNING -> "status-nobuilt-anime";
            case SUCCEEDED, CHECKED, PUSHED -> "status-blue";
            case FAILED -> "status-red";
            case STOPPED, ABORTED, TIMED_OUT -> "status-aborted";
            case LOST -> "status-yellow";
            case STARTED, UNKNOWN -> "status-nobuilt";
        };
    }

    /** CodeDeploy's words in those of people: {@code In progress} for {@code InProgress}. */
    static String status(String codeDeploys) {
        String spaced = spaced(codeDeploys).toLowerCase(Locale.ROOT);
        return spaced.isEmpty() ? "" : Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
    }

    /** Of CodeDeploy's words the one that styles know. */
    static String style(String codeDeploys) {
        return NO_LETTERS.matcher(codeDeploys).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** {@code After Install} for {@code AfterInstall}. */
    static String spaced(String name) {
        return BETWEEN_WORDS.matcher(name).replaceAll(" ");
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    static String seconds(Duration duration) {
        return duration.toHours() > 0
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : Lines.seconds(duration.isNegative() ? Duration.ZERO : duration);
    }

    /** So much of a digest or a commit as people compare. */
    static String start(String digest) {
        return digest.substring(0, Math.min(digest.length(), RECOGNISABLE));
    }

    /** An ARN without what every ARN has in front. */
    static String resource(String arn) {
        String[] parts = arn.split(":", 6);
        return parts[parts.length - 1];
    }

    static String counts(Counts counts) {
        record Count(String name, long number) {}
        return Stream.of(
                        new Count("failed", counts.failed()),
                        new Count("in progress", counts.inProgress()),
                        new Count("ready", counts.ready()),
                        new Count("succeeded", counts.succeeded()),
                        new Count("skipped", counts.skipped()),
                        new Count("pending", counts.pending()))
                .filter(count -> count.number() > 0)
                .map(count -> String.format(Locale.ROOT, "%,d %s", count.number(), count.name()))
                .collect(Collectors.joining(", "));
    }
}
