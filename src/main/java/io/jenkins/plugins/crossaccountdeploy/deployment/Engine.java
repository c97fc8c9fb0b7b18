package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.bundle.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.BundleException;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment.Trouble;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Abandoning;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Assuming;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Bundling;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Checking;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Creating;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Registering;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Upload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackEvent;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.codedeploy.model.DeploymentAlreadyCompletedException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentLimitExceededException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilterType;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsRequest;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsResponse;
import software.amazon.awssdk.services.codedeploy.model.TargetInstances;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * Takes one run from a stage to the next. It keeps nothing that matters: a new engine takes up any saved run.
 *
 * <p>Failures that pass are ridden out by looking again later, without holding a thread; a failure that somebody has to
 * mend ends the run with one line that says what, where and what to do.
 */
public final class Engine {

    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration SLOW = Duration.ofSeconds(15);
    private static final Duration CLOCKS_APART = Duration.ofMinutes(15);
    private static final int LONGEST_DESCRIPTION = 256;
    private static final int BATCH = 25;

    /** So many failures in a row are nothing to speak of. */
    private static final int TOLD_AFTER = 3;

    private static final Pattern DEPLOYMENT_ID = Pattern.compile("\\bd-[A-Z0-9]{9,}\\b");

    private final Accounts accounts;
    private final Workspace workspace;
    private final InstantSource clock;
    private Deployment underWay;
    private Optional<Principal> caller = Optional.empty();
    private Optional<Watch> watch = Optional.empty();
    private String watched = "";
    private int quietLooks;

    /**
     * @param accounts of the run's environment
     * @param workspace of the run; may be unable to bundle anything if the order names an existing revision
     */
    public Engine(Accounts accounts, Workspace workspace, InstantSource clock) {
        this.accounts = accounts;
        this.workspace = workspace;
        this.clock = clock;
    }

    /** What one step works with. */
    private record Step(Deployment deployment, Journal journal, Lines lines, Explanation explanation) {

        Order order() {
            return deployment.order();
        }

        Attempt.Of attempts() {
            return explanation.attempts();
        }
    }

    /**
     * Takes the next step. Talks to AWS and, while bundling, to the agent; may therefore take a while.
     *
     * @throws InterruptedException if the thread is interrupted; the run stays as it was last saved
     */
    public Advance advance(Deployment deployment, Journal journal) throws InterruptedException {
        underWay = deployment;
        Order order = deployment.order();
        Lines lines = new Lines(order.environment().name());
        Explanation explanation = new Explanation(order);
        Step step = new Step(deployment, journal, lines, explanation);
        try {
            if (isOutOfTime(deployment)) {
                return timeOut(step);
            }
            Advance advance = take(step);
            return deployment.trouble().isNone() ? advance : relieved(advance, step);
        } catch (Refusal refusal) {
            return onRefusal(refusal, step);
        } catch (Fault fault) {
            return end(step, fault);
        }
    }

    /** AWS has said no, or nothing, to an attempt. */
    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        private final transient Attempt attempt;
        private final SdkException failure;

        /** Whether other calls of the same step were answered. */
        private boolean hasProgressed;

        Refusal(Attempt attempt, SdkException failure) {
            super(failure);
            this.attempt = attempt;
            this.failure = failure;
        }

        /** Whether what was asked for is denied; not the role session, without which nothing can be asked for. */
        private boolean isDenied() {
            return Explanation.isDenied(failure) && !(failure instanceof StsException);
        }
    }

    /** A call to AWS. */
    private interface Call<T> {
        T make();
    }

    private <T> T ask(Attempt attempt, Call<T> call) throws Refusal, InterruptedException {
        try {
            return call.make();
        } catch (AbortedException interrupted) {
            throw (InterruptedException) new InterruptedException().initCause(interrupted);
        } catch (SdkException failure) {
            // Calls to CodeDeploy and S3 assume the role on their way when its session has run out.
            boolean isSession =
                    failure instanceof StsException && !attempt.action().startsWith("sts:");
            throw new Refusal(isSession ? new Attempt.Of(underWay.order()).assume() : attempt, failure);
        }
    }

    private Advance take(Step step) throws Refusal, Fault, InterruptedException {
        Stage stage = step.deployment().stage();
        if (stage instanceof Checking) {
            return check(step);
        } else if (stage instanceof Bundling bundling) {
            return bundle(step, bundling);
        } else if (stage instanceof Abandoning abandoning) {
            abort(step, abandoning.upload());
            return new Advance(step.deployment().at(new Done(abandoning.result())), List.of(), AT_ONCE);
        } else if (stage instanceof Assuming assuming) {
            return assume(step, assuming);
        } else if (stage instanceof Registering registering) {
            return register(step, registering);
        } else if (stage instanceof Creating creating) {
            return create(step, creating);
        } else if (stage instanceof Watching watching) {
            return watch(step, watching);
        }
        return new Advance(step.deployment(), List.of(), AT_ONCE);
    }

    // ---- check

    /** Finds out before anything is bundled what can be found out. */
    private Advance check(Step step) throws Refusal, Fault, InterruptedException {
        Order order = step.order();
        caller = Optional.of(ask(step.attempts().identify(), accounts::caller));
        ask(step.attempts().assume(), accounts::session);
        List<String> said = new ArrayList<>(List.of(step.lines().target(order)));
        Deployment next = step.deployment();
        ComputePlatform platform = ComputePlatform.UNKNOWN_TO_SDK_VERSION;
        try {
            platform = ask(step.attempts().describeGroup(), () -> group(order)).computePlatform();
        } catch (Refusal refusal) {
            if (!refusal.isDenied()) {
                throw refusal;
            }
            next = without(
                    step, next, "GetDeploymentGroup", "whether the group exists shows when it is deployed to", said);
        }
        if (order.content() instanceof Order.Existing existing) {
            said.add(step.lines().revision(existing.revision()));
            return new Advance(next.at(new Assuming(existing.revision())), said, AT_ONCE);
        }
        if (platform == ComputePlatform.SERVER) {
            return new Advance(next.at(new Bundling(PendingUpload.NONE)), said, AT_ONCE);
        }
        AppSpec appSpec = appSpec(step);
        if (appSpec.platform() == AppSpec.Platform.SERVER) {
            requirePlatform(step, platform, ComputePlatform.SERVER);
            return new Advance(next.at(new Bundling(PendingUpload.NONE)), said, AT_ONCE);
        }
        requirePlatform(
                step,
                platform,
                appSpec.platform() == AppSpec.Platform.ECS ? ComputePlatform.ECS : ComputePlatform.LAMBDA);
        Revision revision = new AppSpecRevision(appSpec.content());
        said.add(step.lines().revision(revision));
        return new Advance(next.at(new Assuming(revision)), said, AT_ONCE);
    }

    private static void requirePlatform(Step step, ComputePlatform group, ComputePlatform appSpec) throws Fault {
        if (group != ComputePlatform.UNKNOWN_TO_SDK_VERSION && group != appSpec) {
            throw new Fault("The AppSpec is written for " + appSpec + ", the deployment group "
                    + step.order().target().deploymentGroup() + " deploys to " + group
                    + ". Name the AppSpec of this environment with appSpec, or another deployment group.");
        }
    }

    private DeploymentGroupInfo group(Order order) {
        return accounts.codeDeploy()
                .getDeploymentGroup(
                        request -> request.applicationName(order.target().application())
                                .deploymentGroupName(order.target().deploymentGroup())
                                .overrideConfiguration(as(accounts.production())))
                .deploymentGroupInfo();
    }

    /** Goes on without an action that the role is not allowed, and says so once. */
    private static Deployment without(
            Step step, Deployment deployment, String action, String consequence, List<String> said) {
        if (deployment.may(action)) {
            said.add(step.lines()
                    .note("role " + step.order().environment().role().name() + " lacks codedeploy:" + action + ": "
                            + consequence));
        }
        return deployment.without(action);
    }

    // ---- bundle and upload

    private AppSpec appSpec(Step step) throws Fault, InterruptedException {
        try {
            return workspace.appSpec(((Order.FromWorkspace) step.order().content()).selection());
        } catch (IOException failure) {
            throw bundling(step, failure);
        }
    }

    private Advance bundle(Step step, Bundling bundling) throws Refusal, Fault, InterruptedException {
        Order order = step.order();
        List<String> said = new ArrayList<>();
        if (!bundling.upload().isNone()) {
            // An earlier run of the controller has begun it; nobody can go on with it, and S3 bills its parts.
            abort(step, bundling.upload());
        }
        if (!(order.content() instanceof Order.FromWorkspace files)) {
            throw new IllegalStateException("there is nothing to bundle");
        }
        caller = Optional.of(ask(step.attempts().identify(), accounts::caller));
        Upload upload = new Upload(
                accounts, order.store(), order.requester().job(), metadata(order), new UploadListener(step, said));
        try {
            Bundle bundle = workspace.bundle(files.selection(), upload);
            Revision revision = ask(step.attempts().write(), () -> upload.complete(bundle));
            said.addAll(step.lines().bundled(bundle, revision));
            return new Advance(step.deployment().at(new Assuming(revision)), said, AT_ONCE);
        } catch (IOException failure) {
            abort(step, upload.end());
            Optional<SdkException> refused = upload.failure();
            if (refused.isPresent()) {
                throw new Refusal(step.attempts().write(), refused.get());
            }
            throw bundling(step, failure);
        } catch (Refusal | InterruptedException | RuntimeException failure) {
            abort(step, upload.end());
            throw failure;
        }
    }

    private void abort(Step step, PendingUpload upload) {
        if (upload.isNone()) {
            return;
        }
        // The abort must go out even if the run ends because its thread was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            Upload.abort(accounts, step.order().store(), upload);
        } catch (SdkException failure) {
            step.journal()
                    .say(step.lines()
                            .note("the unfinished upload " + upload.id() + " of " + upload.key()
                                    + " is still in the bucket (" + Explanation.words(failure)
                                    + "): abort it, or let a lifecycle rule do it"));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (underWay.stage() instanceof Bundling) {
            underWay = underWay.at(new Bundling(PendingUpload.NONE));
        }
    }

    private static Map<String, String> metadata(Order order) {
        return Map.of(
                "jenkins-job",
                ascii(order.requester().job()),
                "jenkins-build",
                String.valueOf(order.requester().build()),
                "jenkins-url",
                ascii(order.requester().url()));
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private final class UploadListener implements Upload.Listener {

        private final Step step;
        private final List<String> said;
        private long told;

        UploadListener(Step step, List<String> said) {
            this.step = step;
            this.said = said;
        }

        @Override
        public void begun(PendingUpload upload) {
            save(step, underWay.at(new Bundling(upload)));
        }

        @Override
        public void cannotLook(S3Exception refused) {
            said.add(step.lines()
                    .note("s3:GetObject is not allowed on the bucket: an unchanged bundle is sent again each time"));
        }

        /** Tells of long uploads only, each ten seconds. */
        @Override
        public synchronized void progress(Progress progress) {
            long now = clock.millis();
            if (told == 0) {
                told = now;
            } else if (now - told >= 10_000 && progress.read() < progress.total()) {
                told = now;
                step.journal().say(step.lines().progress(progress));
            }
        }
    }

    private void save(Step step, Deployment deployment) {
        underWay = deployment;
        step.journal().save(deployment);
    }

    private Fault bundling(Step step, IOException failure) {
        if (failure instanceof BundleException faulty) {
            return faulty.faults().size() == 1
                    ? new Fault(faulty.faults().get(0))
                    : new Fault(
                            "The workspace cannot be bundled: "
                                    + faulty.faults().size() + " faults, told above. Mend them and build again.",
                            faulty.faults().stream().map(step.lines()::summary).toList());
        }
        if (failure instanceof SendException unsent) {
            return step.explanation().fault(unsent, step.attempts().write(), caller);
        }
        return new Fault("The workspace cannot be bundled: " + failure.getMessage()
                + ". Check that the agent is online and build again.");
    }

    // ---- assume, register

    private Advance assume(Step step, Assuming assuming) throws Refusal, InterruptedException {
        Accounts.Session session = ask(step.attempts().assume(), accounts::session);
        return new Advance(
                step.deployment().at(new Registering(assuming.revision())),
                List.of(step.lines().role(session)),
                AT_ONCE);
    }

    private Advance register(Step step, Registering registering) throws Refusal, InterruptedException {
        Order order = step.order();
        ask(
                step.attempts().register(),
                () -> accounts.codeDeploy()
                        .registerApplicationRevision(request -> request.applicationName(
                                        order.target().application())
                                .description(description(step))
                                .revision(registering.revision().location())
                                .overrideConfiguration(as(accounts.production()))));
        if (order.conduct().dryRun()) {
            return new Advance(
                    step.deployment()
                            .at(new Done(
                                    Result.withoutDeployment(Outcome.CHECKED, List.of(registering.revision()), ""))),
                    List.of(step.lines().note("dry run: everything is ready, nothing is deployed")),
                    AT_ONCE);
        }
        return new Advance(
                step.deployment().at(new Creating(registering.revision(), false, "", new Ending.ByItself())),
                List.of(),
                AT_ONCE);
    }

    /** Ends with the token, by which the deployment is found again. */
    private static String description(Step step) {
        Order order = step.order();
        String wanted = order.rules().description().isBlank()
                ? order.requester().job() + " #" + order.requester().build()
                : order.rules().description();
        String token = " [" + step.deployment().token() + "]";
        return wanted.substring(0, Math.min(wanted.length(), LONGEST_DESCRIPTION - token.length())) + token;
    }

    private static boolean isOurs(DeploymentInfo info, Step step) {
        return info.description() != null
                && info.description().contains(step.deployment().token());
    }

    // ---- create, once

    private Advance create(Step step, Creating creating) throws Refusal, Fault, InterruptedException {
        if (creating.attempted()) {
            return adopt(step, creating);
        }
        if (!creating.behind().isEmpty() && !isOver(step, creating.behind())) {
            return new Advance(step.deployment(), List.of(), SLOW);
        }
        Creating attempt = new Creating(creating.revision(), true, "", creating.ending());
        save(step, step.deployment().at(attempt));
        try {
            String id = ask(
                    step.attempts().create(),
                    () -> accounts.codeDeploy()
                            .createDeployment(createRequest(step, creating.revision()))
                            .deploymentId());
            return created(
                    step, creating, id, step.lines().deploy(id, step.order().url(id)));
        } catch (Refusal refusal) {
            if (Explanation.certainlyRefused(refusal.failure)) {
                underWay = step.deployment();
            }
            if (refusal.failure instanceof DeploymentLimitExceededException busy) {
                return queue(step, creating, busy);
            }
            throw refusal;
        }
    }

    private boolean isOver(Step step, String deploymentId) throws Refusal, InterruptedException {
        return Watch.isOver(ask(step.attempts().watch(deploymentId), () -> info(deploymentId))
                .status());
    }

    private DeploymentInfo info(String deploymentId) {
        return accounts.codeDeploy()
                .getDeployment(
                        request -> request.deploymentId(deploymentId).overrideConfiguration(as(accounts.production())))
                .deploymentInfo();
    }

    private CreateDeploymentRequest createRequest(Step step, Revision revision) {
        Order order = step.order();
        Order.Rules rules = order.rules();
        CreateDeploymentRequest.Builder request = CreateDeploymentRequest.builder()
                .applicationName(order.target().application())
                .deploymentGroupName(order.target().deploymentGroup())
                .revision(revision.location())
                .description(description(step))
                .overrideConfiguration(as(accounts.production()));
        if (!order.target().deploymentConfig().isEmpty()) {
            request.deploymentConfigName(order.target().deploymentConfig());
        }
        if (!rules.fileExistsBehavior().isEmpty()) {
            request.fileExistsBehavior(rules.fileExistsBehavior());
        }
        if (rules.ignoreApplicationStopFailures()) {
            request.ignoreApplicationStopFailures(true);
        }
        if (rules.updateOutdatedInstancesOnly()) {
            request.updateOutdatedInstancesOnly(true);
        }
        if (rules.rollback()) {
            request.autoRollbackConfiguration(
                    rollback -> rollback.enabled(true).events(AutoRollbackEvent.DEPLOYMENT_FAILURE));
        }
        if (!rules.targetInstances().isEmpty()) {
            request.targetInstances(targetInstances(rules.targetInstances()));
        }
        return request.build();
    }

    private static TargetInstances targetInstances(List<String> instances) {
        String group = "asg:";
        return TargetInstances.builder()
                .autoScalingGroups(instances.stream()
                        .filter(text -> text.startsWith(group))
                        .map(text -> text.substring(group.length()))
                        .toList())
                .tagFilters(instances.stream()
                        .filter(text -> !text.startsWith(group))
                        .map(text -> text.split("=", 2))
                        .map(tag -> software.amazon.awssdk.services.codedeploy.model.EC2TagFilter.builder()
                                .key(tag[0])
                                .value(tag.length > 1 ? tag[1] : "")
                                .type(tag.length > 1 ? EC2TagFilterType.KEY_AND_VALUE : EC2TagFilterType.KEY_ONLY)
                                .build())
                        .toList())
                .build();
    }

    private static Advance created(Step step, Creating creating, String id, String line) {
        Order order = step.order();
        Revision revision = creating.revision();
        Stage next = order.conduct().waits() || creating.ending() instanceof Ending.Stopped
                ? new Watching(revision, id, Seen.NOTHING, creating.ending())
                : new Done(new Result(Outcome.STARTED, id, "Created", order.url(id), List.of(revision), "", ""));
        return new Advance(step.deployment().at(next), List.of(line), QUICK);
    }

    /** CodeDeploy runs one deployment a group at a time. */
    private Advance queue(Step step, Creating creating, DeploymentLimitExceededException busy) throws Fault, Refusal {
        Matcher id =
                DEPLOYMENT_ID.matcher(Optional.ofNullable(busy.getMessage()).orElse(""));
        String behind = id.find() ? id.group() : "";
        if (step.order().conduct().whenBusy() == WhenBusy.FAIL) {
            throw new Fault("The deployment group " + step.order().target().deploymentGroup() + " is busy"
                    + (behind.isEmpty()
                            ? ""
                            : " with " + behind + ", " + step.order().url(behind))
                    + ". Wait for it to end and build again, or say whenBusy: 'wait'.");
        }
        List<String> said = behind.equals(creating.behind()) && !behind.isEmpty()
                ? List.of()
                : List.of(step.lines()
                        .note("waits: "
                                + (behind.isEmpty()
                                        ? Explanation.words(busy)
                                        : behind + " of the same group runs  "
                                                + step.order().url(behind))));
        return new Advance(
                step.deployment().at(new Creating(creating.revision(), false, behind, creating.ending())), said, SLOW);
    }

    /** A deployment may have been created, with its answer lost: never creates another before that is known. */
    private Advance adopt(Step step, Creating creating) throws Refusal, Fault, InterruptedException {
        Optional<String> found;
        try {
            found = ask(step.attempts().find(), () -> find(step));
        } catch (Refusal refusal) {
            if (!refusal.isDenied()) {
                throw refusal;
            }
            found = findLast(step);
        }
        if (found.isPresent()) {
            String id = found.get();
            return created(
                    step, creating, id, step.lines().adopted(id, step.order().url(id)));
        }
        Stage next = creating.ending() instanceof Ending.Stopped stopped
                ? new Done(notDeployed(stopped.why()))
                : new Creating(creating.revision(), false, "", creating.ending());
        return new Advance(step.deployment().at(next), List.of(), AT_ONCE);
    }

    private Optional<String> find(Step step) {
        Instant from = step.deployment().started().minus(CLOCKS_APART);
        String next = null;
        do {
            ListDeploymentsResponse page = accounts.codeDeploy()
                    .listDeployments(ListDeploymentsRequest.builder()
                            .applicationName(step.order().target().application())
                            .deploymentGroupName(step.order().target().deploymentGroup())
                            .createTimeRange(range -> range.start(from))
                            .nextToken(next)
                            .overrideConfiguration(as(accounts.production()))
                            .build());
            for (int i = 0; i < page.deployments().size(); i += BATCH) {
                List<String> ids = page.deployments()
                        .subList(i, Math.min(i + BATCH, page.deployments().size()));
                Optional<String> ours = accounts
                        .codeDeploy()
                        .batchGetDeployments(
                                request -> request.deploymentIds(ids).overrideConfiguration(as(accounts.production())))
                        .deploymentsInfo()
                        .stream()
                        .filter(info -> isOurs(info, step))
                        .map(DeploymentInfo::deploymentId)
                        .findFirst();
                if (ours.isPresent()) {
                    return ours;
                }
            }
            next = page.nextToken();
        } while (next != null && !next.isEmpty());
        return Optional.empty();
    }

    /** The role may not list deployments: the group itself knows its last one. */
    private Optional<String> findLast(Step step) throws Refusal, Fault, InterruptedException {
        try {
            DeploymentGroupInfo group = ask(step.attempts().describeGroup(), () -> group(step.order()));
            if (group.lastAttemptedDeployment() == null
                    || group.lastAttemptedDeployment()
                            .createTime()
                            .isBefore(step.deployment().started().minus(CLOCKS_APART))) {
                return Optional.empty();
            }
            String last = group.lastAttemptedDeployment().deploymentId();
            DeploymentInfo info = ask(step.attempts().watch(last), () -> info(last));
            if (isOurs(info, step)) {
                return Optional.of(last);
            }
            String rolledBack =
                    info.rollbackInfo() == null ? null : info.rollbackInfo().rollbackTriggeringDeploymentId();
            if (rolledBack != null && isOurs(ask(step.attempts().watch(rolledBack), () -> info(rolledBack)), step)) {
                return Optional.of(rolledBack);
            }
        } catch (Refusal refusal) {
            if (!refusal.isDenied()) {
                throw refusal;
            }
        }
        // The last deployment is younger than the run and somebody else's: there may be one of ours before it.
        throw new Fault("Whether the deployment was created before the interruption is not known, and it is not created"
                + " twice. Production account "
                + step.order().environment().role().account() + ", role "
                + step.order().environment().role().name()
                + ": codedeploy:ListDeployments and codedeploy:BatchGetDeployments are not both allowed. Look at the"
                + " deployment group in the AWS console, and add to the policy of the role: "
                + step.attempts().find().statement().json() + ".");
    }

    // ---- watch

    private Advance watch(Step step, Watching watching) throws Refusal, Fault, InterruptedException {
        if (watching.ending() instanceof Ending.Stopped stopped && !stopped.told()) {
            return stop(step, watching, stopped);
        }
        String id = watching.deploymentId();
        Watch watch = watch(step, id);
        List<String> said = new ArrayList<>();
        Deployment deployment = step.deployment();
        Watch.Look look;
        try {
            look = ask(
                    step.attempts().watch(id),
                    () -> watch.look(id, watching.seen(), deployment.may("ListDeploymentTargets")));
        } catch (Refusal refusal) {
            if (refusal.isDenied()
                    && deployment.may("ListDeploymentTargets")
                    && Explanation.words(refusal.failure).contains("DeploymentTargets")) {
                Deployment next = without(
                        step,
                        deployment,
                        "ListDeploymentTargets and codedeploy:BatchGetDeploymentTargets",
                        "counts are told instead of events",
                        said);
                return new Advance(next.without("ListDeploymentTargets"), said, AT_ONCE);
            }
            refusal.hasProgressed = watch.hasProgressed();
            throw refusal;
        }
        said.addAll(look.lines());
        Watching seen = new Watching(watching.revision(), id, look.seen(), watching.ending());
        if (look.isOver()) {
            return over(step, seen, look.info(), said);
        }
        quietLooks = look.lines().isEmpty() ? quietLooks + 1 : 0;
        return new Advance(deployment.at(seen), said, pause(deployment));
    }

    private Watch watch(Step step, String deploymentId) {
        if (watch.isEmpty() || !watched.equals(deploymentId)) {
            watch = Optional.of(new Watch(accounts, step.order(), step.lines(), clock));
            watched = deploymentId;
        }
        return watch.get();
    }

    /** Quick while things happen, slower while they do not; no two runs in step, since their tokens differ. */
    private Duration pause(Deployment deployment) {
        double seconds = Math.min(SLOW.toSeconds(), QUICK.toSeconds() * Math.pow(1.3, quietLooks));
        long differs = 31L * deployment.token().hashCode() + quietLooks;
        return Duration.ofMillis((long) (seconds * 1000 * new SplittableRandom(differs).nextDouble(0.85, 1.15)));
    }

    private Advance over(Step step, Watching watching, DeploymentInfo info, List<String> said) {
        Order order = step.order();
        if (watching.ending() instanceof Ending.RollingBack rollingBack) {
            said.add(step.lines()
                    .summary(
                            info.status() == DeploymentStatus.SUCCEEDED
                                    ? "Rolled back by " + watching.deploymentId()
                                    : "The rollback " + watching.deploymentId() + " ended as " + info.statusAsString()
                                            + ": the targets are in an unknown state"));
            return new Advance(step.deployment().at(new Done(rollingBack.failed())), said, AT_ONCE);
        }
        Result result = new Result(
                outcome(watching.ending(), info.status()),
                watching.deploymentId(),
                info.statusAsString(),
                order.url(watching.deploymentId()),
                List.of(watching.revision()),
                "",
                "");
        said.addAll(ended(step, watching, info));
        if (!result.outcome().isGood()) {
            result = new Result(
                    result.outcome(),
                    result.deploymentId(),
                    result.status(),
                    result.url(),
                    result.revisions(),
                    "",
                    error(step, watching, info));
        }
        Optional<String> rollback = Optional.ofNullable(info.rollbackInfo())
                .map(found -> found.rollbackDeploymentId())
                .filter(id -> !id.isEmpty());
        if (rollback.isPresent()) {
            String id = rollback.get();
            said.add(step.lines().deploy(id + ", which rolls back", order.url(id)));
            return new Advance(
                    step.deployment()
                            .at(new Watching(
                                    watching.revision(),
                                    id,
                                    Seen.NOTHING,
                                    new Ending.RollingBack(result.rolledBackBy(id)))),
                    said,
                    QUICK);
        }
        return new Advance(step.deployment().at(new Done(result)), said, AT_ONCE);
    }

    private static Outcome outcome(Ending ending, DeploymentStatus status) {
        if (ending instanceof Ending.Stopped stopped && status != DeploymentStatus.SUCCEEDED) {
            return stopped.why().outcome();
        }
        return switch (status) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case STOPPED -> Outcome.STOPPED;
            case FAILED, CREATED, QUEUED, IN_PROGRESS, BAKING, READY, UNKNOWN_TO_SDK_VERSION -> Outcome.FAILED;
        };
    }

    private static List<String> ended(Step step, Watching watching, DeploymentInfo info) {
        List<String> said = new ArrayList<>();
        if (info.status() == DeploymentStatus.SUCCEEDED) {
            said.add(step.lines()
                    .summary("SUCCEEDED in "
                            + Lines.seconds(Duration.between(
                                    info.createTime(),
                                    Optional.ofNullable(info.completeTime()).orElse(info.createTime())))));
            return said;
        }
        String reason = info.errorInformation() == null
                ? ""
                : " " + info.errorInformation().codeAsString() + ": "
                        + info.errorInformation().message();
        said.add(step.lines().summary(info.statusAsString().toUpperCase(java.util.Locale.ROOT) + reason));
        if (!watching.seen().culprit().isNone()) {
            said.add(step.lines()
                    .continued("Look at: " + watching.seen().culprit().where() + " (log above)."));
        }
        return said;
    }

    private static String error(Step step, Watching watching, DeploymentInfo info) {
        Order order = step.order();
        String what = "Deployment " + watching.deploymentId() + " of "
                + order.target().application() + " / " + order.target().deploymentGroup() + " ";
        String where = ". Production account " + order.environment().role().account() + ", "
                + order.environment().region()
                + (watching.seen().culprit().isNone()
                        ? ""
                        : ", " + watching.seen().culprit().where());
        if (watching.ending() instanceof Ending.Stopped stopped) {
            return what + stopped.why().outcome().words() + " (" + stopped.why().reason() + ")" + where
                    + ". Its targets may have both revisions: deploy again, or roll back.";
        }
        ErrorCode code = info.errorInformation() == null
                ? (info.status() == DeploymentStatus.STOPPED ? ErrorCode.MANUAL_STOP : ErrorCode.UNKNOWN_TO_SDK_VERSION)
                : info.errorInformation().code();
        String verb = info.status() == DeploymentStatus.STOPPED ? "was stopped" : "failed";
        String remedy = watching.seen().culprit().isNone() || code != ErrorCode.HEALTH_CONSTRAINTS
                ? Explanation.cause(code)
                : watching.seen().culprit().advice();
        return what + verb
                + (info.errorInformation() == null
                        ? ""
                        : " with " + info.errorInformation().codeAsString())
                + where + ". " + remedy;
    }

    // ---- ends before the deployment does

    /** Makes a run end early. What becomes of its deployment, the order says. */
    static Deployment interrupt(Deployment deployment, Interruption why) {
        Stage stage = deployment.stage();
        if (stage instanceof Done) {
            return deployment;
        }
        if (stage instanceof Watching watching) {
            if (watching.ending() instanceof Ending.ByItself
                    && deployment.order().conduct().onAbort() != OnAbort.LEAVE) {
                return deployment.at(new Watching(
                        watching.revision(), watching.deploymentId(), watching.seen(), new Ending.Stopped(why, false)));
            }
            return deployment.at(new Done(left(deployment, watching, why)));
        }
        if (stage instanceof Creating creating && creating.attempted()) {
            boolean isFirst = creating.ending() instanceof Ending.ByItself;
            return isFirst && deployment.order().conduct().onAbort() != OnAbort.LEAVE
                    ? deployment.at(new Creating(creating.revision(), true, "", new Ending.Stopped(why, false)))
                    : deployment.at(new Done(unknown(deployment, creating, why)));
        }
        if (stage instanceof Bundling bundling && !bundling.upload().isNone()) {
            return deployment.at(new Abandoning(bundling.upload(), notDeployed(why)));
        }
        return deployment.at(new Done(notDeployed(why)));
    }

    private static Result notDeployed(Interruption why) {
        return Result.withoutDeployment(
                why.outcome(),
                List.of(),
                "The run " + why.outcome().words() + " (" + why.reason()
                        + ") before anything was deployed. Nothing has changed in the production account. Build again.");
    }

    private static Result left(Deployment deployment, Watching watching, Interruption why) {
        Order order = deployment.order();
        if (watching.ending() instanceof Ending.RollingBack rollingBack) {
            return rollingBack
                    .failed()
                    .leftRollingBack(why.outcome(), why.outcome().words() + " (" + why.reason() + ")");
        }
        String id = watching.deploymentId();
        return new Result(
                why.outcome(),
                id,
                watching.seen().status(),
                order.url(id),
                List.of(watching.revision()),
                "",
                "The run " + why.outcome().words() + " (" + why.reason() + "). Production account "
                        + order.environment().role().account() + ": deployment " + id + " goes on, unwatched. See "
                        + order.url(id) + ".");
    }

    private static Result unknown(Deployment deployment, Creating creating, Interruption why) {
        return Result.withoutDeployment(
                why.outcome(),
                List.of(creating.revision()),
                "The run " + why.outcome().words() + " (" + why.reason() + ") while the deployment was created."
                        + mayRun(deployment));
    }

    private static String mayRun(Deployment deployment) {
        Order order = deployment.order();
        return " Production account " + order.environment().role().account() + ": a deployment may run, with "
                + deployment.token() + " in its description. Look for it in deployment group "
                + order.target().deploymentGroup() + ".";
    }

    private boolean isOutOfTime(Deployment deployment) {
        Duration timeout = deployment.order().conduct().timeout();
        Stage stage = deployment.stage();
        boolean isEnding = stage instanceof Done
                || stage instanceof Abandoning
                || stage instanceof Creating creating && !(creating.ending() instanceof Ending.ByItself)
                || stage instanceof Watching watching && !(watching.ending() instanceof Ending.ByItself);
        return !timeout.isZero()
                && !isEnding
                && deployment.started().plus(timeout).isBefore(clock.instant());
    }

    private Advance timeOut(Step step) {
        Interruption why = new Interruption(
                Outcome.TIMED_OUT,
                "after " + Lines.seconds(step.order().conduct().timeout()));
        return new Advance(
                interrupt(step.deployment(), why), List.of(step.lines().note("the time is up")), AT_ONCE);
    }

    private Advance stop(Step step, Watching watching, Ending.Stopped stopped) throws Refusal, InterruptedException {
        String id = watching.deploymentId();
        boolean rollsBack = step.order().conduct().onAbort() == OnAbort.ROLLBACK;
        Watching told = new Watching(watching.revision(), id, watching.seen(), new Ending.Stopped(stopped.why(), true));
        List<String> said = new ArrayList<>();
        try {
            ask(
                    step.attempts().stop(id),
                    () -> accounts.codeDeploy()
                            .stopDeployment(request -> request.deploymentId(id)
                                    .autoRollbackEnabled(rollsBack)
                                    .overrideConfiguration(as(accounts.production()))));
            said.add(step.lines()
                    .note("stops " + id + (rollsBack ? " and rolls back" : "") + ": "
                            + stopped.why().reason()));
        } catch (Refusal refusal) {
            if (refusal.failure instanceof DeploymentAlreadyCompletedException) {
                return new Advance(step.deployment().at(told), said, AT_ONCE);
            }
            if (!refusal.isDenied()) {
                throw refusal;
            }
            Deployment next = without(step, step.deployment(), "StopDeployment", id + " goes on", said);
            return new Advance(next.at(new Done(left(next, watching, stopped.why()))), said, AT_ONCE);
        }
        return new Advance(step.deployment().at(told), said, AT_ONCE);
    }

    // ---- trouble

    private Advance onRefusal(Refusal refusal, Step step) {
        Instant now = clock.instant();
        Trouble trouble = refusal.hasProgressed
                ? underWay.trouble().anew(now)
                : underWay.trouble().again(now);
        boolean isExpired = Explanation.isExpired(refusal.failure);
        boolean isRenewable = isExpired && refusal.attempt.side() == Attempt.Side.PRODUCTION;
        if (isRenewable) {
            accounts.renew();
        }
        if ((isRenewable || Explanation.passes(refusal.failure)) && !trouble.isTooLong(now)) {
            List<String> said = trouble.failures() == TOLD_AFTER
                    ? List.of(step.lines()
                            .note(refusal.attempt.action() + " does not get through ("
                                    + Explanation.words(refusal.failure) + "); keeps trying for "
                                    + Deployment.PATIENCE.toMinutes() + " minutes"))
                    : List.of();
            return new Advance(
                    underWay.in(trouble), said, isRenewable && trouble.failures() <= 2 ? AT_ONCE : trouble.pause());
        }
        return end(step, step.explanation().fault(refusal.failure, refusal.attempt, caller));
    }

    private static Advance relieved(Advance advance, Step step) {
        Deployment next = advance.next().in(Trouble.NONE);
        if (step.deployment().trouble().failures() < TOLD_AFTER) {
            return new Advance(next, advance.lines(), advance.pause());
        }
        List<String> said = Stream.concat(Stream.of(step.lines().note("AWS answers again")), advance.lines().stream())
                .toList();
        return new Advance(next, said, advance.pause());
    }

    private Advance end(Step step, Fault fault) {
        Stage stage = underWay.stage();
        Result result;
        if (stage instanceof Watching watching && watching.ending() instanceof Ending.RollingBack rollingBack) {
            result = rollingBack
                    .failed()
                    .leftRollingBack(
                            rollingBack.failed().outcome(), Outcome.LOST.words() + " (" + fault.getMessage() + ")");
        } else if (stage instanceof Creating creating && creating.attempted()) {
            result = Result.withoutDeployment(
                    Outcome.LOST, List.of(creating.revision()), fault.getMessage() + mayRun(underWay));
        } else if (stage instanceof Watching watching) {
            String id = watching.deploymentId();
            result = new Result(
                    Outcome.LOST,
                    id,
                    watching.seen().status(),
                    step.order().url(id),
                    List.of(watching.revision()),
                    "",
                    fault.getMessage() + " The deployment goes on, unwatched: "
                            + step.order().url(id));
        } else {
            result = Result.withoutDeployment(Outcome.FAILED, List.of(), fault.getMessage());
        }
        return new Advance(underWay.at(new Done(result)), fault.details(), AT_ONCE);
    }
}
