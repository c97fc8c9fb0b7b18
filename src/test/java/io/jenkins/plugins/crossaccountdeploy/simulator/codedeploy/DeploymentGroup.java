package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A deployment group: what is deployed to, and how. Changes count for the deployments created after them. */
public final class DeploymentGroup {

    /** How a group is deployed to. */
    public enum Kind {
        IN_PLACE,
        /** In place, with each instance taken out of its load balancer meanwhile. */
        LOAD_BALANCED,
        BLUE_GREEN,
        LAMBDA,
        ECS
    }

    private final Application application;
    private final String name;
    private Kind kind;
    private String deploymentConfig;
    private List<String> instances = List.of();
    private List<String> replacements = List.of();
    private final Map<String, Set<String>> tags = new HashMap<>();
    private Optional<Role> instanceRole = Optional.empty();
    private Optional<Role> serviceRole = Optional.empty();
    private AutoRollback rollback = AutoRollback.NONE;
    private Duration readyWait = Duration.ZERO;
    private boolean continuesByItself = true;
    private Duration terminationWait = Duration.ZERO;
    private String service = "";
    private final GroupSettings settings = new GroupSettings(this);

    /** Which revision each instance runs, as far as deployments have told. */
    private final Map<String, Revision> running = new HashMap<>();

    private final List<Deployment> deployments = new ArrayList<>();
    private Optional<Deployment> lastSuccessful = Optional.empty();
    private boolean tellsCreateTimes = true;
    private boolean tellsComputePlatform = true;
    private boolean deleted;

    DeploymentGroup(Application application, String name) {
        this.application = application;
        this.name = name;
        this.kind = switch (application.platform()) {
            case "Lambda" -> Kind.LAMBDA;
            case "ECS" -> Kind.ECS;
            default -> Kind.IN_PLACE;
        };
        this.deploymentConfig = switch (application.platform()) {
            case "Lambda" -> "CodeDeployDefault.LambdaAllAtOnce";
            case "ECS" -> "CodeDeployDefault.ECSAllAtOnce";
            default -> "CodeDeployDefault.OneAtATime";
        };
    }

    public Application application() {
        return application;
    }

    public String name() {
        return name;
    }

    public String arn() {
        return arn(application.region(), application.accountId(), application.name(), name);
    }

    public static String arn(String region, String accountId, String application, String group) {
        return "arn:aws:codedeploy:" + region + ":" + accountId + ":deploymentgroup:" + application + "/" + group;
    }

    /** The instances that are deployed to, in that order. */
    public DeploymentGroup instances(String... ids) {
        instances = List.copyOf(Arrays.asList(ids));
        return this;
    }

    /** That many instances, with names like {@code i-00000000000000001}. */
    public DeploymentGroup instances(int count) {
        return instances(IntStream.rangeClosed(1, count)
                .mapToObj(i -> "i-%017x".formatted(i))
                .toArray(String[]::new));
    }

    /** No instance carries the tags of the group any more. */
    public DeploymentGroup withoutInstances() {
        instances = List.of();
        return this;
    }

    public List<String> instances() {
        return instances;
    }

    /** The instances and, in a blue/green group, their replacements. */
    public List<String> everyInstance() {
        return Stream.concat(instances.stream(), replacements.stream()).toList();
    }

    public DeploymentGroup config(String deploymentConfigName) {
        deploymentConfig = deploymentConfigName;
        return this;
    }

    public String config() {
        return deploymentConfig;
    }

    /** What the instances may do, among it to fetch the bundle. */
    public DeploymentGroup instanceRole(Role role) {
        instanceRole = Optional.of(role);
        return this;
    }

    public Optional<Role> instanceRole() {
        return instanceRole;
    }

    /** What CodeDeploy itself may do here, among it to fetch an AppSpec file for Lambda or ECS. */
    public DeploymentGroup serviceRole(Role role) {
        serviceRole = Optional.of(role);
        return this;
    }

    public Optional<Role> serviceRole() {
        return serviceRole;
    }

    /**
     * When deployments are rolled back by themselves.
     *
     * @param events such as {@code DEPLOYMENT_FAILURE}
     */
    public DeploymentGroup rollsBackOn(String... events) {
        rollback = new AutoRollback(true, Set.of(events));
        return this;
    }

    /** Events are configured, but not enabled: they are shown, and nothing is rolled back. */
    public DeploymentGroup wouldRollBackOn(String... events) {
        rollback = new AutoRollback(false, Set.of(events));
        return this;
    }

    public AutoRollback rollback() {
        return rollback;
    }

    /** Instances are taken out of their load balancer while they are deployed to. */
    public DeploymentGroup behindLoadBalancer() {
        kind = Kind.LOAD_BALANCED;
        return this;
    }

    /**
     * Deploys to new instances, which then take over the traffic of the present ones.
     *
     * @param replacementIds the new ones
     */
    public DeploymentGroup blueGreen(String... replacementIds) {
        kind = Kind.BLUE_GREEN;
        replacements = List.copyOf(Arrays.asList(replacementIds));
        return this;
    }

    /** Tags of an instance, each {@code Key=Value}, by which requests can choose replacements. */
    public DeploymentGroup tags(String instance, String... keysAndValues) {
        tags.put(instance, Set.of(keysAndValues));
        return this;
    }

    /** The replacements that a request wants: all of them unless it names tags. */
    List<String> replacements(Optional<Json> targetInstances) {
        List<List<Json>> wanted = targetInstances.map(TagGroups::of).orElse(List.of());
        return replacements.stream()
                .filter(id ->
                        wanted.stream().allMatch(group -> TagGroups.hasOneOf(group, tags.getOrDefault(id, Set.of()))))
                .toList();
    }

    /**
     * Waits to be continued before traffic is moved.
     *
     * @param atMost how long
     * @param thenContinues whether it goes on by itself after that time, or stops
     */
    public DeploymentGroup waitsForApproval(Duration atMost, boolean thenContinues) {
        readyWait = atMost;
        continuesByItself = thenContinues;
        return this;
    }

    /** Keeps the original instances for a while once the traffic has moved, and then terminates them. */
    public DeploymentGroup terminatesAfter(Duration wait) {
        terminationWait = wait;
        return this;
    }

    /** The service that an ECS group deploys to. */
    public DeploymentGroup ecsService(String cluster, String serviceName) {
        service = cluster + ":" + serviceName;
        return this;
    }

    /** The service does not tell when the last deployments to this group were created. */
    public DeploymentGroup withoutCreateTimes() {
        tellsCreateTimes = false;
        return this;
    }

    public boolean tellsCreateTimes() {
        return tellsCreateTimes;
    }

    /** The service does not tell the compute platform of this group and its deployments, as of groups older than that. */
    public DeploymentGroup withoutComputePlatform() {
        tellsComputePlatform = false;
        return this;
    }

    public boolean tellsComputePlatform() {
        return tellsComputePlatform;
    }

    /** Deployments that have not started cannot do so any more. */
    void delete(String code, Instant now) {
        deleted = true;
        deployments().stream()
                .filter(deployment -> now.toEpochMilli() < deployment.timeline().started())
                .forEach(deployment -> deployment.cannotStart(new ErrorInformation(
                        code,
                        code.equals("APPLICATION_MISSING")
                                ? "The application " + application.name() + " was deleted before the deployment started"
                                : "The deployment group " + name + " was deleted before the deployment started")));
    }

    public boolean isDeleted() {
        return deleted;
    }

    /** What else it is set up with. */
    public GroupSettings settings() {
        return settings;
    }

    /** The deployments, oldest first. */
    public synchronized List<Deployment> deployments() {
        return List.copyOf(deployments);
    }

    synchronized void add(Deployment deployment) {
        deployments.add(deployment);
    }

    public Kind kind() {
        return kind;
    }

    public Duration readyWait() {
        return readyWait;
    }

    public boolean continuesByItself() {
        return continuesByItself;
    }

    public Duration terminationWait() {
        return terminationWait;
    }

    public String service() {
        return service;
    }

    public Optional<Deployment> lastSuccessful() {
        return lastSuccessful;
    }

    void lastSuccessful(Deployment deployment) {
        lastSuccessful = Optional.of(deployment);
    }

    Map<String, Revision> running() {
        return running;
    }

    public Optional<Deployment> lastAttempted() {
        return deployments.isEmpty() ? Optional.empty() : Optional.of(deployments.get(deployments.size() - 1));
    }
}
