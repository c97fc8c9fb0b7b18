package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Run;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.time.Duration;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DisableConcurrentBuildsJobProperty;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A build that is aborted ends its deployment as ordered, whatever it was about, and only then itself. */
@WithJenkins
class AbortJenkinsTest extends SimulatedAwsJenkinsTest {

    /** Longer than any test: who needs the end of it moves the clock. */
    private static final Duration LONG = Duration.ofMinutes(20);

    private JenkinsRule jenkins;
    private DumbSlave agent;

    AbortJenkinsTest() {
        super(4);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        describeAccounts();
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
    }

    private WorkflowRun startPipeline(String script) throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", script);
        checkOut(agent, job);
        return job.scheduleBuild2(0).waitForStart();
    }

    private WorkflowRun watchPipeline(String script) throws Exception {
        WorkflowRun build = startPipeline(script);
        jenkins.waitForMessage("BeforeInstall", build);
        return build;
    }

    private FreeStyleBuild startFreestyle() throws Exception {
        FreeStyleProject job = freestyle(jenkins, "web", agent);
        checkOut(agent, job);
        return job.scheduleBuild2(0).waitForStart();
    }

    private FreeStyleBuild watchFreestyle() throws Exception {
        FreeStyleBuild build = startFreestyle();
        jenkins.waitForMessage("BeforeInstall", build);
        return build;
    }

    private void endsAborted(Run<?, ?> build) throws Exception {
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
    }

    /** The targets end what they are about before the deployment stops, and the build waits for that. */
    private void endsAbortedOnceItsDeploymentHasStopped(Run<?, ?> build) throws Exception {
        jenkins.waitForMessage("stops " + created().id(), build);
        assertThat(build.isBuilding()).isTrue();
        aws.clock().advance(LONG);
        endsAborted(build);
        assertThat(aws.status(created())).isEqualTo("Stopped");
        assertThat(errors(build)).contains(created().id() + " of CodeDeployDemo / Prod was aborted");
        assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isOne();
    }

    private static String errors(Run<?, ?> build) throws IOException {
        assertThat(JenkinsRule.getLog(build).lines())
                .noneMatch(line -> line.startsWith("\tat "))
                .filteredOn(line -> line.startsWith("ERROR: "))
                .hasSize(1);
        return JenkinsRule.getLog(build)
                .lines()
                .filter(line -> line.startsWith("ERROR: "))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "checking the accounts, CodeDeploy.GetDeploymentGroup",
        "registering the revision, CodeDeploy.RegisterApplicationRevision",
        "creating the deployment, CodeDeploy.CreateDeployment",
    })
    void deploysNothingWhenAwsHasNotAnsweredYet(String doing, String operation) throws Exception {
        Faults.Fault unavailable = aws.faults().on(operation).always().unavailable();
        WorkflowRun build = startPipeline(DEPLOY);
        unavailable.awaitHit();
        assertThat(status(build)).isEqualTo("prod: " + doing);
        build.doStop();
        endsAborted(build);
        assertThat(aws.deployments()).isEmpty();
        assertThat(errors(build)).contains("Build again.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNothingBehindWhenItBundles(boolean isPipeline) throws Exception {
        Faults.Fault stuck = aws.faults().on("S3.PutObject").block();
        Run<?, ?> build = isPipeline ? startPipeline(DEPLOY) : startFreestyle();
        stuck.awaitHit();
        build.getExecutor().interrupt();
        endsAborted(build);
        assertThat(errors(build)).contains("Nothing has changed in the production account");
        assertThat(aws.bucket(TwoAccounts.BUCKET).openMultipartUploads()).isEmpty();
        assertThat(aws.calls().count("CodeDeploy.RegisterApplicationRevision")).isZero();
    }

    @Test
    void createsNoDeploymentWhenItWaitsForAnother() throws Exception {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/good.zip");
        String other = aws.launchInstance(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "i-0launched")
                .id();
        WorkflowRun build = startPipeline(DEPLOY);
        jenkins.waitForMessage("waits: " + other, build);
        build.doStop();
        endsAborted(build);
        assertThat(aws.deployments()).hasSize(2);
        assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @Test
    void stopsTheDeploymentOfAPipeline() throws Exception {
        WorkflowRun build = watchPipeline(DEPLOY);
        build.doStop();
        endsAbortedOnceItsDeploymentHasStopped(build);
    }

    @Test
    void stopsTheDeploymentOfAFreestyleJob() throws Exception {
        FreeStyleBuild build = watchFreestyle();
        build.getExecutor().interrupt();
        endsAbortedOnceItsDeploymentHasStopped(build);
    }

    @Test
    void stopsTheDeploymentWhenATimeoutAroundItStrikes() throws Exception {
        WorkflowRun build = startPipeline("""
                node('agent') {
                  timeout(time: 15, unit: 'SECONDS') { crossAccountDeploy(environment: 'prod') }
                }
                """);
        jenkins.waitForMessage("BeforeInstall", build);
        endsAbortedOnceItsDeploymentHasStopped(build);
        jenkins.assertLogContains("Timeout has been exceeded", build);
    }

    @Test
    void stopsTheDeploymentWhenAnotherBranchFailsAndThatEndsAll() throws Exception {
        WorkflowRun build = startPipeline("""
                parallel(
                  deploy: { node('agent') { crossAccountDeploy(environment: 'prod') } },
                  other: { node('other') { error 'broken' } },
                  failFast: true)
                """);
        jenkins.waitForMessage("BeforeInstall", build);
        jenkins.createOnlineSlave(Label.get("other"));
        jenkins.waitForMessage("stops " + created().id(), build);
        aws.clock().advance(LONG);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        assertThat(aws.status(created())).isEqualTo("Stopped");
    }

    @Test
    void stopsTheDeploymentThatANewerBuildSupersedes() throws Exception {
        WorkflowRun build = watchPipeline(DEPLOY);
        DisableConcurrentBuildsJobProperty oneAtATime = new DisableConcurrentBuildsJobProperty();
        oneAtATime.setAbortPrevious(true);
        build.getParent().addProperty(oneAtATime);
        build.getParent().setDefinition(new CpsFlowDefinition("echo 'newer'", true));
        build.getParent().scheduleBuild2(0);
        jenkins.waitForMessage("stops " + created().id() + ": Superseded by #2", build);
        aws.clock().advance(LONG);
        jenkins.assertBuildStatus(Result.NOT_BUILT, jenkins.waitForCompletion(build));
    }

    @Test
    void saysWhatIsLeftWhenAPipelineIsKilled() throws Exception {
        WorkflowRun build = watchPipeline(DEPLOY);
        build.doKill();
        endsAborted(build);
        assertThat(errors(build))
                .contains("goes on, unwatched: https://")
                .contains(created().id());
    }

    @Test
    void saysWhatIsLeftWhenAStepIsTerminated() throws Exception {
        WorkflowRun build = watchPipeline("catchError { " + DEPLOY + " }; node('other') {}");
        build.doTerm();
        jenkins.waitForMessage("ERROR: The build ends", build);
        assertThat(errors(build))
                .contains("goes on, unwatched: https://")
                .contains(created().id());
        build.doStop();
        jenkins.waitForCompletion(build);
        assertThat(errors(build)).contains("goes on, unwatched: https://");
    }

    @Test
    void rollsTheDeploymentBackIfSoOrderedAndFollowsThat() throws Exception {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/good.zip");
        WorkflowRun build =
                watchPipeline("node('agent') { crossAccountDeploy(environment: 'prod', onAbort: 'rollback') }");
        build.doStop();
        jenkins.waitForMessage(" and rolls back", build);
        aws.clock().advance(LONG);
        jenkins.waitForMessage("which rolls back", build);
        aws.clock().advance(LONG.multipliedBy(4));
        endsAborted(build);
        jenkins.assertLogContains(
                "Rolled back by " + created().rollback().orElseThrow().id(), build);
    }

    @Test
    void leavesTheDeploymentAloneIfSoOrdered() throws Exception {
        WorkflowRun build =
                watchPipeline("node('agent') { crossAccountDeploy(environment: 'prod', onAbort: 'leave') }");
        build.doStop();
        endsAborted(build);
        assertThat(aws.status(created())).isEqualTo("InProgress");
        assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isZero();
        assertThat(errors(build)).contains("goes on, unwatched: https://");
    }

    @Test
    void endsEvenIfTheDeploymentCouldNotBeStoppedInTime() throws Exception {
        WorkflowRun build = watchPipeline("node('agent') { crossAccountDeploy(environment: 'prod'); echo 'went on' }");
        Faults.Fault late = aws.faults().on("CodeDeploy.StopDeployment").unavailable();
        build.doStop();
        late.awaitHit();
        aws.clock().advance(LONG.multipliedBy(4));
        endsAborted(build);
        assertThat(aws.status(created())).isEqualTo("Succeeded");
        jenkins.assertLogNotContains("went on", build);
    }

    @Test
    void doesNotWaitForAwsWhenItIsAbortedAgain() throws Exception {
        WorkflowRun build = watchPipeline(DEPLOY);
        aws.unreachable(true);
        build.doStop();
        jenkins.waitForMessage("StopDeployment does not get through", build);
        build.getExecutor().interrupt();
        endsAborted(build);
        assertThat(errors(build)).contains("goes on, unwatched: https://");
    }

    /** What the call under way has answered in the end is of no use to anybody. */
    @Test
    void createsNothingAfterItHasSaidThatNothingIsDeployed() throws Exception {
        Faults.Fault held =
                aws.faults().on("CodeDeploy.GetDeploymentGroup").after(1).block();
        WorkflowRun build = startPipeline("node('agent') { crossAccountDeploy(environment: 'prod', rollback: true) }");
        held.awaitHit();
        StepExecution step =
                build.getExecution().getCurrentExecutions(true).get().get(0);
        for (int i = 0; i < 2; i++) {
            step.stop(new FlowInterruptedException(
                    Result.ABORTED, true, new CauseOfInterruption.UserInterruption("ada")));
        }
        endsAborted(build);
        assertThat(errors(build)).contains("Nothing is deployed.");
        held.end();
        aws.everyDeployment(plan -> plan.takes("Install", Duration.ofSeconds(1)));
        jenkins.buildAndAssertSuccess(build.getParent());
        assertThat(aws.deployments()).hasSize(1);
    }

    @Test
    void doesNotWaitForAwsWhenAFreestyleJobIsAbortedAgain() throws Exception {
        FreeStyleBuild build = watchFreestyle();
        aws.unreachable(true);
        build.getExecutor().interrupt();
        jenkins.waitForMessage("StopDeployment does not get through", build);
        build.getExecutor().interrupt();
        endsAborted(build);
        assertThat(errors(build)).contains("goes on, unwatched: https://");
    }
}
