package io.jenkins.plugins.crossaccountdeploy.administration;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A checklist, as its view shows it. What was found and what to do about it is in English, word for word as the console of a
 * build has it and docs/troubleshooting.md explains it.
 */
public final class CheckReport {

    private final Checklist checklist;

    CheckReport(Checklist checklist) {
        this.checklist = checklist;
    }

    public List<CheckItem> getItems() {
        return checklist.items();
    }

    /** The worst of all items, but for those that are not known: they are no reason to expect a failure. */
    public Status getStatus() {
        return checklist.worst() == Status.UNKNOWN ? Status.OK : checklist.worst();
    }

    /** The status as a whole, in a sentence. */
    public String getVerdict() {
        return switch (getStatus()) {
            case OK, UNKNOWN -> Messages.CheckReport_Ready(checklist.environment());
            case WARNING -> Messages.CheckReport_Warnings(checklist.environment());
            case FAILED -> Messages.CheckReport_Failed(checklist.environment());
        };
    }

    /** Such as {@code 12 OK, 1 unknown}. */
    public String getSummary() {
        return Stream.of(Status.values())
                .filter(status -> !checklist.of(status).isEmpty())
                .map(status -> checklist.of(status).size() + " " + word(status))
                .collect(Collectors.joining(", "));
    }

    /** What people call a status. */
    public String word(Status status) {
        return switch (status) {
            case OK -> Messages.Status_Ok();
            case UNKNOWN -> Messages.Status_Unknown();
            case WARNING -> Messages.Status_Warning();
            case FAILED -> Messages.Status_Failed();
        };
    }

    /** What people call a topic. */
    public String title(Topic topic) {
        return switch (topic) {
            case SOURCE_ROLE -> Messages.Topic_SourceRole();
            case CALLER -> Messages.Topic_Caller();
            case CLOCK -> Messages.Topic_Clock();
            case ROLE -> Messages.Topic_Role();
            case SESSION_POLICY -> Messages.Topic_SessionPolicy();
            case EXTERNAL_ID -> Messages.Topic_ExternalId();
            case BUCKET -> Messages.Topic_Bucket();
            case BUCKET_OWNER -> Messages.Topic_BucketOwner();
            case VERSIONING -> Messages.Topic_Versioning();
            case PUBLIC_ACCESS -> Messages.Topic_PublicAccess();
            case ENCRYPTION -> Messages.Topic_Encryption();
            case KEY -> Messages.Topic_Key();
            case WRITING -> Messages.Topic_Writing();
            case INSTANCES -> Messages.Topic_Instances();
            case READING -> Messages.Topic_Reading();
            case DECRYPTING -> Messages.Topic_Decrypting();
            case APPLICATION -> Messages.Topic_Application();
            case GROUP -> Messages.Topic_Group();
            case PLATFORM -> Messages.Topic_Platform();
            case CONFIG -> Messages.Topic_Config();
            case SERVICE_ROLE -> Messages.Topic_ServiceRole();
            case TARGETS -> Messages.Topic_Targets();
            case ALARMS -> Messages.Topic_Alarms();
            case ROLLBACK -> Messages.Topic_Rollback();
            case IN_PROGRESS -> Messages.Topic_InProgress();
        };
    }

    /** The icon of a status. */
    public String symbol(Status status) {
        return switch (status) {
            case OK -> "symbol-check";
            case UNKNOWN -> "symbol-help-circle";
            case WARNING -> "symbol-warning";
            case FAILED -> "symbol-close-circle";
        };
    }
}
