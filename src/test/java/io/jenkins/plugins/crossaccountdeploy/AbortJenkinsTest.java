package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Run;
import hudson.slaves.DumbSlave;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class AbortJenkinsTest extends SimulatedAwsJenkinsTest {

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
        aws.everyDeployment(plan -> plan.takes("Install", Duration.ofSeconds(16)));
    }

    private WorkflowRun startPipeline(String script) throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", script);
        checkOut(agent, job);
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", build);
        return build;
    }

    private FreeStyleBuild startFreestyle() throws Exception {
        FreeStyleProject job = freestyle(jenkins, "web", agent);
        checkOut(agent, job);
        FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", build);
        return build;
    }

    private void endsAborted(Run<?, ?> build) throws Exception {
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
    }

    private String status() {
        return aws.status(aws.deployments().iterator().next());
    }

    @Test
    void stopsTheDeploymentOfAPipeline() throws Exception {
        WorkflowRun build = startPipeline("node('agent') { crossAccountDeploy(environment: 'prod') }");
        build.doStop();
        endsAborted(build);
        assertThat(status()).isEqualTo("Stopped");
    }

    @Test
    void leavesTheDeploymentAloneIfSoOrdered() throws Exception {
        WorkflowRun build =
                startPipeline("node('agent') { crossAccountDeploy(environment: 'prod', onAbort: 'leave') }");
        build.doStop();
        endsAborted(build);
        assertThat(status()).isEqualTo("InProgress");
        assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @Test
    void stopsTheDeploymentWhenATimeoutAroundItStrikes() throws Exception {
        WorkflowRun build = startPipeline(
                "node('agent') { timeout(time: 10, unit: 'SECONDS') { crossAccountDeploy(environment: 'prod') } }");
        endsAborted(build);
        jenkins.assertLogContains("Timeout has been exceeded", build);
        assertThat(status()).isEqualTo("Stopped");
    }

    @Test
    void doesNotWaitForAwsWhenItIsAbortedAgain() throws Exception {
        WorkflowRun build = startPipeline("node('agent') { crossAccountDeploy(environment: 'prod') }");
        aws.unreachable(true);
        build.doStop();
        jenkins.waitForMessage("StopDeployment does not get through", build);
        build.getExecutor().interrupt();
        endsAborted(build);
        jenkins.assertLogContains("The deployment goes on in AWS, unwatched: https://", build);
    }

    @Test
    void stopsTheDeploymentOfAFreestyleJob() throws Exception {
        FreeStyleBuild build = startFreestyle();
        build.getExecutor().interrupt();
        endsAborted(build);
        assertThat(status()).isEqualTo("Stopped");
    }

    @Test
    void doesNotWaitForAwsWhenAFreestyleJobIsAbortedAgain() throws Exception {
        FreeStyleBuild build = startFreestyle();
        aws.unreachable(true);
        build.getExecutor().interrupt();
        jenkins.waitForMessage("StopDeployment does not get through", build);
        build.getExecutor().interrupt();
        endsAborted(build);
        jenkins.assertLogContains("ERROR: ", build);
    }
}
