package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Assuming;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Creating;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Registering;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.watch.Watch;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackEvent;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentLimitExceededException;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilter;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilterType;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsRequest;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsResponse;
import software.amazon.awssdk.services.codedeploy.model.TargetInstances;

/**
 * Creates the deployment of a revision, exactly once: each run puts its token into the deployment's description, and looks
 * for it when it does not know whether the deployment was created.
 */
final class CreateStage {

    private static final Duration CLOCKS_APART = Duration.ofMinutes(15);
    private static final int LONGEST_DESCRIPTION = 256;

    /** What one call of BatchGetDeployments takes. */
    private static final int BATCH = 25;

    private static final Pattern DEPLOYMENT_ID = Pattern.compile("\\bd-[A-Z0-9]{9,}\\b");

    Advance assume(Step step, Assuming assuming) throws Refusal, InterruptedException {
        Accounts.Session session = step.ask(step.attempts().assume(), step.accounts()::session);
        step.tell(step.lines().role(session));
        return step.to(new Registering(assuming.revision()));
    }

    Advance register(Step step, Registering registering) throws Refusal, InterruptedException {
        DeploymentRequest request = step.request();
        step.ask(
                step.attempts().register(),
                () -> step.codeDeploy()
                        .registerApplicationRevision(builder -> builder.applicationName(
                                        request.target().application())
                                .description(description(step))
                                .revision(registering.revision().location())
                                .overrideConfiguration(step.inProduction())));
        if (request.options().dryRun()) {
            step.tell(step.lines().note("dry run: everything is ready, nothing is deployed"));
            return step.to(new Done(Result.withoutDeployment(Outcome.CHECKED, List.of(registering.revision()), "")));
        }
        return step.to(new Creating(registering.revision(), false, "", new Ending.ByItself()));
    }

    Advance take(Step step, Creating creating) throws Refusal, Fault, InterruptedException {
        if (creating.attempted()) {
            return adopt(step, creating);
        }
        if (!creating.behind().isEmpty() && isBusy(step, creating.behind())) {
            return step.again(Step.SLOW);
        }
        step.save(new Creating(creating.revision(), true, "", creating.ending()));
        try {
            String id = step.ask(
                    step.attempts().create(),
                    () -> step.codeDeploy()
                            .createDeployment(request(step, creating.revision()))
                            .deploymentId());
            step.tell(step.lines().deploy(id, step.request().url(id)));
            return created(step, creating, id);
        } catch (Refusal refusal) {
            if (Explanation.certainlyRefused(refusal.failure())) {
                step.takeBack(creating);
            }
            if (refusal.failure() instanceof DeploymentLimitExceededException busy) {
                return queue(step, creating, busy);
            }
            throw refusal;
        }
    }

    private static boolean isBusy(Step step, String behind) throws Refusal, InterruptedException {
        try {
            return !Watch.isOver(step.info(behind).status());
        } finally {
            step.accounts().settleLook(1);
        }
    }

    private static CreateDeploymentRequest request(Step step, Revision revision) {
        DeploymentRequest request = step.request();
        DeploymentRequest.Rules rules = request.rules();
        CreateDeploymentRequest.Builder builder = CreateDeploymentRequest.builder()
                .applicationName(request.target().application())
                .deploymentGroupName(request.target().deploymentGroup())
                .revision(revision.location())
                .description(description(step))
                .overrideConfiguration(step.inProduction());
        if (!request.target().deploymentConfig().isEmpty()) {
            builder.deploymentConfigName(request.target().deploymentConfig());
        }
        if (!rules.fileExistsBehavior().isEmpty()) {
            builder.fileExistsBehavior(rules.fileExistsBehavior());
        }
        if (rules.ignoreApplicationStopFailures()) {
            builder.ignoreApplicationStopFailures(true);
        }
        if (rules.updateOutdatedInstancesOnly()) {
            builder.updateOutdatedInstancesOnly(true);
        }
        if (rules.rollback()) {
            builder.autoRollbackConfiguration(
                    rollback -> rollback.enabled(true).events(AutoRollbackEvent.DEPLOYMENT_FAILURE));
        }
        if (!rules.targetInstances().isEmpty()) {
            builder.targetInstances(targetInstances(rules.targetInstances()));
        }
        return builder.build();
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
                        .map(CreateStage::tagFilter)
                        .toList())
                .build();
    }

    private static EC2TagFilter tagFilter(String text) {
        String[] tag = text.split("=", 2);
        return EC2TagFilter.builder()
                .key(tag[0])
                .value(tag.length > 1 ? tag[1] : "")
                .type(tag.length > 1 ? EC2TagFilterType.KEY_AND_VALUE : EC2TagFilterType.KEY_ONLY)
                .build();
    }

    /** Ends with the token, by which the deployment is found again. */
    private static String description(Step step) {
        DeploymentRequest request = step.request();
        String wanted = request.rules().description().isBlank()
                ? request.requester().job() + " #" + request.requester().build()
                : request.rules().description();
        String token = " [" + step.deployment().token() + "]";
        return wanted.substring(0, Math.min(wanted.length(), LONGEST_DESCRIPTION - token.length())) + token;
    }

    private static boolean isOurs(DeploymentInfo info, Step step) {
        return info.description() != null
                && info.description().contains(step.deployment().token());
    }

    private static Advance created(Step step, Creating creating, String id) {
        DeploymentRequest request = step.request();
        Revision revision = creating.revision();
        return request.options().waits() || creating.ending() instanceof Ending.Stopped
                ? step.to(new Watching(revision, id, WatchProgress.NOTHING, creating.ending()), Step.QUICK)
                : step.to(new Done(
                        new Result(Outcome.STARTED, id, "Created", request.url(id), List.of(revision), "", "")));
    }

    /** CodeDeploy runs one deployment a group at a time. */
    private static Advance queue(Step step, Creating creating, DeploymentLimitExceededException busy) throws Fault {
        Matcher id =
                DEPLOYMENT_ID.matcher(Optional.ofNullable(busy.getMessage()).orElse(""));
        String behind = id.find() ? id.group() : "";
        String where = behind.isEmpty() ? "" : step.request().url(behind);
        if (step.request().options().whenBusy() == WhenBusy.FAIL) {
            throw new Fault("The deployment group " + step.request().target().deploymentGroup() + " is busy"
                    + (behind.isEmpty() ? "" : " with " + behind + ", " + where)
                    + ". Wait for it to end and build again, or say whenBusy: 'wait'.");
        }
        if (behind.isEmpty() || !behind.equals(creating.behind())) {
            step.tell(step.lines()
                    .note("waits: "
                            + (behind.isEmpty()
                                    ? Explanation.words(busy)
                                    : behind + " of the same group runs  " + where)));
        }
        return step.to(new Creating(creating.revision(), false, behind, creating.ending()), Step.SLOW);
    }

    // ---- finding what may have been created

    private static Advance adopt(Step step, Creating creating) throws Refusal, Fault, InterruptedException {
        Optional<String> found;
        try {
            found = find(step);
        } catch (Refusal refusal) {
            if (!refusal.isDenied()) {
                throw refusal;
            }
            found = findLast(step);
        }
        if (found.isPresent()) {
            String id = found.get();
            step.tell(step.lines().adopted(id, step.request().url(id)));
            return created(step, creating, id);
        }
        return creating.ending() instanceof Ending.Stopped stopped
                ? step.to(new Done(EarlyEnd.notDeployed(stopped.why())))
                : step.backTo(new Creating(creating.revision(), false, "", creating.ending()));
    }

    private static Optional<String> find(Step step) throws Refusal, InterruptedException {
        Instant from = earliest(step);
        String next = null;
        do {
            ListDeploymentsRequest builder = ListDeploymentsRequest.builder()
                    .applicationName(step.request().target().application())
                    .deploymentGroupName(step.request().target().deploymentGroup())
                    .createTimeRange(range -> range.start(from))
                    .nextToken(next)
                    .overrideConfiguration(step.inProduction())
                    .build();
            ListDeploymentsResponse page =
                    step.ask(step.attempts().find(), () -> step.codeDeploy().listDeployments(builder));
            for (int i = 0; i < page.deployments().size(); i += BATCH) {
                List<String> ids = page.deployments()
                        .subList(i, Math.min(i + BATCH, page.deployments().size()));
                Optional<String> ours = step
                        .ask(
                                step.attempts().find(),
                                () -> step.codeDeploy()
                                        .batchGetDeployments(batch ->
                                                batch.deploymentIds(ids).overrideConfiguration(step.inProduction())))
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

    /** No deployment of this run is older than that, by AWS's clock. */
    private static Instant earliest(Step step) {
        return step.deployment().started().minus(CLOCKS_APART);
    }

    /** The role may not list deployments: the group itself knows its last one. */
    private static Optional<String> findLast(Step step) throws Refusal, Fault, InterruptedException {
        try {
            DeploymentGroupInfo group = step.group();
            if (group.lastAttemptedDeployment() == null
                    || group.lastAttemptedDeployment().createTime().isBefore(earliest(step))) {
                return Optional.empty();
            }
            String last = group.lastAttemptedDeployment().deploymentId();
            DeploymentInfo info = step.info(last);
            if (isOurs(info, step)) {
                return Optional.of(last);
            }
            String rolledBack =
                    info.rollbackInfo() == null ? null : info.rollbackInfo().rollbackTriggeringDeploymentId();
            if (rolledBack != null && isOurs(step.info(rolledBack), step)) {
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
                + step.request().environment().role().account() + ", role "
                + step.request().environment().role().name()
                + ": codedeploy:ListDeployments and codedeploy:BatchGetDeployments are not both allowed. Look at the"
                + " deployment group in the AWS console, and add to the policy of the role: "
                + step.attempts().find().statement().json() + ".");
    }
}
