package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.DeploymentDoesNotExistException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.LastDeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsRequest;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentsResponse;
import software.amazon.awssdk.services.codedeploy.model.RelatedDeployments;
import software.amazon.awssdk.services.codedeploy.model.RollbackInfo;

/**
 * Finds the deployment of a run by the run's token, which is in the deployment's description. AWS may show a deployment some
 * seconds after it was created only.
 */
record DeploymentFinder(Step step) {

    /** So much may the controller's clock have been put right since the run began; how far it is off now is known. */
    private static final Duration MARGIN = Duration.ofMinutes(15);

    /** What one call of BatchGetDeployments takes. */
    private static final int BATCH = 25;

    /** What became of looking for it. */
    sealed interface Finding {

        /** It is there. */
        record Found(String deploymentId) implements Finding {}

        /** Of all deployments that it could be, none is it. */
        record Absent() implements Finding {}

        /** It may be one that AWS names, but does not describe yet. */
        record Undescribed() implements Finding {}

        /** It may be one that the role may not look at. */
        record Hidden() implements Finding {}

        /** What was looked at is the deployment of somebody else. */
        record Foreign(DeploymentInfo info) implements Finding {}
    }

    /** Looks everywhere. */
    Finding find() throws Refusal, InterruptedException {
        Finding listed = Step.ifAllowed(this::amongAll).orElseGet(Finding.Hidden::new);
        if (listed instanceof Finding.Found) {
            return listed;
        }
        Finding last = asLast();
        boolean lastDecides = last instanceof Finding.Found
                || last instanceof Finding.Undescribed
                || listed instanceof Finding.Hidden;
        return lastDecides ? last : listed;
    }

    private Finding amongAll() throws Refusal, InterruptedException {
        Instant from = earliest();
        List<DeploymentInfo> ours = new ArrayList<>();
        boolean allDescribed = true;
        Set<String> pages = new HashSet<>();
        String next = "";
        while (pages.add(next)) {
            ListDeploymentsRequest request = ListDeploymentsRequest.builder()
                    .applicationName(step.request().target().application())
                    .deploymentGroupName(step.request().target().deploymentGroup())
                    .createTimeRange(range -> range.start(from))
                    .nextToken(next.isEmpty() ? null : next)
                    .overrideConfiguration(step.inProduction())
                    .build();
            ListDeploymentsResponse page =
                    step.ask(step.attempts().find(), () -> step.codeDeploy().listDeployments(request));
            for (int i = 0; i < page.deployments().size(); i += BATCH) {
                List<String> ids = page.deployments()
                        .subList(i, Math.min(i + BATCH, page.deployments().size()));
                List<DeploymentInfo> described = describe(ids);
                allDescribed &= described.size() == ids.size();
                described.stream().filter(this::isOurs).forEach(ours::add);
            }
            next = Optional.ofNullable(page.nextToken()).orElse("");
            if (next.isEmpty()) {
                break;
            }
        }
        // The console of AWS copies the description of a deployment that somebody repeats there: ours is the first.
        Optional<String> first = ours.stream()
                .min(Comparator.comparing(DeploymentInfo::createTime, Comparator.nullsLast(Comparator.naturalOrder())))
                .map(DeploymentInfo::deploymentId);
        return first.<Finding>map(Finding.Found::new)
                .orElse(allDescribed ? new Finding.Absent() : new Finding.Undescribed());
    }

    private List<DeploymentInfo> describe(List<String> ids) throws Refusal, InterruptedException {
        return step.ask(
                step.attempts().find(),
                () -> step.codeDeploy()
                        .batchGetDeployments(
                                batch -> batch.deploymentIds(ids).overrideConfiguration(step.inProduction()))
                        .deploymentsInfo());
    }

    /** The group itself knows its last deployment. */
    private Finding asLast() throws Refusal, InterruptedException {
        Optional<DeploymentGroupInfo> group = Step.ifAllowed(step::group);
        if (group.isEmpty()) {
            return new Finding.Hidden();
        }
        LastDeploymentInfo last = group.get().lastAttemptedDeployment();
        if (last == null || last.deploymentId() == null || isOlder(last.createTime())) {
            return new Finding.Absent();
        }
        Finding finding = in(last.deploymentId());
        if (finding instanceof Finding.Foreign foreign) {
            // If it is younger than the run, there may be one of ours before it.
            return isOlder(foreign.info().createTime()) ? new Finding.Absent() : new Finding.Hidden();
        }
        return finding;
    }

    /** Looks at one deployment, and at the one that it follows from: the one that it rolls back, for example. */
    Finding in(String deploymentId) throws Refusal, InterruptedException {
        try {
            DeploymentInfo info = step.info(deploymentId);
            if (isOurs(info)) {
                return new Finding.Found(deploymentId);
            }
            for (String cause : causes(info)) {
                if (isOurs(step.info(cause))) {
                    return new Finding.Found(cause);
                }
            }
            return new Finding.Foreign(info);
        } catch (Refusal refusal) {
            if (refusal.failure() instanceof DeploymentDoesNotExistException) {
                return new Finding.Undescribed();
            }
            if (refusal.isDenied()) {
                return new Finding.Hidden();
            }
            throw refusal;
        }
    }

    private static List<String> causes(DeploymentInfo info) {
        return Stream.concat(
                        Optional.ofNullable(info.rollbackInfo())
                                .map(RollbackInfo::rollbackTriggeringDeploymentId)
                                .stream(),
                        Optional.ofNullable(info.relatedDeployments())
                                .map(RelatedDeployments::autoUpdateOutdatedInstancesRootDeploymentId)
                                .stream())
                .filter(id -> !id.isBlank())
                .toList();
    }

    private boolean isOurs(DeploymentInfo info) {
        return info.description() != null
                && info.description().contains(step.deployment().token());
    }

    private boolean isOlder(Instant created) throws Refusal, InterruptedException {
        return created != null && created.isBefore(earliest());
    }

    /** No deployment of this run is older than that, by AWS's clock. */
    private Instant earliest() throws Refusal, InterruptedException {
        Accounts.Session session = step.ask(step.attempts().assume(), step.accounts()::session);
        return step.deployment().started().plus(session.clockOffset()).minus(MARGIN);
    }
}
