package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/**
 * One step of a run: what it works with, what it has found so far, and the one place where it asks AWS. What it says and
 * finds counts when the step succeeds; if it fails, the run goes on from what was {@link #save saved} last.
 */
final class Step {

    static final Duration AT_ONCE = Duration.ZERO;
    static final Duration QUICK = Duration.ofSeconds(2);
    static final Duration SLOW = Duration.ofSeconds(15);

    /** What a run tells while a step of it is under way. */
    interface Output {

        /**
         * Saves the run before something happens that a crash must not forget.
         *
         * @throws IOException if it may not be safe: then it must not happen
         */
        void save(Deployment deployment) throws IOException;

        /** What forbids the deployment by now, in full sentences; empty if nothing does. */
        Optional<String> refusal(Deployment deployment);

        /** Saves the run if that is possible: a crash may forget it. */
        void keep(Deployment deployment);

        /** Says something at once that is worth nothing later: how far an upload is. */
        void say(String line);
    }

    /** A run cannot be saved: what a restart must not forget cannot be done. */
    static final class NotSavedException extends Exception {

        private static final long serialVersionUID = 1;

        NotSavedException(IOException cause) {
            super(Explanation.reason(cause), cause);
        }
    }

    private final Accounts accounts;
    private final Output output;
    private final Lines lines;
    private final Explanation explanation;
    private final List<String> said = new ArrayList<>();
    private final List<RunListener.Event> happened = new ArrayList<>();
    private Deployment saved;
    private Deployment deployment;

    Step(Deployment deployment, Output output, Accounts accounts) {
        this.deployment = deployment;
        this.saved = deployment;
        this.output = output;
        this.accounts = accounts;
        lines = new Lines(deployment.request().environment().name());
        explanation = new Explanation(deployment.request());
    }

    Deployment deployment() {
        return deployment;
    }

    DeploymentRequest request() {
        return deployment.request();
    }

    Accounts accounts() {
        return accounts;
    }

    Lines lines() {
        return lines;
    }

    Explanation explanation() {
        return explanation;
    }

    Attempt.Of attempts() {
        return explanation.attempts();
    }

    // ---- asking AWS

    /** What AWS is asked. */
    interface Question<T> {

        T ask() throws Refusal, InterruptedException;
    }

    /** What AWS is asked that a run can do without; empty if the role may not ask it. */
    static <T> Optional<T> ifAllowed(Question<T> question) throws Refusal, InterruptedException {
        try {
            return Optional.of(question.ask());
        } catch (Refusal refusal) {
            if (!refusal.isDenied()) {
                throw refusal;
            }
            return Optional.empty();
        }
    }

    <T> T ask(Attempt attempt, Supplier<T> call) throws Refusal, InterruptedException {
        try {
            return call.get();
        } catch (AbortedException interrupted) {
            throw (InterruptedException) new InterruptedException().initCause(interrupted);
        } catch (SdkException failure) {
            throw Refusal.of(attempt, failure, attempts());
        }
    }

    CodeDeployClient codeDeploy() {
        return accounts.codeDeploy();
    }

    AwsRequestOverrideConfiguration inProduction() {
        return as(accounts.production());
    }

    DeploymentGroupInfo group() throws Refusal, InterruptedException {
        return ask(
                attempts().describeGroup(),
                () -> content(codeDeploy()
                        .getDeploymentGroup(builder -> builder.applicationName(
                                        request().target().application())
                                .deploymentGroupName(request().target().deploymentGroup())
                                .overrideConfiguration(inProduction()))
                        .deploymentGroupInfo()));
    }

    DeploymentInfo info(String deploymentId) throws Refusal, InterruptedException {
        return ask(attempts().watch(deploymentId), () -> describe(deploymentId));
    }

    /** Asks for a deployment; the caller explains a refusal. */
    DeploymentInfo describe(String deploymentId) {
        return content(codeDeploy()
                .getDeployment(builder -> builder.deploymentId(deploymentId).overrideConfiguration(inProduction()))
                .deploymentInfo());
    }

    /** Lets a deployment go on that waits for somebody to say so. */
    void proceed(String deploymentId, DeploymentWaitType wait) throws Refusal, InterruptedException {
        ask(
                attempts().proceed(deploymentId),
                () -> codeDeploy()
                        .continueDeployment(builder -> builder.deploymentId(deploymentId)
                                .deploymentWaitType(wait)
                                .overrideConfiguration(inProduction())));
    }

    private static <T> T content(T answer) {
        if (answer == null) {
            throw SdkClientException.create("the answer is empty");
        }
        return answer;
    }

    /** Makes sure that there is a session of the role, and tells whose it is. */
    void tellSession() throws Refusal, InterruptedException {
        Accounts.Session session = ask(attempts().assume(), accounts::session);
        tell(lines.role(session));
        happened(new RunListener.RoleAssumed(accounts.knownCaller(), session.principal()));
        tell(lines.concessions(session, request()));
    }

    // ---- what it finds

    /** Tells the console, once the step has succeeded. */
    void tell(String line) {
        said.add(line);
    }

    void tell(List<String> more) {
        said.addAll(more);
    }

    /** Tells the console and who listens what somebody has done to the deployment, or could not do. */
    void note(String text) {
        tell(lines.note(text));
        happened(new RunListener.Noted(text));
    }

    /** Tells who listens, once the step has succeeded. */
    void happened(RunListener.Event event) {
        happened.add(event);
    }

    /** Tells the console at once what is worth nothing later. */
    void say(String line) {
        output.say(line);
    }

    /** Goes on without actions that the role is not allowed, and says so once. */
    void without(String consequence, String... actions) {
        giveUp(
                "role " + request().environment().role().name() + " lacks "
                        + Stream.of(actions)
                                .map(action -> "codedeploy:" + action)
                                .collect(Collectors.joining(" and "))
                        + ": " + consequence,
                actions);
    }

    /** Goes on without actions, and says so once. */
    void giveUp(String note, String... actions) {
        if (Stream.of(actions).anyMatch(deployment::may)) {
            tell(lines.note(note));
        }
        for (String action : actions) {
            deployment = deployment.without(action);
        }
    }

    /**
     * Makes sure that what was allowed when the run began is allowed now.
     *
     * @throws Fault if it is not
     */
    void requireAllowed() throws Fault {
        Optional<String> refusal = output.refusal(deployment);
        if (refusal.isPresent()) {
            throw EarlyEnd.forbidden(deployment.request(), refusal.get());
        }
    }

    /**
     * Saves the run before something happens that a crash must not forget.
     *
     * @throws NotSavedException if it must not happen
     */
    void save(Stage stage) throws NotSavedException {
        Deployment next = saved.back(stage);
        try {
            output.save(next);
        } catch (IOException failure) {
            throw new NotSavedException(failure);
        }
        saved = next;
    }

    /** Saves the run if that is possible: a crash may forget it. */
    void keep(Stage stage) {
        saved = saved.back(stage);
        output.keep(saved);
    }

    /** What was saved to be safe has not happened, or is undone. */
    void takeBack(Stage stage) {
        saved = saved.back(stage);
    }

    /** Where the run goes on from if this step fails. */
    Deployment saved() {
        return saved;
    }

    Advance to(Stage next) {
        return to(next, AT_ONCE);
    }

    Advance to(Stage next, Duration pause) {
        return new Advance(deployment.at(next), said, happened, pause);
    }

    /** The end of a run that deploys nothing: its revision is deployed later. */
    Advance pushed(Revision revision) {
        tell(lines.pushed(revision));
        return to(new Stage.Done(Result.withoutDeployment(Outcome.PUSHED, List.of(revision), "")));
    }

    /** The same stage again, later. */
    Advance again(Duration pause) {
        return to(deployment.stage(), pause);
    }

    /** At an earlier stage. That is no progress: a streak of failures goes on. */
    Advance backTo(Stage stage, Duration pause) {
        return new Advance(deployment.back(stage), said, happened, pause);
    }

    /**
     * It is certain now that no deployment was created.
     *
     * @param attempted whether it was tried to create one. Then the next attempt may fail as well, so that a streak of failures
     *     goes on, and ends the run when it is too long.
     */
    Advance certain(Stage stage, boolean attempted) {
        Deployment next = attempted ? deployment.back(stage) : deployment.at(stage);
        return new Advance(next.certain(), said, happened, AT_ONCE);
    }
}
