package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A deployment goes on after a restart of the controller, whatever it was about: nothing is told twice or done twice. */
class RestartJenkinsTest extends SimulatedAwsJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    RestartJenkinsTest() {
        super(1);
    }

    private WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        describeAccounts();
        var agent = jenkins.createOnlineSlave(Label.get("agent"));
        WorkflowJob job = pipeline(jenkins, "web", script);
        checkOut(agent, job);
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun build(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("web", WorkflowJob.class).getBuildByNumber(1);
    }

    private void endsWell(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins)));
        List<String> told = told(build);
        assertThat(told).doesNotHaveDuplicates();
        assertThat(told).filteredOn(line -> line.contains("ValidateService")).hasSize(3);
        assertThat(told).filteredOn(line -> line.contains(" deploy ")).hasSize(1);
        assertThat(aws.deployments()).hasSize(1);
        assertThat(aws.defects()).isEmpty();
    }

    @Test
    void whileItBundles() throws Throwable {
        Faults.Fault stuck = aws.faults().on("S3.PutObject").block();
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, "node('agent') { crossAccountDeploy(environment: 'prod') }");
            jenkins.waitForMessage("account 222222222222", build);
            while (stuck.hits() == 0) {
                Thread.onSpinWait();
            }
        });
        stuck.end();
        sessions.then(this::endsWell);
    }

    @Test
    void whileItCannotCreateTheDeployment() throws Throwable {
        var down = aws.faults().on("CodeDeploy.CreateDeployment").always().unavailable();
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, "node('agent') { crossAccountDeploy(environment: 'prod') }");
            jenkins.waitForMessage("assumed-role/", build);
            while (down.hits() == 0) {
                Thread.onSpinWait();
            }
        });
        down.end();
        sessions.then(this::endsWell);
    }

    @Test
    void whileTheAnswerToItsCreationIsLost() throws Throwable {
        var lost = aws.faults().on("CodeDeploy.CreateDeployment").cutAfter();
        var blind = aws.faults().on("CodeDeploy.ListDeployments").always().unavailable();
        sessions.then(jenkins -> {
            start(jenkins, "node('agent') { crossAccountDeploy(environment: 'prod') }");
            while (lost.hits() == 0) {
                Thread.onSpinWait();
            }
        });
        blind.end();
        sessions.then(this::endsWell);
    }

    @Test
    void whileItWatches() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", Duration.ofSeconds(4)));
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, "node('agent') { crossAccountDeploy(environment: 'prod') }");
            jenkins.waitForMessage("i-0a1b2c3d  Install ", build);
        });
        sessions.then(this::endsWell);
    }

    @Test
    void whileItWatchesWithoutAWorkspace() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", Duration.ofSeconds(4)));
        aws.deployedBefore("CodeDeployDemo", "Prod", "revisions/tested.zip");
        sessions.then(jenkins -> {
            WorkflowRun build = start(
                    jenkins,
                    "crossAccountDeploy(environment: 'prod', revision: 's3://my-demo-application/revisions/tested.zip')");
            jenkins.waitForMessage("i-0a1b2c3d  Install ", build);
        });
        sessions.then(jenkins -> {
            WorkflowRun build = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins)));
            assertThat(told(build)).doesNotHaveDuplicates();
        });
    }

    @Test
    void whileItStops() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", Duration.ofSeconds(20)));
        var stubborn = aws.faults().on("CodeDeploy.StopDeployment").always().unavailable();
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, "node('agent') { crossAccountDeploy(environment: 'prod') }");
            jenkins.waitForMessage("BeforeInstall", build);
            build.doStop();
            while (stubborn.hits() == 0) {
                Thread.onSpinWait();
            }
        });
        stubborn.end();
        sessions.then(jenkins -> {
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build(jenkins)));
            assertThat(aws.status(aws.deployments().iterator().next())).isEqualTo("Stopped");
        });
    }

    @Test
    void saysWhatItIsAbout() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", Duration.ofSeconds(20)));
        sessions.then(jenkins -> {
            WorkflowRun build =
                    start(jenkins, "node('agent') { crossAccountDeploy(environment: 'prod', onAbort: 'leave') }");
            jenkins.waitForMessage("BeforeInstall", build);
            var step = build.getExecution().getCurrentExecutions(true).get().get(0);
            assertThat(step.getStatus()).startsWith("prod: watching d-").endsWith(", InProgress");
            build.doStop();
            jenkins.waitForCompletion(build);
        });
    }
}
