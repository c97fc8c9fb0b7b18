package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.Counts;
import io.jenkins.plugins.crossaccountdeploy.history.Phase;
import io.jenkins.plugins.crossaccountdeploy.history.Place;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What pages call things. */
final class Words {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private static final Pattern NO_LETTERS = Pattern.compile("[^A-Za-z]");

    private Words() {}

    static String state(RunRecord run) {
        return switch (run.state()) {
            case RUNNING ->
                run.rollback().isKnown()
                        ? Messages.State_RollingBack()
                        : run.stopping() ? Messages.State_Stopping() : Messages.State_Running();
            case SUCCEEDED -> Messages.State_Succeeded();
            case FAILED -> Messages.State_Failed();
            case STOPPED -> Messages.State_Stopped();
            case ABORTED -> Messages.State_Aborted();
            case TIMED_OUT -> Messages.State_TimedOut();
            case LOST -> Messages.State_Lost();
            case STARTED -> Messages.State_Started();
            case READY -> Messages.State_Ready();
            case SUPERSEDED -> Messages.State_Superseded();
            case CHECKED -> Messages.State_Checked();
            case PUSHED -> Messages.State_Pushed();
            case UNKNOWN -> Messages.State_Unknown();
        };
    }

    static String phase(Phase phase) {
        return switch (phase) {
            case CHECK -> Messages.Phase_Check();
            case BUNDLE -> Messages.Phase_Bundle();
            case PREPARE -> Messages.Phase_Prepare();
            case ASSUME -> Messages.Phase_Assume();
            case REGISTER -> Messages.Phase_Register();
            case CREATE -> Messages.Phase_Create();
            case TAKE_UP -> Messages.Phase_TakeUp();
            case WATCH -> Messages.Phase_Watch();
            case ROLL_BACK -> Messages.Phase_RollBack();
            case DONE, OTHER -> "";
        };
    }

    /** What a run deploys to; a push deploys nothing. */
    static String target(Place place) {
        return place.hasGroup() ? place.application() + " / " + place.deploymentGroup() : Messages.Words_Push();
    }

    /** CodeDeploy's words in those of people: {@code In progress} for {@code InProgress}; those that are new, in its own. */
    static String status(String codeDeploys) {
        return switch (codeDeploys) {
            case "Created" -> Messages.Status_Created();
            case "Queued" -> Messages.Status_Queued();
            case "InProgress" -> Messages.Status_InProgress();
            case "Baking" -> Messages.Status_Baking();
            case "Pending" -> Messages.Status_Pending();
            case "Ready" -> Messages.Status_Ready();
            case "Succeeded" -> Messages.Status_Succeeded();
            case "Failed" -> Messages.Status_Failed();
            case "Stopped" -> Messages.Status_Stopped();
            case "Skipped" -> Messages.Status_Skipped();
            case "Unknown" -> Messages.Status_Unknown();
            default -> spaced(codeDeploys);
        };
    }

    /** Of CodeDeploy's words the one that styles know. */
    static String style(String codeDeploys) {
        return NO_LETTERS.matcher(codeDeploys).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** {@code After Install} for {@code AfterInstall}. */
    static String spaced(String name) {
        return BETWEEN_WORDS.matcher(name).replaceAll(" ");
    }

    /** An ARN without what every ARN has in front. */
    static String resource(String arn) {
        String[] parts = arn.split(":", 6);
        return parts[parts.length - 1];
    }

    static String counts(Counts counts) {
        record Count(long number, Function<Object, String> text) {}
        return Stream.of(
                        new Count(counts.failed(), Messages::Counts_Failed),
                        new Count(counts.inProgress(), Messages::Counts_InProgress),
                        new Count(counts.ready(), Messages::Counts_Ready),
                        new Count(counts.succeeded(), Messages::Counts_Succeeded),
                        new Count(counts.skipped(), Messages::Counts_Skipped),
                        new Count(counts.pending(), Messages::Counts_Pending))
                .filter(count -> count.number() > 0)
                .map(count -> count.text().apply(Spans.number(count.number())))
                .collect(Collectors.joining(", "));
    }
}
