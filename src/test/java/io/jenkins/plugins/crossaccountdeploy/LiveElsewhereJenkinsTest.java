package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A job deploys what another has deployed elsewhere, if it may read that. */
@WithJenkins
class LiveElsewhereJenkinsTest extends SimulatedAwsJenkinsTest {

    private JenkinsRule jenkins;
    private DumbSlave agent;

    LiveElsewhereJenkinsTest() {
        super(60);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        DeploymentEnvironment prod = describeAccounts();
        DeploymentEnvironment staging =
                new DeploymentEnvironment("staging", prod.getRegion(), prod.getSource(), prod.getRole());
        staging.setApplication(prod.getApplication());
        staging.setDeploymentGroup(prod.getDeploymentGroup());
        staging.setEndpoints(prod.getEndpoints());
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(prod, staging));
        WorkflowJob test = pipeline(jenkins, "test", "node('agent') { crossAccountDeploy(environment: 'staging') }");
        checkOut(agent, test);
        jenkins.buildAndAssertSuccess(test);
    }

    private JournalEntry live(String environment) {
        return DeploymentHistory.get()
                .journal()
                .liveRevision(new Cell(environment, TwoAccounts.APPLICATION, TwoAccounts.GROUP))
                .orElseThrow()
                .entry();
    }

    private WorkflowJob promotion() throws Exception {
        return pipeline(jenkins, "promote", "crossAccountDeploy(environment: 'prod', revision: 'environment:staging')");
    }

    @Test
    void aPipelineDeploysWhatIsLiveElsewhereWithoutAWorkspace() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(promotion());

        jenkins.assertLogContains("[prod] bundle  what is live in staging since ", build);
        assertThat(live("prod").revision().address())
                .isEqualTo(live("staging").revision().address());
        assertThat(live("prod").origin().kind()).isEqualTo(Origin.Kind.PROMOTION);
        assertThat(live("prod").origin().from()).isEqualTo("staging");
    }

    @Test
    void aFreestyleBuildDoesTheSame() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("promote");
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setRevision("environment:staging");
        job.getBuildersList().add(new CrossAccountDeployBuilder(step));

        jenkins.buildAndAssertSuccess(job);

        assertThat(live("prod").revision().address())
                .isEqualTo(live("staging").revision().address());
    }

    @Test
    void knowsTheCommitOfWhatTheSameBuildHasPushed() throws Exception {
        WorkflowJob job = pipeline(jenkins, "parts", """
                node('agent') {
                  withEnv(['GIT_COMMIT=9f2c41d0a7e3']) {
                    pushed = crossAccountDeploy(environment: 'staging', action: 'push')
                  }
                }
                crossAccountDeploy(environment: 'prod', revision: pushed.revision)
                """);
        checkOut(agent, job);

        jenkins.buildAndAssertSuccess(job);

        assertThat(live("prod").origin().job()).isEqualTo("parts");
        assertThat(live("prod").revision().commit()).isEqualTo("9f2c41d0a7e3");
    }

    @Test
    void nobodyDeploysWhatHeMayNotRead() throws Exception {
        WorkflowJob job = promotion();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("bob")
                .grant(Item.READ, Item.BUILD)
                .onItems(job)
                .to("bob"));
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("promote", User.getById("bob", true).impersonate2()));

        Run<?, ?> build = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertThat(JenkinsRule.getLog(build).lines().filter(line -> line.startsWith("ERROR: ")))
                .singleElement()
                .asString()
                .contains("nothing of the application")
                .doesNotContain("s3://", TwoAccounts.BUCKET);
    }
}
