package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment.Origin;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle.RevisionFetcher;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.LambdaService;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.S3Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What CodeDeploy keeps: applications with their groups, configurations, deployments, and the plans of those to come. Whoever
 * does several things at once holds its monitor.
 */
public final class CodeDeployState {

    /** As the service words it since 2022; before that it said "is already deploying 'd-...'". */
    private static final String LIMIT_MESSAGE =
            "The Deployment Group '{group}' already has an active Deployment '{deployment}'";

    private final InstantSource clock;
    private final Map<String, Application> applications = new LinkedHashMap<>();
    private final Map<String, DeploymentConfig> configs = new LinkedHashMap<>(DeploymentConfig.predefinedConfigs());
    private final Deployments deployments;
    private final Deque<DeploymentPlan> plans = new ArrayDeque<>();
    private Consumer<DeploymentPlan> everyPlan = plan -> {};
    private final Set<Deployment> forgotten = new HashSet<>();
    private final EventualConsistency consistency = new EventualConsistency();
    private String limitMessage = LIMIT_MESSAGE;

    public CodeDeployState(Accounts accounts, S3Service s3, LambdaService lambda, InstantSource clock, long seed) {
        this.clock = clock;
        this.deployments = new Deployments(seed, configs, new RevisionFetcher(accounts, s3), new LambdaTraffic(lambda));
    }

    /** @param platform {@code Server}, {@code Lambda} or {@code ECS} */
    public synchronized Application createApplication(String name, String accountId, String region, String platform) {
        Application application = new Application(name, accountId, region, platform, clock);
        applications.put(Application.arn(region, accountId, name), application);
        return application;
    }

    public synchronized Collection<Application> applications() {
        return List.copyOf(applications.values());
    }

    /** Deletes an application with its groups. What is known of their deployments stays. */
    public synchronized void deleteApplication(Application application) {
        applications.remove(application.arn());
        application.deleteGroups();
    }

    /** From now on nobody finds a deployment any more. */
    public synchronized void forget(Deployment deployment) {
        forgotten.add(deployment);
    }

    public synchronized void createConfig(DeploymentConfig config) {
        configs.put(config.name(), config);
    }

    /** The plan of the next deployment that somebody creates and that has none yet. */
    public synchronized DeploymentPlan planNext() {
        DeploymentPlan plan = new DeploymentPlan();
        plans.add(plan);
        return plan;
    }

    /** Plans every deployment that has no plan of its own. */
    public synchronized void planEvery(Consumer<DeploymentPlan> plan) {
        everyPlan = plan;
    }

    /** Gives a group a deployment that succeeded yesterday. */
    public synchronized Deployment deployedBefore(DeploymentGroup group, String bucket, String key) {
        Json location = Json.object()
                .put("revisionType", "S3")
                .put(
                        "s3Location",
                        Json.object().put("bucket", bucket).put("key", key).put("bundleType", "zip"));
        Instant then = clock.instant().minus(Duration.ofDays(1));
        Revision revision = Revision.parse(location);
        Origin origin = new Origin(
                "user",
                revision,
                Optional.empty(),
                group.config(),
                Json.object(),
                AutoRollback.NONE,
                Optional.empty(),
                Optional.empty());
        group.application().register(revision, "Registered before the simulation began", then);
        Deployment deployment = deployments.create(
                group,
                origin,
                config(group.config()),
                new DeploymentPlan(),
                new RequestContext().put("aws:SecureTransport", "true"),
                then);
        settle(group);
        return deployment;
    }

    /** An Auto Scaling group launches an instance, and CodeDeploy brings it up to the group's revision. */
    public synchronized Deployment launch(DeploymentGroup group, String instance) {
        settle(group);
        Deployment last = group.lastSuccessful()
                .orElseThrow(() -> new IllegalStateException("Nothing was deployed to " + group.name() + " yet"));
        Origin origin = new Origin(
                "autoscaling",
                last.revision(),
                Optional.empty(),
                last.config(),
                Json.object(),
                AutoRollback.NONE,
                Optional.empty(),
                Optional.of(instance));
        return deployments.create(
                group,
                origin,
                config(last.config()),
                nextPlan(),
                new RequestContext().put("aws:SecureTransport", "true"),
                clock.instant());
    }

    /** How long new deployments stay out of sight. */
    public EventualConsistency consistency() {
        return consistency;
    }

    /** What is said of a busy group, with {@code {group}} and {@code {deployment}} for their names. */
    public synchronized void limitMessage(String message) {
        limitMessage = message;
    }

    /** How long deployments are Created whose plans say nothing about it: 0.8 s unless set. */
    public synchronized void startDelay(Duration delay) {
        deployments.startDelay(delay);
    }

    /** All deployments, oldest first, with what has become of them by now. */
    public synchronized Collection<Deployment> deployments() {
        applications.values().forEach(application -> application.groups().forEach(this::settle));
        return deployments.all();
    }

    /** The status of a deployment by now. */
    public synchronized String status(Deployment deployment) {
        return deployment.timeline().status(now());
    }

    public void settle(DeploymentGroup group) {
        deployments.settle(group, clock.instant(), new RequestContext().put("aws:SecureTransport", "true"));
    }

    public long now() {
        return clock.instant().toEpochMilli();
    }

    // ---------------------------------------------------------------------------------------------- look-ups

    /** The applications that the caller has in the region of the request. */
    public List<Application> applications(Exchange exchange) {
        return applications.values().stream()
                .filter(application -> isOwn(exchange, application))
                .toList();
    }

    public Application application(Exchange exchange, String name) {
        return Optional.ofNullable(applications.get(
                        Application.arn(exchange.region(), exchange.caller().accountId(), name)))
                .orElseThrow(() -> new AwsError(
                        400, "ApplicationDoesNotExistException", "No application found for name: " + name));
    }

    public DeploymentGroup group(Exchange exchange, String application, String name) {
        DeploymentGroup group = application(exchange, application)
                .findGroup(name)
                .orElseThrow(() -> new AwsError(
                        400, "DeploymentGroupDoesNotExistException", "No Deployment Group found for name: " + name));
        settle(group);
        return group;
    }

    public DeploymentConfig config(String name) {
        return Optional.ofNullable(configs.get(name))
                .orElseThrow(() -> new AwsError(
                        400,
                        "DeploymentConfigDoesNotExistException",
                        "No Deployment Configuration found for name: " + name));
    }

    public Map<String, DeploymentConfig> configs() {
        return configs;
    }

    public Optional<Deployment> find(Exchange exchange, String id) {
        Optional<Deployment> found = deployments
                .find(id)
                .filter(deployment -> isOwn(exchange, deployment.group().application()));
        found.ifPresent(deployment -> settle(deployment.group()));
        return found;
    }

    /** The same, unless nobody finds it yet, or any more. */
    public Optional<Deployment> visible(Optional<Deployment> found) {
        return found.filter(deployment -> consistency.finds(deployment, now()) && !forgotten.contains(deployment));
    }

    /** Whether it is in the lists by now, and still. */
    public boolean isListed(Deployment deployment) {
        return consistency.lists(deployment, now()) && !forgotten.contains(deployment);
    }

    private static boolean isOwn(Exchange exchange, Application application) {
        return application.accountId().equals(exchange.caller().accountId())
                && application.region().equals(exchange.region());
    }

    /** The deployments in the order of their creation, those of other accounts among them. */
    public Deployments all() {
        return deployments;
    }

    public DeploymentPlan nextPlan() {
        if (!plans.isEmpty()) {
            return plans.poll();
        }
        DeploymentPlan plan = new DeploymentPlan();
        everyPlan.accept(plan);
        return plan;
    }

    /** What is said of a group that a deployment keeps busy. */
    public AwsError limitExceeded(DeploymentGroup group, Deployment active) {
        return new AwsError(
                400,
                "DeploymentLimitExceededException",
                limitMessage.replace("{group}", group.name()).replace("{deployment}", active.id()));
    }
}
