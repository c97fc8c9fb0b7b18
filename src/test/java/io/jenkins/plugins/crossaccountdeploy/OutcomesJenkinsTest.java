package io.jenkins.plugins.crossaccountdeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Label;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.model.TaskListener;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import java.time.Duration;
import java.util.Map;
import jenkins.model.ParameterizedJobMixIn;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * However a deployment ends, all that tells of it agrees: the build's result, what later steps learn, and the console. The
 * end of its time is in a test of its own, since Jenkins counts that in real minutes.
 */
@WithJenkins
class OutcomesJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final Duration LONG = Duration.ofMinutes(20);

    private JenkinsRule jenkins;
    private DumbSlave agent;

    OutcomesJenkinsTest() {
        super(10);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        describeAccounts();
    }

    private static Result result(Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED, STOPPED_AS_ORDERED, STARTED, READY, CHECKED, PUSHED -> Result.SUCCESS;
            case FAILED, STOPPED, LOST -> Result.FAILURE;
            case ABORTED, TIMED_OUT -> Result.ABORTED;
            case SUPERSEDED -> Result.NOT_BUILT;
        };
    }

    /** What CodeDeploy has said of the deployment when the build ends. */
    private static String status(Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
            case STOPPED, STOPPED_AS_ORDERED, ABORTED, TIMED_OUT -> "Stopped";
            case STARTED -> "Created";
            case READY -> "Ready";
            case LOST -> "InProgress";
            case SUPERSEDED, CHECKED, PUSHED -> "";
        };
    }

    private static CrossAccountDeployStep step(Outcome outcome) {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setWait(
                switch (outcome) {
                    case STARTED -> "false";
                    case READY -> "traffic";
                    default -> "true";
                });
        step.setDryRun(outcome == Outcome.CHECKED);
        step.setAction(outcome == Outcome.PUSHED ? "push" : "deploy");
        return step;
    }

    private void arrange(Outcome outcome) {
        switch (outcome) {
            case FAILED -> aws.nextDeployment().failsEverywhere("BeforeInstall", script().exit(1));
            case STOPPED, ABORTED, TIMED_OUT -> aws.nextDeployment().takes("Install", LONG);
            // A deployment that it has seen before, it would go on asking for.
            case LOST -> aws.faults().on("CodeDeploy.GetDeployment").always().denyAccess();
            case READY ->
                aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                        .blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                        .waitsForApproval(LONG, false);
            case SUCCEEDED, STARTED, SUPERSEDED, CHECKED, PUSHED -> {}
        }
    }

    /** Brings about what does not come by itself. */
    private void bringAbout(Outcome outcome, Run<?, ?> build) throws Exception {
        switch (outcome) {
            case ABORTED -> {
                jenkins.waitForMessage("BeforeInstall", build);
                build.getExecutor().interrupt();
                jenkins.waitForMessage("stops d-", build);
                aws.clock().advance(LONG);
            }
            case STOPPED -> {
                jenkins.waitForMessage("BeforeInstall", build);
                try (Clients somebody = Clients.ofRole(aws)) {
                    somebody.codeDeploy()
                            .stopDeployment(
                                    request -> request.deploymentId(created().id()));
                }
                aws.clock().advance(LONG);
            }
            case SUCCEEDED, FAILED, TIMED_OUT, LOST, STARTED, READY, SUPERSEDED, CHECKED, PUSHED -> {}
        }
    }

    private String deploymentId(Outcome outcome) {
        return outcome == Outcome.CHECKED || outcome == Outcome.PUSHED
                ? ""
                : created().id();
    }

    private static void isToldAs(Outcome outcome, Run<?, ?> build) throws Exception {
        assertThat(JenkinsRule.getLog(build).lines())
                .filteredOn(line -> line.startsWith("ERROR: "))
                .hasSize(outcome.isGood() ? 0 : 1);
        assertThat(told(build))
                .filteredOn(line -> line.startsWith("[prod] SUCCEEDED"))
                .hasSize(outcome == Outcome.SUCCEEDED ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SUPERSEDED", "TIMED_OUT", "STOPPED_AS_ORDERED"})
    void agreeInAPipeline(Outcome outcome) throws Exception {
        arrange(outcome);
        WorkflowJob job = pipeline(jenkins, "web", """
                node('agent') {
                  def deployed = crossAccountDeploy(environment: 'prod', wait: '%s', dryRun: %s, action: '%s')
                  echo "deployed=${deployed.deploymentId} status=${deployed.status} to ${deployed.revision.bucket}"
                }
                """.formatted(
                step(outcome).getWait(), step(outcome).isDryRun(), step(outcome).getAction()));
        checkOut(agent, job);
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        bringAbout(outcome, build);

        jenkins.assertBuildStatus(result(outcome), jenkins.waitForCompletion(build));

        isToldAs(outcome, build);
        if (outcome.isGood()) {
            String id = deploymentId(outcome);
            jenkins.assertLogContains(
                    "deployed=" + id + " status=" + status(outcome) + " to " + TwoAccounts.BUCKET, build);
        } else {
            jenkins.assertLogNotContains("deployed=", build);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SUPERSEDED", "TIMED_OUT", "STOPPED_AS_ORDERED"})
    void agreeInAFreestyleBuild(Outcome outcome) throws Exception {
        arrange(outcome);
        FreeStyleProject job = jenkins.createFreeStyleProject("web");
        job.setAssignedNode(agent);
        job.getBuildersList().add(new CrossAccountDeployBuilder(step(outcome)));
        checkOut(agent, job);
        FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
        bringAbout(outcome, build);

        jenkins.assertBuildStatus(result(outcome), jenkins.waitForCompletion(build));

        isToldAs(outcome, build);
        Map<String, String> variables = build.getEnvironment(TaskListener.NULL);
        assertThat(variables).containsEntry("CODEDEPLOY_DEPLOYMENT_ID", deploymentId(outcome));
        assertThat(variables.get("CODEDEPLOY_REVISION")).startsWith("s3://" + TwoAccounts.BUCKET + "/");
    }

    /** The one that deploys stops its deployment; the one that waits behind it deploys nothing. */
    @Test
    void agreeWhenTheTimeIsUp() throws Exception {
        arrange(Outcome.TIMED_OUT);
        WorkflowJob job = pipeline(
                jenkins, "web", "node('agent') { crossAccountDeploy(environment: 'prod', timeoutMinutes: 1) }");
        checkOut(agent, job);
        WorkflowRun first = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", first);
        DumbSlave other = jenkins.createOnlineSlave();
        FreeStyleProject behind = jenkins.createFreeStyleProject("behind");
        behind.setAssignedNode(other);
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setTimeoutMinutes(1);
        behind.getBuildersList().add(new CrossAccountDeployBuilder(step));
        checkOut(other, behind);
        FreeStyleBuild second = behind.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("waits: ", second);

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(second));
        aws.clock().advance(LONG);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(first));

        Deployment deployment = created();
        assertThat(aws.status(deployment)).isEqualTo(status(Outcome.TIMED_OUT));
        isToldAs(Outcome.TIMED_OUT, first);
        isToldAs(Outcome.TIMED_OUT, second);
        jenkins.assertLogContains("ran out of time", first);
        jenkins.assertLogContains("before anything was deployed", second);
        assertThat(second.getEnvironment(TaskListener.NULL)).containsEntry("CODEDEPLOY_DEPLOYMENT_ID", "");
    }

    /** Declarative compares the literals of a script with the types of the step's parameters. */
    @Test
    void aDeclarativePipelineSaysAsABooleanOrATextHowLongItWaits() throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", """
                pipeline {
                  agent { label 'agent' }
                  stages {
                    stage('Deploy') {
                      steps {
                        crossAccountDeploy environment: 'prod', wait: false
                        crossAccountDeploy environment: 'prod', wait: true
                        crossAccountDeploy environment: 'prod', wait: 'traffic'
                      }
                    }
                  }
                }
                """);
        checkOut(agent, job);

        WorkflowRun build = jenkins.buildAndAssertSuccess(job);

        assertThat(aws.deployments()).hasSize(3);
        assertThat(told(build))
                .filteredOn(line -> line.startsWith("[prod] SUCCEEDED"))
                .hasSize(2);
    }

    @Test
    void agreeWhenANewerBuildOfAPipelineWaits() throws Exception {
        WorkflowJob job = pipeline(
                jenkins,
                "web",
                "crossAccountDeploy(environment: 'prod', revision: 's3://my-demo-application/revisions/tested.zip',"
                        + " whenBusy: 'newest')");
        agreeWhenANewerBuildWaits(job);
    }

    @Test
    void agreeWhenANewerFreestyleBuildWaits() throws Exception {
        jenkins.jenkins.setNumExecutors(3);
        FreeStyleProject job = jenkins.createFreeStyleProject("web");
        job.setConcurrentBuild(true);
        // The queue takes builds that nothing tells apart for one.
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("RELEASE", "")));
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setRevision("s3://my-demo-application/revisions/tested.zip");
        step.setWhenBusy("newest");
        job.getBuildersList().add(new CrossAccountDeployBuilder(step));
        agreeWhenANewerBuildWaits(job);
    }

    /** The first is in the way, the second waits, and the third takes the second's place. */
    private void agreeWhenANewerBuildWaits(Job<?, ?> job) throws Exception {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/tested.zip");
        aws.nextDeployment().takes("Install", LONG);
        Run<?, ?> first = start(job, 1);
        jenkins.waitForMessage("BeforeInstall", first);
        Run<?, ?> second = start(job, 2);
        jenkins.waitForMessage("waits: " + created().id(), second);
        Run<?, ?> third = start(job, 3);

        jenkins.assertBuildStatus(Result.NOT_BUILT, jenkins.waitForCompletion(second));
        // One instance after the other.
        aws.clock().advance(LONG.multipliedBy(3));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(third));

        jenkins.assertLogContains("superseded by web #3", second);
        jenkins.assertLogContains("Nothing was deployed: while this build waited, a newer one took its place", second);
    }

    private static Run<?, ?> start(Job<?, ?> job, int number) throws Exception {
        return (Run<?, ?>) ParameterizedJobMixIn.scheduleBuild2(
                        job, 0, new ParametersAction(new StringParameterValue("RELEASE", String.valueOf(number))))
                .getFuture()
                .getStartCondition()
                .get();
    }
}
