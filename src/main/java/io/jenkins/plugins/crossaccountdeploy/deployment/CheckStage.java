package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.ReadingAppSpec;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.drift.DriftCheck;
import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundCheck;
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundChecks;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;

/** Finds out before anything is bundled what can be found out: accounts, role, deployment group, and what it deploys. */
final class CheckStage {

    private static final Logger LOGGER = Logger.getLogger(CheckStage.class.getName());

    /** A thread waits no longer for a check than for any other answer. */
    private static final Duration AT_A_TIME = Duration.ofSeconds(2);

    private final BackgroundChecks checks;
    private final DriftCheck drift;

    /** That of a dry run, which is made anew after a restart. */
    private Optional<BackgroundCheck> dryRun = Optional.empty();

    CheckStage(BackgroundChecks checks, KnownDeployments known) {
        this.checks = checks;
        drift = new DriftCheck(known);
    }

    Advance take(Step step) throws Refusal, Fault, InterruptedException {
        if (step.request().isPush()) {
            return beginPush(step);
        }
        if (step.request().options().dryRun()) {
            Optional<Checklist> checklist = checkAll(step);
            if (checklist.isEmpty()) {
                return step.again(Step.QUICK);
            }
            judge(step, checklist.get());
        } else {
            step.tell(step.lines().target(step.request()));
        }
        step.ask(step.attempts().identify(), step.accounts()::caller);
        step.ask(step.attempts().assume(), step.accounts()::session);
        step.tell(step.lines().unprotected(step.request()));
        if (step.request().rules().ignoreAlarms()) {
            step.tell(step.lines()
                    .note("the alarms of deployment group "
                            + step.request().target().deploymentGroup()
                            + " are ignored, and do not stop this deployment"));
        }
        Optional<DeploymentGroupInfo> group = group(step);
        if (group.isPresent()) {
            tellDrift(step, group.get());
        }
        ComputePlatform platform =
                group.map(DeploymentGroupInfo::computePlatform).orElse(ComputePlatform.UNKNOWN_TO_SDK_VERSION);
        if (step.request().content() instanceof Existing existing) {
            step.tell(step.lines().existing(existing));
            return step.to(new Stage.Assuming(existing.revision()));
        }
        boolean isKnown = platform != ComputePlatform.UNKNOWN_TO_SDK_VERSION;
        if (platform == ComputePlatform.SERVER || !isKnown && BundleStage.isReadyMade(step)) {
            PrepareStage.requireNothingAsked(step);
            return step.to(new Stage.Bundling(PendingUpload.NONE));
        }
        if (BundleStage.isReadyMade(step)) {
            throw new Fault("The deployment group " + step.request().target().deploymentGroup() + " deploys to "
                    + platform + ", which takes the AppSpec alone and no bundle. Say appSpec instead of bundle, or name"
                    + " another deployment group.");
        }
        return step.to(new ReadingAppSpec(isKnown ? platform.toString() : ""));
    }

    /** What a push does not need is not asked: neither the deployment group nor, unless it writes the bucket, the role. */
    private static Advance beginPush(Step step) throws Refusal, InterruptedException {
        step.tell(step.lines().push(step.request()));
        step.ask(step.attempts().identify(), step.accounts()::caller);
        if (step.request().store().isWrittenByRole()) {
            step.tellSession();
        }
        step.tell(step.lines().unprotected(step.request()));
        // Whether there is anything to upload, the AppSpec tells.
        return step.to(BundleStage.isReadyMade(step) ? new Stage.Bundling(PendingUpload.NONE) : new ReadingAppSpec(""));
    }

    private Optional<Checklist> checkAll(Step step) throws InterruptedException {
        BackgroundCheck check = dryRun.orElseGet(() -> checks.everything(step.request(), step.accounts()));
        dryRun = Optional.of(check);
        return check.within(check.age().plus(AT_A_TIME));
    }

    private static void judge(Step step, Checklist checklist) throws Fault {
        List<String> texts = new ArrayList<>(checklist.lines());
        texts.add(checklist.summary());
        List<String> lines = new ArrayList<>();
        lines.add(step.lines().target(step.request()));
        lines.addAll(step.lines().check(texts));
        int failed = checklist.of(Status.FAILED).size();
        if (failed > 0) {
            throw new Fault(
                    "A deployment would fail: " + Units.count(failed, "check") + " FAILED, told above with what to do"
                            + " about " + (failed == 1 ? "it" : "them") + ". Nothing was bundled or sent.",
                    lines);
        }
        step.tell(lines);
    }

    /** Says so when the group runs what something other than this Jenkins has deployed, if that can be looked at now. */
    private void tellDrift(Step step, DeploymentGroupInfo group) throws InterruptedException {
        Optional<String> suspect = drift.suspect(group);
        if (suspect.isEmpty()) {
            return;
        }
        try {
            Drift found = drift.judge(step.info(suspect.get()));
            if (!found.isNone()) {
                DeploymentRequest.Target target = step.request().target();
                step.tell(step.lines().note(found.sentence(target.application(), target.deploymentGroup())));
                step.happened(new RunListener.Drifted(found));
            }
        } catch (Refusal unseen) {
            LOGGER.log(Level.FINE, unseen.failure(), () -> "Cannot look at " + suspect.get());
        }
    }

    /** The deployment group; nothing if the role may not look at it. */
    private static Optional<DeploymentGroupInfo> group(Step step) throws Refusal, InterruptedException {
        Optional<DeploymentGroupInfo> group = Step.ifAllowed(step::group);
        if (group.isEmpty()) {
            step.without(
                    "whether the group exists shows when it is deployed to"
                            + (step.request().rules().rollback()
                                    ? ", and rollback: true replaces the group's own rollback events"
                                    : ""),
                    "GetDeploymentGroup");
        }
        return group;
    }
}
