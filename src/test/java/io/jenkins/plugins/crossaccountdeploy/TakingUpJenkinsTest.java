package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Run;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A deployment that one build begins, and another sees to. */
@WithJenkins
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TakingUpJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final Cell PROD = new Cell("prod", TwoAccounts.APPLICATION, TwoAccounts.GROUP);

    private JenkinsRule jenkins;
    private DumbSlave agent;

    TakingUpJenkinsTest() {
        super(60);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        describeAccounts();
    }

    private void blueGreen() {
        aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                .waitsForApproval(Duration.ofHours(10), false);
    }

    private static RunState journaled() {
        return DeploymentHistory.get().journal().entries(PROD).get(0).state();
    }

    /** Of what README says of it. */
    @Test
    void waitsForTrafficInOneStageAndIsContinuedInAnother() throws Exception {
        blueGreen();
        WorkflowJob web = pipeline(jenkins, "web", """
                def green
                node('agent') {
                  green = crossAccountDeploy(environment: 'prod', wait: 'traffic')
                }
                echo "status=${green.status} id=${green.deploymentId}"
                def live = crossAccountDeploy(environment: 'prod', action: 'continue', deploymentId: green.deploymentId)
                echo "then=${live.status} id=${live.deploymentId} of ${live.revision.bucket}"
                """);
        checkOut(agent, web);

        Run<?, ?> build = jenkins.buildAndAssertSuccess(web);

        String id = created().id();
        jenkins.assertLogContains("status=Ready id=" + id, build);
        jenkins.assertLogContains("then=Succeeded id=" + id + " of " + TwoAccounts.BUCKET, build);
        assertThat(DeploymentHistory.get().journal().entries(PROD)).hasSize(1);
        assertThat(journaled()).isEqualTo(RunState.SUCCEEDED);
        assertThat(jenkins.createWebClient()
                        .goTo(build.getUrl() + "deployments/1/")
                        .asNormalizedText())
                .contains("Waiting to reroute traffic, unwatched", "deploymentId " + id);
        assertThat(jenkins.createWebClient()
                        .goTo(build.getUrl() + "deployments/2/")
                        .asNormalizedText())
                .contains("Succeeded", "Look the deployment up");
    }

    @Test
    void isStoppedByAFreestyleJobOfWhichItWaitsUnwatched() throws Exception {
        blueGreen();
        WorkflowJob web =
                pipeline(jenkins, "web", "node('agent') { crossAccountDeploy(environment: 'prod', wait: 'traffic') }");
        checkOut(agent, web);
        jenkins.buildAndAssertSuccess(web);
        assertThat(journaled()).isEqualTo(RunState.READY);
        assertThat(jenkins.createWebClient().goTo("deployments/").asNormalizedText())
                .contains("Waiting to reroute traffic, unwatched");
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("stop");
        step.setDeploymentId(created().id());
        FreeStyleProject stopping = jenkins.createFreeStyleProject("stopping");
        stopping.getBuildersList().add(new CrossAccountDeployBuilder(step));

        FreeStyleBuild build = jenkins.buildAndAssertSuccess(stopping);

        jenkins.assertLogContains("stops " + created().id() + ": ordered by stopping #1", build);
        assertThat(aws.status(created())).isEqualTo("Stopped");
        assertThat(journaled()).isEqualTo(RunState.STOPPED);
    }

    @Test
    void failsWithOneLineWhereItCannotBeTakenUp() throws Exception {
        WorkflowJob stopping = pipeline(
                jenkins,
                "stopping",
                "crossAccountDeploy(environment: 'prod', action: 'rollback', deploymentId: 'd-000000000')");

        Run<?, ?> build = jenkins.buildAndAssertStatus(Result.FAILURE, stopping);

        assertThat(JenkinsRule.getLog(build).lines())
                .filteredOn(line -> line.startsWith("ERROR: "))
                .singleElement()
                .asString()
                .contains("The deployment d-000000000 cannot be looked up", "correct deploymentId");
    }
}
