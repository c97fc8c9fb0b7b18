package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Interventions;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment.Origin;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle.FetchedBundle;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle.RevisionFetcher;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs deployments: decides their course when they are created, and draws the consequences when they have ended. */
public final class Deployments {

    private final long seed;
    private final Map<String, DeploymentConfig> configs;
    private final RevisionFetcher fetcher;
    private final Courses courses;
    private final LambdaTraffic traffic;
    private final Map<String, Deployment> byId = new LinkedHashMap<>();
    private Duration startDelay = Duration.ofMillis(800);

    Deployments(long seed, Map<String, DeploymentConfig> configs, RevisionFetcher fetcher, LambdaTraffic traffic) {
        this.seed = seed;
        this.configs = configs;
        this.fetcher = fetcher;
        this.traffic = traffic;
        this.courses = new Courses(seed);
    }

    /** How long a deployment is Created unless its plan says otherwise. */
    void startDelay(Duration delay) {
        startDelay = delay;
    }

    public Collection<Deployment> all() {
        return List.copyOf(byId.values());
    }

    public Optional<Deployment> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The deployment that keeps a group busy. */
    public Optional<Deployment> active(DeploymentGroup group, Instant now) {
        return group.lastAttempted().filter(last -> !last.timeline().isOver(now.toEpochMilli()));
    }

    /** A deployment that is the latest of its group. */
    public Deployment create(
            DeploymentGroup group,
            Origin origin,
            DeploymentConfig config,
            DeploymentPlan plan,
            RequestContext context,
            Instant now) {
        Deployment deployment = build(group, origin, config, plan, context, now);
        group.add(deployment);
        return deployment;
    }

    private Deployment build(
            DeploymentGroup group,
            Origin origin,
            DeploymentConfig config,
            DeploymentPlan plan,
            RequestContext context,
            Instant now) {
        boolean server = group.application().platform().equals("Server");
        Optional<Role> reader = server ? group.instanceRole() : group.serviceRole();
        FetchedBundle bundle = fetcher.fetch(origin.revision(), reader, context);
        List<String> targets =
                origin.launched().map(List::of).orElseGet(() -> Courses.targets(group, origin, plan, bundle));
        int originals = group.kind() == Kind.BLUE_GREEN && origin.launched().isEmpty()
                ? group.instances().size()
                : 0;
        String id = Ids.deployment(seed, byId.size());
        Course course = courses.of(
                id,
                group,
                origin,
                config,
                plan,
                bundle,
                targets,
                originals,
                now.toEpochMilli(),
                plan.startDelay().orElse(startDelay));
        Deployment deployment = new Deployment(id, group, origin, plan, bundle, targets, originals, course);
        traffic.refusal(deployment).ifPresent(deployment::cannotStart);
        byId.put(id, deployment);
        return deployment;
    }

    /** Draws the consequences of what has ended by now; a rollback that ended meanwhile has its own. */
    void settle(DeploymentGroup group, Instant now, RequestContext context) {
        for (Optional<Deployment> last = group.lastAttempted(); last.isPresent(); ) {
            Deployment deployment = last.get();
            if (deployment.timeline().hasStarted(now.toEpochMilli())
                    && deployment.updates().isEmpty()) {
                deployment.plan().launched().forEach(instance -> update(group, deployment, instance, context));
            }
            if (!deployment.timeline().isOver(now.toEpochMilli())) {
                traffic.shift(deployment, configs.get(deployment.config()), now.toEpochMilli());
                return;
            }
            if (!deployment.settle()) {
                return;
            }
            Timeline timeline = deployment.timeline();
            noteRunning(deployment);
            traffic.settle(deployment, configs.get(deployment.config()));
            if (timeline.finalStatus().equals("Succeeded")) {
                group.lastSuccessful(deployment);
                return;
            }
            if (group.isDeleted() || !rollsBack(deployment)) {
                return;
            }
            rollBack(group, deployment, context);
            last = group.lastAttempted();
        }
    }

    private static void noteRunning(Deployment deployment) {
        if (deployment.group().application().platform().equals("Server")) {
            long end = deployment.timeline().completed();
            for (int i = 0; i < deployment.targets().size(); i++) {
                if (!deployment.isOriginal(i)
                        && deployment.timeline().targetStatus(i, end) == Timeline.TargetStatus.Succeeded) {
                    deployment.group().running().put(deployment.targets().get(i), deployment.revision());
                }
            }
        }
    }

    private static boolean rollsBack(Deployment deployment) {
        if (deployment.origin().rollsBack().isPresent()) {
            return false;
        }
        boolean stopped = deployment.timeline().finalStatus().equals("Stopped");
        if (stopped && deployment.timeline().isAlarmed()) {
            return deployment.origin().rollback().on("DEPLOYMENT_STOP_ON_ALARM");
        }
        AutoRollback configured = deployment.origin().rollback();
        return stopped
                ? deployment.rollbackRequested().orElse(configured.on("DEPLOYMENT_STOP_ON_REQUEST"))
                : configured.on("DEPLOYMENT_FAILURE");
    }

    /** An instance was launched while it ran, and got the revision before. It does not keep the group busy. */
    private void update(DeploymentGroup group, Deployment running, String instance, RequestContext context) {
        Origin origin = new Origin(
                "CodeDeployAutoUpdate",
                running.revision(),
                Optional.empty(),
                running.config(),
                Json.object(),
                AutoRollback.NONE,
                Optional.empty(),
                Optional.of(instance));
        running.update(build(
                group,
                origin,
                configs.get(running.config()),
                new DeploymentPlan(),
                context,
                Instant.ofEpochMilli(running.timeline().started())));
    }

    private void rollBack(DeploymentGroup group, Deployment failed, RequestContext context) {
        Optional<Deployment> good = group.lastSuccessful();
        if (good.isEmpty()) {
            failed.rollback(
                    Optional.empty(), "The deployment group has no previous successful deployment to roll back to.");
            return;
        }
        Origin origin = new Origin(
                "codeDeployRollback",
                good.get().revision(),
                Optional.of(failed.revision()),
                failed.config(),
                Json.object()
                        .put("description", "Deployment " + failed.id() + " was rolled back")
                        .put(
                                "ignoreApplicationStopFailures",
                                failed.origin()
                                        .options()
                                        .bool("ignoreApplicationStopFailures")
                                        .orElse(false))
                        // what the failed revision left behind must not stop the way back
                        .put("fileExistsBehavior", "OVERWRITE"),
                AutoRollback.NONE,
                Optional.of(failed),
                Optional.empty());
        Deployment rollback = create(
                group,
                origin,
                configs.get(failed.config()),
                failed.plan().rollback(),
                context,
                Instant.ofEpochMilli(failed.timeline().completed()));
        failed.rollback(
                Optional.of(rollback),
                "Deployment " + failed.id() + " failed and was rolled back to the revision of deployment "
                        + good.get().id() + " by deployment " + rollback.id());
    }

    /** @param rollingBack whether to roll back; what the deployment was created with decides if it is empty */
    public void stop(Deployment deployment, Instant now, Optional<Boolean> rollingBack) {
        Interventions before = deployment.timeline().interventions();
        rollingBack.ifPresent(deployment::requestRollback);
        deployment.intervene(new Interventions(
                Math.min(before.stopped(), now.toEpochMilli()),
                before.readyContinued(),
                before.terminationContinued()));
    }

    public void continueReady(Deployment deployment, Instant now) {
        Interventions before = deployment.timeline().interventions();
        deployment.intervene(new Interventions(before.stopped(), now.toEpochMilli(), before.terminationContinued()));
    }

    public void continueTermination(Deployment deployment, Instant now) {
        Interventions before = deployment.timeline().interventions();
        deployment.intervene(new Interventions(before.stopped(), before.readyContinued(), now.toEpochMilli()));
    }
}
