package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** How far a run is. Each stage carries what the later ones need, and nothing that can be asked again. */
public sealed interface Stage extends Serializable {

    /** What the run does now, as a status line says it. */
    String doing();

    /** Whether the next step waits for the agent that has the workspace; any other waits for AWS alone. */
    default boolean needsAgent() {
        return false;
    }

    /** The same without what says nothing any more when the controller was down meanwhile. */
    default Stage afterRestart() {
        return this;
    }

    /** It is known what is deployed. */
    sealed interface OfRevision extends Stage {

        Revision revision();
    }

    /** Nothing is done yet: are the accounts, the application and the group as the request says? */
    record Checking() implements Stage {
        @Override
        public String doing() {
            return "checking the accounts";
        }
    }

    /**
     * What is deployed is an AppSpec, or may be one, which only the agent can read.
     *
     * @param platform what the deployment group deploys to; empty if that is not known
     */
    record ReadingAppSpec(String platform) implements Stage {
        @Override
        public String doing() {
            return "reading the AppSpec";
        }

        @Override
        public boolean needsAgent() {
            return true;
        }
    }

    /**
     * The agent bundles and sends.
     *
     * @param upload the multipart upload that is under way
     */
    record Bundling(PendingUpload upload) implements Stage {
        public Bundling {
            upload = Objects.requireNonNullElse(upload, PendingUpload.NONE);
        }

        @Override
        public String doing() {
            return "bundling and uploading the workspace";
        }

        @Override
        public boolean needsAgent() {
            return true;
        }
    }

    /** The run was interrupted while it uploaded: what was sent is removed. */
    record Abandoning(PendingUpload upload, Result result) implements Stage {
        public Abandoning {
            upload = Objects.requireNonNullElse(upload, PendingUpload.NONE);
        }

        @Override
        public String doing() {
            return "removing the unfinished upload";
        }
    }

    /**
     * What the AppSpec names is made in the production account.
     *
     * @param appSpec with its placeholders
     * @param values of the placeholders, as far as they are known
     * @param taskDefinition what is to be registered yet, as JSON; empty for nothing
     * @param version of the Lambda function that was published; empty before that
     * @param since when Lambda was waited for first; {@link Instant#MAX} while it was not
     */
    record Preparing(AppSpec appSpec, Values values, String taskDefinition, String version, Instant since)
            implements Stage {

        public Preparing {
            values = Objects.requireNonNullElse(values, Values.NONE);
            taskDefinition = Objects.requireNonNullElse(taskDefinition, "");
            version = Objects.requireNonNullElse(version, "");
            since = Objects.requireNonNullElse(since, Instant.MAX);
        }

        @Override
        public String doing() {
            return taskDefinition.isEmpty()
                    ? "publishing the version of the function"
                    : "registering the task definition";
        }

        Preparing registered(String arn) {
            return new Preparing(appSpec, values.and(Preparation.TASK_DEFINITION, arn), "", version, since);
        }

        Preparing published(String number) {
            return new Preparing(appSpec, values, taskDefinition, number, Instant.MAX);
        }

        @Override
        public Preparing afterRestart() {
            return waitingSince(Instant.MAX);
        }

        Preparing waitingSince(Instant when) {
            return new Preparing(appSpec, values, taskDefinition, version, when);
        }

        /** With what the task definition and the filled AppSpec may hold left out. */
        @Override
        public String toString() {
            return "Preparing[" + appSpec.file() + ", " + values + "]";
        }
    }

    /** The revision is there; the role session that deploys it comes next. */
    record Assuming(Revision revision) implements OfRevision {
        @Override
        public String doing() {
            return "assuming the role";
        }
    }

    /** CodeDeploy learns of the revision. */
    record Registering(Revision revision) implements OfRevision {
        @Override
        public String doing() {
            return "registering the revision";
        }
    }

    /**
     * The one step that must not happen twice.
     *
     * @param attempted whether a deployment may have been created already, so that it is looked for first
     * @param unseen since when AWS does not show what it is looked for: the deployment of this run, or the one that keeps
     *     the group busy or shifts the traffic; {@link Instant#MAX} as long as it was not looked for
     * @param behind the deployment that keeps the group busy; empty while none does, or AWS does not say which
     * @param queued whether the console was told that the group is busy
     * @param ending what happens to the deployment once it is there
     */
    record Creating(Revision revision, boolean attempted, Instant unseen, String behind, boolean queued, Ending ending)
            implements OfRevision {

        public Creating {
            unseen = Objects.requireNonNullElse(unseen, Instant.MAX);
            behind = Objects.requireNonNullElse(behind, "");
            ending = Objects.requireNonNullElse(ending, new Ending.ByItself());
        }

        /** Nothing was attempted yet. */
        static Creating of(Revision revision) {
            return new Creating(revision, false, Instant.MAX, "", false, new Ending.ByItself());
        }

        @Override
        public String doing() {
            return attempted || !queued
                    ? "creating the deployment"
                    : "waiting for " + (behind.isEmpty() ? "another deployment of the group" : behind) + " to end";
        }

        /** What is deployed has to be another, and nothing was attempted. */
        Creating deploying(Revision other) {
            return new Creating(other, false, Instant.MAX, "", queued, ending);
        }

        /** AWS is about to be asked, or is known not to have done what it was asked. */
        Creating attempted(boolean now) {
            return new Creating(revision, now, Instant.MAX, behind, queued, ending);
        }

        @Override
        public Creating afterRestart() {
            return unseenSince(Instant.MAX);
        }

        Creating unseenSince(Instant when) {
            return new Creating(revision, attempted, when, behind, queued, ending);
        }

        /**
         * Another deployment keeps the group busy.
         *
         * @param told whether the console was told of it
         */
        Creating behind(String deploymentId, Instant unseenSince, boolean told) {
            return new Creating(revision, false, unseenSince, deploymentId, told, ending);
        }

        Creating endingAs(Ending other) {
            return new Creating(revision, attempted, unseen, behind, queued, other);
        }
    }

    /**
     * The deployment was begun before: is it as the request says, and in a state for what is to be done to it?
     *
     * @param continued which of its waits this run has ended, or is about to; empty if none
     */
    record TakingUp(String continued) implements Stage {
        public TakingUp {
            continued = Objects.requireNonNullElse(continued, "");
        }

        @Override
        public String doing() {
            return "looking the deployment up";
        }
    }

    /**
     * The deployment runs.
     *
     * @param revision what is deployed
     * @param deploymentId the deployment that is watched: the run's own, or the one that rolls it back
     * @param progress what the console has told of it
     * @param ending what happens when it ends
     */
    record Watching(Revision revision, String deploymentId, WatchProgress progress, Ending ending)
            implements OfRevision {
        public Watching {
            deploymentId = Objects.requireNonNullElse(deploymentId, "");
            progress = Objects.requireNonNullElse(progress, WatchProgress.NOTHING);
            ending = Objects.requireNonNullElse(ending, new Ending.ByItself());
        }

        /** Nothing was seen of it yet. */
        static Watching of(Revision revision, String deploymentId) {
            return new Watching(revision, deploymentId, WatchProgress.NOTHING, new Ending.ByItself());
        }

        Watching endingAs(Ending other) {
            return new Watching(revision, deploymentId, progress, other);
        }

        @Override
        public String doing() {
            return "watching " + deploymentId + (progress.status().isEmpty() ? "" : ", " + progress.status());
        }
    }

    /** It is over. */
    record Done(Result result) implements Stage {
        @Override
        public String doing() {
            return result.outcome().words();
        }
    }

    /** What happens when the watched deployment ends. */
    sealed interface Ending extends Serializable {

        /** Its status decides. */
        record ByItself() implements Ending {}

        /** It was told to stop, or is about to be. */
        record Stopped(Interruption why, boolean told) implements Ending {
            public Stopped {
                why = Objects.requireNonNullElse(why, new Interruption(Outcome.ABORTED, ""));
            }
        }

        /** It rolls an earlier one back, whose result stands. */
        record RollingBack(Result failed) implements Ending {}
    }
}
