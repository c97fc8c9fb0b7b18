package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.LambdaFunction;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.Platform;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Assuming;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Preparing;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.ReadingAppSpec;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.serverless.FilledFiles;
import io.jenkins.plugins.crossaccountdeploy.serverless.Functions;
import io.jenkins.plugins.crossaccountdeploy.serverless.Functions.Readiness;
import io.jenkins.plugins.crossaccountdeploy.serverless.TaskDefinition;
import io.jenkins.plugins.crossaccountdeploy.serverless.TaskDefinitions;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import io.jenkins.plugins.crossaccountdeploy.template.YamlTemplate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Fills in the AppSpec of an ECS or Lambda deployment, and makes before what it refers to: all that can be wrong with the files
 * shows before anything is made.
 */
final class PrepareStage {

    /** So long a function may be in the making: SnapStart takes minutes. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final String AT_WORK = "waits for Lambda, which is still at work on the function";

    private final Workspace workspace;
    private final InstantSource clock;

    PrepareStage(Workspace workspace, InstantSource clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    /** Bundles of instances are deployed as they are. */
    static void requireNothingAsked(Step step) throws Fault {
        if (preparation(step).isAsked()) {
            throw new Fault(
                    "placeholders, taskDefinition and publishVersion are for ECS and Lambda, and the deployment group "
                            + step.request().target().deploymentGroup()
                            + " deploys to instances, which get the bundle as it is in the workspace. Leave them out, and write"
                            + " such values into the files before.");
        }
    }

    // ---- what is in the workspace

    Advance read(Step step, ReadingAppSpec reading) throws Fault, Workspace.AwayException, InterruptedException {
        try {
            AppSpec appSpec = workspace.appSpec(selection(step));
            requirePlatform(step, appSpec.platform(), reading.platform());
            if (appSpec.platform() == Platform.SERVER) {
                requireNothingAsked(step);
                return step.to(new Stage.Bundling(PendingUpload.NONE));
            }
            return resolve(step, appSpec);
        } catch (IOException failure) {
            throw BundleStage.fault(step, failure);
        }
    }

    private static void requirePlatform(Step step, Platform platform, String wanted) throws Fault {
        if (!wanted.isEmpty() && !wanted.equals(platform.apiName())) {
            throw new Fault("The AppSpec is written for " + platform.apiName() + ", the deployment group "
                    + step.request().target().deploymentGroup() + " deploys to " + wanted
                    + ". Name the AppSpec of this environment with appSpec, or another deployment group.");
        }
    }

    private Advance resolve(Step step, AppSpec appSpec) throws IOException, InterruptedException {
        Preparation preparation = preparation(step);
        Optional<String> taskDefinition = preparation.registersTaskDefinition()
                ? Optional.of(workspace.taskDefinition(selection(step), preparation.taskDefinition()))
                : Optional.empty();
        FilledFiles files = FilledFiles.of(preparation, appSpec, taskDefinition, workspace.variables());
        files.notes().forEach(note -> step.tell(step.lines().note(note)));
        return preparation.makesSomething()
                ? step.to(new Preparing(appSpec, files.values(), files.taskDefinition(), "", Instant.MAX))
                : deploy(step, files.appSpec());
    }

    private static Preparation preparation(Step step) {
        return BundleStage.files(step).preparation();
    }

    private static Selection selection(Step step) {
        return BundleStage.files(step).selection();
    }

    // ---- what is made in the production account

    Advance take(Step step, Preparing preparing) throws Refusal, Fault, InterruptedException {
        if (!preparing.taskDefinition().isEmpty()) {
            return register(step, preparing, new TaskDefinition(preparing.taskDefinition()));
        }
        AppSpec filled = filled(preparing, preparing.values());
        Optional<LambdaFunction> function =
                preparation(step).publishesVersion() ? filled.lambdaFunction() : Optional.empty();
        if (function.isEmpty()) {
            return deploy(step, filled);
        }
        return preparing.version().isEmpty()
                ? publish(step, preparing, function.get())
                : point(step, preparing, function.get());
    }

    /**
     * Registers a task definition that is not there yet. When the answer to that was lost, the next look finds it; without a
     * look, there is another revision, which does no harm.
     */
    private static Advance register(Step step, Preparing preparing, TaskDefinition definition)
            throws Refusal, Fault, InterruptedException {
        TaskDefinitions definitions = new TaskDefinitions(step.accounts());
        Optional<String> there = findSame(step, definitions, definition);
        if (there.isPresent()) {
            step.tell(step.lines().taskDefinition(there.get(), "is registered already"));
            return step.to(preparing.registered(there.get()));
        }
        requireNamed(step, definition);
        if (step.request().options().dryRun()) {
            return checked(
                    step,
                    "dry run: a revision of task definition '" + definition.family()
                            + "' would be registered and deployed");
        }
        step.requireAllowed();
        String arn = step.ask(
                step.attempts().registerTaskDefinition(definition.family()), () -> definitions.register(definition));
        step.tell(step.lines().taskDefinition(arn, "registered"));
        return step.to(preparing.registered(arn));
    }

    /** A session that has no space for all the roles or functions that the environment names may use others, too. */
    private static void requireNamed(Step step, TaskDefinition definition) throws Fault {
        for (String role : definition.roles()) {
            if (!preparation(step).mayGive(role)) {
                throw new Fault("The task definition '" + definition.family()
                        + "' cannot be registered: the environment"
                        + " names the roles that tasks are given, and " + role + " is none of them. Add that role to"
                        + " taskRoleArns of environment '"
                        + step.request().environment().name() + "'.");
            }
        }
    }

    private static void requireNamed(Step step, LambdaFunction function) throws Fault {
        if (!preparation(step).mayPublish(function.name())) {
            throw new Fault(
                    "The version of Lambda function '" + function.name() + "' cannot be published: the environment"
                            + " names the functions for that, and it is none of them. Add that function to lambdaFunctions of"
                            + " environment '" + step.request().environment().name() + "'.");
        }
    }

    private static Optional<String> findSame(Step step, TaskDefinitions definitions, TaskDefinition definition)
            throws Refusal, InterruptedException {
        Optional<Optional<String>> found = Step.ifAllowed(() -> step.ask(
                step.attempts().findTaskDefinition(definition.family()), () -> definitions.findSame(definition)));
        if (found.isEmpty()) {
            step.giveUp(
                    "role " + step.request().environment().role().name() + " lacks ecs:DescribeTaskDefinition: each run"
                            + " registers a revision, even where it changes nothing",
                    "DescribeTaskDefinition");
        }
        return found.flatMap(same -> same);
    }

    private Advance publish(Step step, Preparing preparing, LambdaFunction function)
            throws Refusal, Fault, InterruptedException {
        Functions functions = new Functions(step.accounts());
        requireNamed(step, function);
        if (readiness(step, preparing, function, Functions.LATEST) != Readiness.READY) {
            return again(step, preparing, AT_WORK);
        }
        if (step.request().options().dryRun()) {
            return checked(
                    step, "dry run: a version of function '" + function.name() + "' would be published and deployed");
        }
        step.requireAllowed();
        try {
            return step.to(preparing.published(step.ask(
                    step.attempts().onFunction("PublishVersion", function.name()),
                    () -> functions.publish(function.name()))));
        } catch (Refusal refusal) {
            boolean isChanging = AwsErrors.code(refusal.failure()).equals("ResourceConflictException");
            if (isChanging && !isOver(preparing)) {
                return again(step, preparing, AT_WORK);
            }
            throw refusal;
        }
    }

    private Advance point(Step step, Preparing preparing, LambdaFunction function)
            throws Refusal, Fault, InterruptedException {
        Functions functions = new Functions(step.accounts());
        String version = preparing.version();
        Readiness readiness = readiness(step, preparing, function, version);
        if (readiness != Readiness.READY) {
            return again(step, preparing, readiness == Readiness.INACTIVE ? wake(function, version) : AT_WORK);
        }
        Functions.Alias alias = step.ask(
                step.attempts().onFunction("GetAlias", function.name()),
                () -> functions.alias(function.name(), function.alias()));
        String current = alias.version();
        if (current.equals(version) && !alias.isSplit()) {
            return checked(
                    step,
                    "nothing to deploy: " + function.alias() + " of function '" + function.name()
                            + "' points to version " + version + " already, and nothing has changed since");
        }
        step.tell(step.lines().version(function.name(), version, function.alias(), current));
        Values values =
                preparing.values().and(Preparation.TARGET_VERSION, version).and(Preparation.CURRENT_VERSION, current);
        return deploy(step, filled(preparing, values));
    }

    private Readiness readiness(Step step, Preparing preparing, LambdaFunction function, String version)
            throws Refusal, Fault, InterruptedException {
        Functions.State state = step.ask(
                step.attempts().onFunction("GetFunctionConfiguration", function.name()),
                () -> new Functions(step.accounts()).state(function.name(), version));
        String which = "The Lambda function '" + function.name() + "' (" + version + ") in production account "
                + step.request().environment().role().account();
        switch (state.readiness()) {
            case READY -> {}
            case UNUSABLE ->
                throw new Fault(
                        which + " cannot be invoked: its state is " + state.reason()
                                + ". See what has brought it there in the Lambda console, update the function, and build again.");
            case FAILED ->
                throw new Fault(which + " has failed: "
                        + (state.reason().isEmpty() ? "Lambda does not say why" : state.reason())
                        + ". Update the function, and build again.");
            case PENDING, INACTIVE -> {
                if (isOver(preparing)) {
                    throw new Fault(which + " is not ready after " + LONGEST_WAIT.toMinutes() + " minutes. "
                            + (state.readiness() == Readiness.INACTIVE
                                    ? "It is inactive: invoke it once, " + invocation(function, version)
                                    : "See what keeps it in the Lambda console")
                            + ", and build again.");
                }
            }
        }
        return state.readiness();
    }

    private static String wake(LambdaFunction function, String version) {
        return "waits until version " + version + " of function '" + function.name()
                + "' is used again, which is inactive: its next invocation fails, and has Lambda make it ready. "
                + invocation(function, version);
    }

    private static String invocation(LambdaFunction function, String version) {
        return "aws lambda invoke --function-name " + function.name() + " --qualifier " + version + " answer.json";
    }

    private boolean isOver(Preparing preparing) {
        return !preparing.since().equals(Instant.MAX)
                && preparing.since().plus(LONGEST_WAIT).isBefore(clock.instant());
    }

    /** @param note what is waited for, told once */
    private Advance again(Step step, Preparing preparing, String note) {
        if (!preparing.since().equals(Instant.MAX)) {
            return step.again(Step.SLOW);
        }
        step.tell(step.lines().note(note));
        return step.to(preparing.waitingSince(clock.instant()), Step.QUICK);
    }

    private static AppSpec filled(Preparing preparing, Values values) {
        AppSpec appSpec = preparing.appSpec();
        return appSpec.filled(new YamlTemplate(appSpec.content()).filled(values.byName()), new Faults());
    }

    private static Advance deploy(Step step, AppSpec appSpec) {
        AppSpecRevision revision = new AppSpecRevision(appSpec.content());
        if (step.request().isPush()) {
            return step.pushed(revision);
        }
        step.tell(step.lines().existing(new Existing(revision)));
        return step.to(new Assuming(revision));
    }

    private static Advance checked(Step step, String note) {
        step.tell(step.lines().note(note));
        return step.to(new Done(Result.withoutDeployment(Outcome.CHECKED, List.of(), "")));
    }
}
