package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application.Registration;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment.Origin;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.TargetStatus;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.S3Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** CodeDeploy: applications, groups, revisions, deployments and what becomes of them. */
public final class CodeDeployService implements Service {

    private static final String TARGET_PREFIX = "CodeDeploy_20141006.";

    /** From the API reference of BatchGetDeployments and BatchGetDeploymentTargets. */
    private static final int MOST_IN_A_BATCH = 25;

    /** From the shapes ApplicationName and DeploymentGroupName of the service model. */
    private static final int LONGEST_NAME = 100;

    /** There is a limit, but the service does not publish it. */
    private static final int LONGEST_DESCRIPTION = 1000;

    private static final Set<String> STATUSES =
            Set.of("Created", "Queued", "InProgress", "Baking", "Succeeded", "Failed", "Stopped", "Ready");

    /** As the service words it since 2022; before that it said "is already deploying 'd-...'". */
    private static final String LIMIT_MESSAGE =
            "The Deployment Group '{group}' already has an active Deployment '{deployment}'";

    private final SignatureV4 signatures;
    private final InstantSource clock;
    private final Map<String, Application> applications = new LinkedHashMap<>();
    private final Map<String, DeploymentConfig> configs = new LinkedHashMap<>(DeploymentConfig.predefinedConfigs());
    private final Deployments deployments;
    private final Descriptions descriptions = new Descriptions(configs);
    private final Deque<DeploymentPlan> plans = new ArrayDeque<>();
    private Consumer<DeploymentPlan> everyPlan = plan -> {};
    private final EventualConsistency consistency = new EventualConsistency();
    private String limitMessage = LIMIT_MESSAGE;
    private int pageSize = 100;

    public CodeDeployService(Accounts accounts, SignatureV4 signatures, S3Service s3, InstantSource clock, long seed) {
        this.signatures = signatures;
        this.clock = clock;
        this.deployments = new Deployments(seed, configs, new RevisionFetcher(accounts, s3));
    }

    // ---------------------------------------------------------------------------------------------- set-up

    /** @param platform {@code Server}, {@code Lambda} or {@code ECS} */
    public synchronized Application createApplication(String name, String accountId, String region, String platform) {
        Application application = new Application(name, accountId, region, platform, clock.instant());
        applications.put(Application.arn(region, accountId, name), application);
        return application;
    }

    public synchronized Collection<Application> applications() {
        return List.copyOf(applications.values());
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

    /** How many entries a page of a list has: 100 unless set. */
    public synchronized void pageSize(int entries) {
        pageSize = entries;
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

    private void settle(DeploymentGroup group) {
        deployments.settle(group, clock.instant(), new RequestContext().put("aws:SecureTransport", "true"));
    }

    private long now() {
        return clock.instant().toEpochMilli();
    }

    // ---------------------------------------------------------------------------------------------- protocol

    @Override
    public String name() {
        return "CodeDeploy";
    }

    @Override
    public String action(Exchange exchange) {
        return exchange.request()
                .header("X-Amz-Target")
                .filter(target -> target.startsWith(TARGET_PREFIX))
                .map(target -> target.substring(TARGET_PREFIX.length()))
                .orElse("");
    }

    @Override
    public void authenticate(Exchange exchange) throws IOException {
        String hash = HexFormat.of().formatHex(SignatureV4.newSha256().digest(exchange.payload()));
        try {
            exchange.signature(signatures.verify(exchange.request(), "codedeploy", hash));
        } catch (AuthenticationFailure failure) {
            throw failure.inJsonServices();
        }
    }

    @Override
    public Response answer(Exchange exchange) throws IOException {
        Json input;
        try {
            input = Json.parse(new String(exchange.payload(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            throw new AwsError(400, "SerializationException", malformed.getMessage());
        }
        Json output;
        synchronized (this) {
            output = perform(exchange, input);
        }
        Response response = Response.of(200).header("x-amzn-RequestId", exchange.requestId());
        return output == null
                ? response.header("Content-Type", "application/x-amz-json-1.1")
                : response.body("application/x-amz-json-1.1", output.toString());
    }

    private Json perform(Exchange exchange, Json input) {
        return switch (exchange.action()) {
            case "RegisterApplicationRevision" -> registerRevision(exchange, input);
            case "GetApplicationRevision" -> getRevision(exchange, input);
            case "ListApplicationRevisions" -> listRevisions(exchange, input);
            case "GetApplication" -> getApplication(exchange, input);
            case "ListApplications" -> listApplications(exchange, input);
            case "GetDeploymentGroup" -> getGroup(exchange, input);
            case "BatchGetDeploymentGroups" -> batchGetGroups(exchange, input);
            case "ListDeploymentGroups" -> listGroups(exchange, input);
            case "GetDeploymentConfig" -> getConfig(exchange, input);
            case "ListDeploymentConfigs" -> listConfigs(exchange, input);
            case "CreateDeployment" -> createDeployment(exchange, input);
            case "GetDeployment" -> getDeployment(exchange, input);
            case "BatchGetDeployments" -> batchGetDeployments(exchange, input);
            case "ListDeployments" -> listDeployments(exchange, input);
            case "StopDeployment" -> stopDeployment(exchange, input);
            case "ContinueDeployment" -> continueDeployment(exchange, input);
            case "ListDeploymentTargets" -> listTargets(exchange, input);
            case "GetDeploymentTarget" -> getTarget(exchange, input);
            case "BatchGetDeploymentTargets" -> batchGetTargets(exchange, input);
            case "ListDeploymentInstances" -> listInstances(exchange, input);
            case "BatchGetDeploymentInstances" -> batchGetInstances(exchange, input);
            default ->
                throw new AwsError(
                        400, "UnknownOperationException", "The simulator does not know " + exchange.action());
        };
    }

    @Override
    public Response error(AwsError error, Exchange exchange) {
        return Response.of(error.status())
                .header("x-amzn-RequestId", exchange.requestId())
                .header("x-amzn-ErrorType", error.code())
                .body(
                        "application/x-amz-json-1.1",
                        Json.object()
                                .put("__type", error.code())
                                // the common errors of all services have a capital letter there
                                .put(
                                        error.code().equals("AccessDeniedException") ? "Message" : "message",
                                        error.getMessage())
                                .toString());
    }

    @Override
    public AwsError throttled() {
        return new AwsError(400, "ThrottlingException", "Rate exceeded");
    }

    @Override
    public AwsError failed() {
        return new AwsError(500, "InternalFailure", "We encountered an internal error. Please try again.");
    }

    @Override
    public AwsError expiredToken() {
        return new AwsError(400, "ExpiredTokenException", "The security token included in the request is expired");
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        return denied(exchange, exchange.action(), resource(exchange), Decision.NO_IDENTITY_POLICY);
    }

    /** What a request is about, before it has been looked at any closer. */
    private synchronized String resource(Exchange exchange) {
        Json input;
        try {
            input = Json.parse(new String(exchange.payload(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Optional<Deployment> deployment = input.string("deploymentId").flatMap(deployments::find);
        if (deployment.isPresent()) {
            return deployment.get().group().arn();
        }
        String application = input.string("applicationName").orElse("*");
        return input.string("deploymentConfigName")
                .filter(name -> exchange.action().equals("GetDeploymentConfig"))
                .map(name -> configArn(exchange, name))
                .or(() -> input.string("deploymentGroupName").map(name -> groupArn(exchange, application, name)))
                .orElseGet(() -> applicationArn(exchange, application));
    }

    // ---------------------------------------------------------------------------------------------- permissions

    /**
     * Refuses the request unless the caller may take an action.
     *
     * @param resource what it is about
     */
    private static void require(Exchange exchange, String action, String resource) {
        exchange.resource(resource);
        require(exchange, action, resource, resource);
    }

    /**
     * The same for an action that the service authorization reference lists without resource types: a policy has to allow
     * it on all resources.
     */
    private static void requireOnAll(Exchange exchange, String action, String about) {
        exchange.resource(about);
        require(exchange, action, "*", about);
    }

    private static void require(Exchange exchange, String action, String evaluated, String named) {
        Caller caller = exchange.caller();
        Decision decision = PolicyEvaluation.decide(AccessRequest.identityOnly(
                caller, "codedeploy:" + action, evaluated, caller.accountId(), exchange.context()));
        if (!decision.isAllowed()) {
            throw denied(exchange, action, named, decision);
        }
    }

    private static AwsError denied(Exchange exchange, String action, String resource, Decision decision) {
        return new AwsError(
                400,
                "AccessDeniedException",
                "User: " + exchange.caller().arn() + " is not authorized to perform: codedeploy:" + action
                        + " on resource: " + resource + " " + decision.reason("codedeploy:" + action));
    }

    private static String applicationArn(Exchange exchange, String name) {
        return Application.arn(exchange.region(), exchange.caller().accountId(), name);
    }

    private static String groupArn(Exchange exchange, String application, String group) {
        return DeploymentGroup.arn(exchange.region(), exchange.caller().accountId(), application, group);
    }

    private static String configArn(Exchange exchange, String name) {
        return "arn:aws:codedeploy:" + exchange.region() + ":"
                + exchange.caller().accountId() + ":deploymentconfig:" + name;
    }

    // ---------------------------------------------------------------------------------------------- applications

    private static String applicationName(Json input) {
        String name = input.string("applicationName")
                .orElseThrow(
                        () -> new AwsError(400, "ApplicationNameRequiredException", "Application name is missing"));
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new AwsError(
                    400,
                    "InvalidApplicationNameException",
                    "Application name must have between 1 and " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private static String groupName(Json input) {
        String name = input.string("deploymentGroupName")
                .orElseThrow(() ->
                        new AwsError(400, "DeploymentGroupNameRequiredException", "Deployment group name is missing"));
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new AwsError(
                    400,
                    "InvalidDeploymentGroupNameException",
                    "Deployment group name must have between 1 and " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private Application application(Exchange exchange, String name) {
        return Optional.ofNullable(applications.get(applicationArn(exchange, name)))
                .orElseThrow(() -> new AwsError(
                        400, "ApplicationDoesNotExistException", "No application found for name: " + name));
    }

    private DeploymentGroup group(Exchange exchange, String application, String name) {
        DeploymentGroup group = application(exchange, application)
                .findGroup(name)
                .orElseThrow(() -> new AwsError(
                        400, "DeploymentGroupDoesNotExistException", "No Deployment Group found for name: " + name));
        settle(group);
        return group;
    }

    private DeploymentConfig config(String name) {
        return Optional.ofNullable(configs.get(name))
                .orElseThrow(() -> new AwsError(
                        400,
                        "DeploymentConfigDoesNotExistException",
                        "No Deployment Configuration found for name: " + name));
    }

    private Json getApplication(Exchange exchange, Json input) {
        String name = applicationName(input);
        require(exchange, "GetApplication", applicationArn(exchange, name));
        return Json.object().put("application", Descriptions.application(application(exchange, name)));
    }

    private Json listApplications(Exchange exchange, Json input) {
        requireOnAll(exchange, "ListApplications", applicationArn(exchange, "*"));
        List<String> names = applications.values().stream()
                .filter(application ->
                        application.accountId().equals(exchange.caller().accountId())
                                && application.region().equals(exchange.region()))
                .map(Application::name)
                .sorted()
                .toList();
        return page(input, "applications", names);
    }

    private Json getGroup(Exchange exchange, Json input) {
        String application = applicationName(input);
        String name = groupName(input);
        require(exchange, "GetDeploymentGroup", groupArn(exchange, application, name));
        return Json.object().put("deploymentGroupInfo", descriptions.group(group(exchange, application, name), now()));
    }

    private Json batchGetGroups(Exchange exchange, Json input) {
        String application = applicationName(input);
        List<String> names = input.strings("deploymentGroupNames");
        if (names.size() > 100) {
            throw batchLimit(100);
        }
        List<Json> groups = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            require(exchange, "BatchGetDeploymentGroups", groupArn(exchange, application, name));
            application(exchange, application)
                    .findGroup(name)
                    .ifPresentOrElse(
                            group -> {
                                settle(group);
                                groups.add(descriptions.group(group, now()));
                            },
                            () -> missing.add(name));
        }
        return Json.object()
                .put("deploymentGroupsInfo", groups)
                .put("errorMessage", missing.isEmpty() ? null : "No Deployment Group found for name: " + missing);
    }

    private Json listGroups(Exchange exchange, Json input) {
        String name = applicationName(input);
        require(exchange, "ListDeploymentGroups", applicationArn(exchange, name));
        List<String> names = application(exchange, name).groups().stream()
                .map(DeploymentGroup::name)
                .toList();
        return page(input, "deploymentGroups", names).put("applicationName", name);
    }

    private Json getConfig(Exchange exchange, Json input) {
        String name = input.string("deploymentConfigName")
                .orElseThrow(() -> new AwsError(
                        400, "DeploymentConfigNameRequiredException", "Deployment configuration name is missing"));
        require(exchange, "GetDeploymentConfig", configArn(exchange, name));
        return Json.object().put("deploymentConfigInfo", config(name).describe());
    }

    private Json listConfigs(Exchange exchange, Json input) {
        requireOnAll(exchange, "ListDeploymentConfigs", configArn(exchange, "*"));
        return page(input, "deploymentConfigsList", List.copyOf(configs.keySet()));
    }

    // ---------------------------------------------------------------------------------------------- revisions

    private static Revision revision(Json input) {
        return Revision.parse(input.object("revision")
                .orElseThrow(() -> new AwsError(400, "RevisionRequiredException", "Revision is missing")));
    }

    private static void requireShort(Optional<String> description) {
        if (description.filter(text -> text.length() > LONGEST_DESCRIPTION).isPresent()) {
            throw new AwsError(
                    400,
                    "DescriptionTooLongException",
                    "The description must have at most " + LONGEST_DESCRIPTION + " characters");
        }
    }

    private Json registerRevision(Exchange exchange, Json input) {
        String name = applicationName(input);
        require(exchange, "RegisterApplicationRevision", applicationArn(exchange, name));
        Application application = application(exchange, name);
        requireShort(input.string("description"));
        application.register(
                revision(input),
                input.string("description").orElse("Application revision registered by Deployment ID: none"),
                exchange.time());
        return null;
    }

    private Json getRevision(Exchange exchange, Json input) {
        String name = applicationName(input);
        require(exchange, "GetApplicationRevision", applicationArn(exchange, name));
        Revision revision = revision(input);
        Registration registration = application(exchange, name)
                .registration(revision)
                .orElseThrow(() -> new AwsError(
                        400, "RevisionDoesNotExistException", "No application revision found for " + revision));
        Json info = Json.object()
                .put("description", registration.description)
                .put("deploymentGroups", List.copyOf(registration.groups))
                .put("firstUsedTime", registration.firstUsed)
                .put("lastUsedTime", registration.lastUsed)
                .put("registerTime", registration.registered);
        return Json.object()
                .put("applicationName", name)
                .put("revision", registration.revision.json())
                .put("revisionInfo", info);
    }

    private Json listRevisions(Exchange exchange, Json input) {
        String name = applicationName(input);
        require(exchange, "ListApplicationRevisions", applicationArn(exchange, name));
        Comparator<Registration> order =
                switch (input.string("sortBy").orElse("registerTime")) {
                    case "registerTime" -> Comparator.comparing(registration -> registration.registered);
                    case "firstUsedTime" ->
                        Comparator.comparing(
                                registration -> registration.firstUsed,
                                Comparator.nullsFirst(Comparator.naturalOrder()));
                    case "lastUsedTime" ->
                        Comparator.comparing(
                                registration -> registration.lastUsed,
                                Comparator.nullsFirst(Comparator.naturalOrder()));
                    default -> throw new AwsError(400, "InvalidSortByException", "Cannot sort by that");
                };
        if (input.string("sortOrder").orElse("ascending").equals("descending")) {
            order = order.reversed();
        }
        String bucket = input.string("s3Bucket").orElse("");
        String prefix = input.string("s3KeyPrefix").orElse("");
        List<Json> revisions = application(exchange, name).registrations().stream()
                .filter(registration -> registration
                        .revision
                        .s3()
                        .map(s3 -> (bucket.isEmpty()
                                        || bucket.equals(s3.string("bucket").orElse("")))
                                && s3.string("key").orElse("").startsWith(prefix))
                        .orElse(bucket.isEmpty()))
                .sorted(order)
                .map(registration -> registration.revision.json())
                .toList();
        return page(input, "revisions", revisions);
    }

    // ---------------------------------------------------------------------------------------------- deployments

    private Json createDeployment(Exchange exchange, Json input) {
        String application = applicationName(input);
        String name = groupName(input);
        require(exchange, "CreateDeployment", groupArn(exchange, application, name));
        DeploymentGroup group = group(exchange, application, name);
        Revision revision = revision(input);
        String configName = input.string("deploymentConfigName").orElse(group.config());
        // creating a deployment also reads its configuration, and reads or registers its revision
        require(exchange, "GetDeploymentConfig", configArn(exchange, configName), configArn(exchange, configName));
        boolean known = group.application().registration(revision).isPresent();
        String applicationArn = applicationArn(exchange, application);
        require(
                exchange,
                known ? "GetApplicationRevision" : "RegisterApplicationRevision",
                applicationArn,
                applicationArn);
        DeploymentConfig config = config(configName);
        requireValidOptions(group, config, revision, input);
        // what the request says replaces what the group says, for this deployment
        AutoRollback rollback = input.object("autoRollbackConfiguration")
                .map(AutoRollback::parse)
                .orElse(group.rollback());
        Instant now = exchange.time();
        deployments.active(group, now).ifPresent(active -> {
            throw new AwsError(
                    400,
                    "DeploymentLimitExceededException",
                    limitMessage.replace("{group}", name).replace("{deployment}", active.id()));
        });
        Origin origin = new Origin(
                "user",
                revision,
                group.lastSuccessful().map(Deployment::revision),
                configName,
                Json.object()
                        .put("description", input.get("description"))
                        .put("ignoreApplicationStopFailures", input.get("ignoreApplicationStopFailures"))
                        .put("updateOutdatedInstancesOnly", input.get("updateOutdatedInstancesOnly"))
                        .put("fileExistsBehavior", input.get("fileExistsBehavior")),
                rollback,
                Optional.empty(),
                Optional.empty());
        DeploymentPlan plan = nextPlan();
        Deployment deployment = deployments.create(group, origin, config, plan, exchange.context(), now);
        Registration registration = group.application()
                .register(revision, "Application revision registered by Deployment ID: " + deployment.id(), now);
        registration.groups.add(name);
        registration.lastUsed = now;
        if (registration.firstUsed == null) {
            registration.firstUsed = now;
        }
        return Json.object().put("deploymentId", deployment.id());
    }

    private DeploymentPlan nextPlan() {
        if (!plans.isEmpty()) {
            return plans.poll();
        }
        DeploymentPlan plan = new DeploymentPlan();
        everyPlan.accept(plan);
        return plan;
    }

    private static void requireValidOptions(
            DeploymentGroup group, DeploymentConfig config, Revision revision, Json input) {
        String platform = group.application().platform();
        if (!config.platform().equals(platform)) {
            throw new AwsError(
                    400,
                    "InvalidDeploymentConfigNameException",
                    "The deployment configuration " + config.name() + " is for the compute platform "
                            + config.platform() + ", not " + platform);
        }
        requireShort(input.string("description"));
        boolean server = platform.equals("Server");
        String bundleType = revision.s3().flatMap(s3 -> s3.string("bundleType")).orElse("");
        boolean appSpecOnly =
                revision.content().isPresent() || List.of("YAML", "JSON").contains(bundleType);
        if (server == appSpecOnly) {
            throw new AwsError(
                    400,
                    "InvalidRevisionException",
                    server
                            ? "A deployment to the Server platform needs a bundle in tar, tgz or zip format"
                            : "A deployment to the " + platform + " platform needs an AppSpec file in YAML or JSON");
        }
        input.string("fileExistsBehavior")
                .filter(behavior -> !List.of("DISALLOW", "OVERWRITE", "RETAIN").contains(behavior))
                .ifPresent(behavior -> {
                    throw new AwsError(
                            400, "InvalidFileExistsBehaviorException", "Unknown file exists behavior " + behavior);
                });
        if (!server && input.bool("updateOutdatedInstancesOnly").orElse(false)) {
            throw new AwsError(
                    400,
                    "InvalidUpdateOutdatedInstancesOnlyValueException",
                    "updateOutdatedInstancesOnly must be false for the " + platform + " platform");
        }
        if (!server && input.bool("ignoreApplicationStopFailures").orElse(false)) {
            throw new AwsError(
                    400,
                    "InvalidIgnoreApplicationStopFailuresValueException",
                    "ignoreApplicationStopFailures must be false for the " + platform + " platform");
        }
        if (input.object("targetInstances").isPresent() && group.kind() != DeploymentGroup.Kind.BLUE_GREEN) {
            throw new AwsError(
                    400,
                    "InvalidTargetInstancesException",
                    "Target instances can be given for blue/green deployments only");
        }
    }

    private static String deploymentId(Json input) {
        String id = input.string("deploymentId")
                .orElseThrow(() -> new AwsError(400, "DeploymentIdRequiredException", "Deployment ID is missing"));
        requireDeploymentId(id);
        return id;
    }

    private static void requireDeploymentId(String id) {
        if (!id.matches("d-[A-Z0-9]{9}")) {
            throw new AwsError(
                    400, "InvalidDeploymentIdException", "Specified DeploymentId is not in the valid format: " + id);
        }
    }

    private Optional<Deployment> find(Exchange exchange, String id) {
        Optional<Deployment> found = deployments.find(id).filter(deployment -> isOwn(exchange, deployment));
        found.ifPresent(deployment -> settle(deployment.group()));
        return found;
    }

    private Optional<Deployment> visible(Optional<Deployment> found) {
        return found.filter(deployment -> consistency.finds(deployment, now()));
    }

    private static boolean isOwn(Exchange exchange, Deployment deployment) {
        Application application = deployment.group().application();
        return application.accountId().equals(exchange.caller().accountId())
                && application.region().equals(exchange.region());
    }

    /** Finds a deployment for an action whose permission is given by deployment group. */
    private Deployment deployment(Exchange exchange, Json input) {
        String id = deploymentId(input);
        Optional<Deployment> found = find(exchange, id);
        String arn = found.map(deployment -> deployment.group().arn()).orElse(groupArn(exchange, "*", "*"));
        require(exchange, exchange.action(), arn);
        return visible(found).orElseThrow(() -> notFound(id));
    }

    /** Finds a deployment for an action that is permitted on all resources or none. */
    private Deployment deploymentOnAll(Exchange exchange, Json input) {
        String id = deploymentId(input);
        Optional<Deployment> found = find(exchange, id);
        String arn = found.map(deployment -> deployment.group().arn()).orElse(groupArn(exchange, "*", "*"));
        requireOnAll(exchange, exchange.action(), arn);
        return visible(found).orElseThrow(() -> notFound(id));
    }

    private static AwsError notFound(String id) {
        return new AwsError(400, "DeploymentDoesNotExistException", "The deployment " + id + " could not be found");
    }

    private static AwsError batchLimit(int limit) {
        return new AwsError(
                400, "BatchLimitExceededException", "The maximum number of names or IDs for this request is " + limit);
    }

    private Json getDeployment(Exchange exchange, Json input) {
        return Json.object().put("deploymentInfo", descriptions.deployment(deployment(exchange, input), now()));
    }

    private Json batchGetDeployments(Exchange exchange, Json input) {
        List<String> ids = input.strings("deploymentIds");
        if (ids.isEmpty()) {
            throw new AwsError(400, "DeploymentIdRequiredException", "At least one deployment ID must be given");
        }
        if (ids.size() > MOST_IN_A_BATCH) {
            throw batchLimit(MOST_IN_A_BATCH);
        }
        List<Json> found = new ArrayList<>();
        for (String id : ids) {
            requireDeploymentId(id);
            Optional<Deployment> deployment = visible(find(exchange, id));
            if (deployment.isPresent()) {
                require(exchange, exchange.action(), deployment.get().group().arn());
                found.add(descriptions.deployment(deployment.get(), now()));
            }
        }
        return Json.object().put("deploymentsInfo", found);
    }

    private Json listDeployments(Exchange exchange, Json input) {
        boolean named = input.has("applicationName");
        if (named != input.has("deploymentGroupName")) {
            if (named) {
                groupName(input);
            } else {
                applicationName(input);
            }
        }
        List<Deployment> candidates = new ArrayList<>();
        if (named) {
            String application = applicationName(input);
            String name = groupName(input);
            require(exchange, "ListDeployments", groupArn(exchange, application, name));
            candidates.addAll(group(exchange, application, name).deployments());
        } else {
            require(exchange, "ListDeployments", groupArn(exchange, "*", "*"));
            for (Application application : applications.values()) {
                if (application.accountId().equals(exchange.caller().accountId())
                        && application.region().equals(exchange.region())) {
                    application.groups().forEach(this::settle);
                }
            }
            deployments.all().stream()
                    .filter(deployment -> isOwn(exchange, deployment))
                    .forEach(candidates::add);
        }
        List<String> statuses = input.strings("includeOnlyStatuses");
        if (!STATUSES.containsAll(statuses)) {
            throw new AwsError(400, "InvalidDeploymentStatusException", "Unknown deployment status in " + statuses);
        }
        long start = time(input, "start").orElse(Long.MIN_VALUE);
        long end = time(input, "end").orElse(Long.MAX_VALUE);
        if (start > end) {
            throw new AwsError(400, "InvalidTimeRangeException", "The time range ends before it starts");
        }
        long now = now();
        List<String> ids = new ArrayList<>();
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Timeline timeline = candidates.get(i).timeline();
            if (consistency.lists(candidates.get(i), now)
                    && (statuses.isEmpty() || statuses.contains(timeline.status(now)))
                    && timeline.created() >= start
                    && timeline.created() <= end) {
                ids.add(candidates.get(i).id());
            }
        }
        return page(input, "deployments", ids);
    }

    private static Optional<Long> time(Json input, String name) {
        return input.object("createTimeRange")
                .flatMap(range -> range.number(name))
                .map(seconds -> seconds.movePointRight(3).longValue());
    }

    private Json stopDeployment(Exchange exchange, Json input) {
        Deployment deployment = deploymentOnAll(exchange, input);
        long now = now();
        if (deployment.timeline().isOver(now)) {
            throw new AwsError(
                    400,
                    "DeploymentAlreadyCompletedException",
                    "The deployment " + deployment.id() + " has already completed");
        }
        deployments.stop(deployment, clock.instant(), input.bool("autoRollbackEnabled"));
        settle(deployment.group());
        boolean stopped = deployment.timeline().isOver(now);
        return Json.object()
                .put("status", stopped ? "Succeeded" : "Pending")
                .put(
                        "statusMessage",
                        stopped
                                ? "No host commands are running, the deployment is stopped"
                                : "Stopping deployment. Host commands that are running will be finished first");
    }

    private Json continueDeployment(Exchange exchange, Json input) {
        Deployment deployment = deploymentOnAll(exchange, input);
        long now = now();
        Timeline timeline = deployment.timeline();
        if (timeline.isOver(now)) {
            throw new AwsError(
                    400,
                    "DeploymentAlreadyCompletedException",
                    "The deployment " + deployment.id() + " has already completed");
        }
        if (deployment.group().kind() != DeploymentGroup.Kind.BLUE_GREEN
                && deployment.group().kind() != DeploymentGroup.Kind.ECS) {
            throw new AwsError(
                    400, "UnsupportedActionForDeploymentTypeException", "Only blue/green deployments can be continued");
        }
        String wait = input.string("deploymentWaitType").orElse("READY_WAIT");
        boolean waiting =
                switch (wait) {
                    case "READY_WAIT" -> timeline.waiting(now);
                    case "TERMINATION_WAIT" -> timeline.waitsForTermination(now);
                    default ->
                        throw new AwsError(400, "InvalidDeploymentWaitTypeException", "Unknown wait type " + wait);
                };
        if (!waiting) {
            throw new AwsError(
                    400,
                    "DeploymentIsNotInReadyStateException",
                    "The deployment " + deployment.id() + " does not wait to be continued");
        }
        if (wait.equals("READY_WAIT")) {
            deployments.continueReady(deployment, clock.instant());
        } else {
            deployments.continueTermination(deployment, clock.instant());
        }
        return null;
    }

    // ---------------------------------------------------------------------------------------------- targets

    private void requireStarted(Deployment deployment) {
        if (!deployment.timeline().hasStarted(now())) {
            throw new AwsError(
                    400, "DeploymentNotStartedException", "The deployment " + deployment.id() + " has not started");
        }
    }

    private Json listTargets(Exchange exchange, Json input) {
        Deployment deployment = deploymentOnAll(exchange, input);
        requireStarted(deployment);
        List<String> statuses = List.of();
        List<String> labels = List.of();
        for (Map.Entry<String, Object> filter :
                input.object("targetFilters").orElse(Json.object()).members().entrySet()) {
            List<String> values =
                    ((List<?>) filter.getValue()).stream().map(String::valueOf).toList();
            switch (filter.getKey()) {
                case "TargetStatus" -> statuses = values;
                case "ServerInstanceLabel" -> labels = values;
                default ->
                    throw new AwsError(
                            400, "InvalidTargetFilterNameException", "Unknown target filter " + filter.getKey());
            }
        }
        return page(input, "targetIds", filtered(deployment, statuses, labels));
    }

    private List<String> filtered(Deployment deployment, List<String> statuses, List<String> labels) {
        for (String status : statuses) {
            boolean known = status.equals("Unknown");
            for (TargetStatus value : TargetStatus.values()) {
                known |= value.name().equals(status);
            }
            if (!known) {
                throw new AwsError(400, "InvalidInstanceStatusException", "Unknown status " + status);
            }
        }
        if (!labels.isEmpty() && !deployment.hasLabels()) {
            throw new AwsError(
                    400,
                    "InvalidDeploymentInstanceTypeException",
                    "An in-place deployment has neither blue nor green instances");
        }
        if (statuses.isEmpty() && labels.isEmpty()) {
            return deployment.targets();
        }
        long now = now();
        return IntStream.range(0, deployment.targets().size())
                .filter(i -> statuses.isEmpty()
                        || statuses.contains(
                                deployment.timeline().targetStatus(i, now).name()))
                .filter(i -> labels.isEmpty() || labels.contains(deployment.isOriginal(i) ? "Blue" : "Green"))
                .mapToObj(deployment.targets()::get)
                .toList();
    }

    private Json getTarget(Exchange exchange, Json input) {
        Deployment deployment = deploymentOnAll(exchange, input);
        requireStarted(deployment);
        String id = input.string("targetId")
                .orElseThrow(() ->
                        new AwsError(400, "DeploymentTargetIdRequiredException", "Deployment target ID is missing"));
        return Json.object().put("deploymentTarget", descriptions.target(deployment, index(deployment, id), now()));
    }

    private Json batchGetTargets(Exchange exchange, Json input) {
        Deployment deployment = deploymentOnAll(exchange, input);
        requireStarted(deployment);
        List<String> ids = input.strings("targetIds");
        if (ids.isEmpty()) {
            throw new AwsError(
                    400, "DeploymentTargetIdRequiredException", "At least one deployment target ID must be given");
        }
        if (ids.size() > MOST_IN_A_BATCH) {
            throw new AwsError(
                    400,
                    "DeploymentTargetListSizeExceededException",
                    "At most " + MOST_IN_A_BATCH + " targets can be asked for at once");
        }
        List<Json> targets = new ArrayList<>();
        for (String id : ids) {
            targets.add(descriptions.target(deployment, index(deployment, id), now()));
        }
        return Json.object().put("deploymentTargets", targets);
    }

    private static int index(Deployment deployment, String id) {
        return deployment
                .indexOf(id)
                .orElseThrow(() -> new AwsError(
                        400,
                        "DeploymentTargetDoesNotExistException",
                        "The target " + id + " does not belong to the deployment " + deployment.id()));
    }

    private static void requireServer(Deployment deployment) {
        if (!deployment.group().application().platform().equals("Server")) {
            throw new AwsError(
                    400,
                    "InvalidComputePlatformException",
                    "Instances are known for the Server platform only; use deployment targets");
        }
    }

    private Json listInstances(Exchange exchange, Json input) {
        Deployment deployment = deployment(exchange, input);
        requireServer(deployment);
        requireStarted(deployment);
        return page(
                input,
                "instancesList",
                filtered(deployment, input.strings("instanceStatusFilter"), input.strings("instanceTypeFilter")));
    }

    private Json batchGetInstances(Exchange exchange, Json input) {
        Deployment deployment = deployment(exchange, input);
        requireServer(deployment);
        List<String> ids = input.strings("instanceIds");
        if (ids.isEmpty()) {
            throw new AwsError(400, "InstanceIdRequiredException", "At least one instance ID must be given");
        }
        if (ids.size() > 100) {
            throw batchLimit(100);
        }
        List<Json> instances = new ArrayList<>();
        for (String id : ids) {
            String bare = id.substring(id.lastIndexOf('/') + 1);
            instances.add(descriptions.instance(deployment, index(deployment, bare), now()));
        }
        return Json.object().put("instancesSummary", instances);
    }

    // ---------------------------------------------------------------------------------------------- pages

    private Json page(Json input, String name, List<?> all) {
        int start = input.string("nextToken").map(CodeDeployService::position).orElse(0);
        if (start > all.size()) {
            throw invalidToken();
        }
        int end = Math.min(all.size(), start + pageSize);
        Json page = Json.object().put(name, all.subList(start, end));
        return end < all.size() ? page.put("nextToken", token(end)) : page;
    }

    private static String token(int position) {
        return Base64.getUrlEncoder().encodeToString(("page-" + position).getBytes(StandardCharsets.US_ASCII));
    }

    private static int position(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            if (text.startsWith("page-")) {
                return Integer.parseInt(text.substring("page-".length()));
            }
        } catch (IllegalArgumentException malformed) {
            throw invalidToken();
        }
        throw invalidToken();
    }

    private static AwsError invalidToken() {
        return new AwsError(400, "InvalidNextTokenException", "The next token was not given out for this list");
    }
}
