package io.jenkins.plugins.crossaccountdeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Run;
import hudson.security.AuthorizationStrategy;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.simulator.HostileText;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.net.URL;
import java.time.Duration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pages of a build's deployments: who sees what, and who may do what. */
@WithJenkins
class DeploymentPagesJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final Duration LONG = Duration.ofMinutes(20);
    private static final String OUTSIDER = "outsider";
    private static final String READER = "reader";
    private static final String OPERATOR = "operator";

    private JenkinsRule jenkins;
    private DumbSlave agent;

    DeploymentPagesJenkinsTest() {
        super(20);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        describeAccounts();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to(OUTSIDER, READER, OPERATOR)
                .grant(Item.READ)
                .everywhere()
                .to(READER, OPERATOR)
                .grant(Item.CANCEL, Item.BUILD)
                .everywhere()
                .to(OPERATOR));
    }

    private WorkflowRun startPipeline() throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", DEPLOY);
        checkOut(agent, job);
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("deploy  d-", build);
        return build;
    }

    private Run<?, ?> ended() throws Exception {
        return jenkins.waitForCompletion(startPipeline());
    }

    private JenkinsRule.WebClient as(String user) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
    }

    private HtmlPage page(String user, Run<?, ?> build, String path) throws Exception {
        return as(user).getPage(build, path);
    }

    private JSONObject json(String user, Run<?, ?> build, String path) throws Exception {
        return JSONObject.fromObject(as(user).goTo(build.getUrl() + path, "application/json")
                .getWebResponse()
                .getContentAsString());
    }

    private int post(String user, Run<?, ?> build, String method, boolean withCrumb) throws Exception {
        return post(as(user), build, method, withCrumb);
    }

    private static int post(JenkinsRule.WebClient client, Run<?, ?> build, String method, boolean withCrumb)
            throws Exception {
        URL url = new URL(client.getContextPath() + build.getUrl() + "deployments/1/" + method);
        WebRequest request = new WebRequest(url, HttpMethod.POST);
        return client.getPage(withCrumb ? client.addCrumb(request) : request)
                .getWebResponse()
                .getStatusCode();
    }

    @Test
    void showAndExportWhatWasDeployed() throws Exception {
        Run<?, ?> build = ended();

        HtmlPage page = page(READER, build, "deployments/1/");
        assertThat(page.asNormalizedText())
                .contains(
                        "prod: CodeDeployDemo / Prod",
                        "Succeeded",
                        "3 of 3 targets",
                        "i-0a1b2c3d",
                        created().id());
        assertThat(page.getByXPath("//table[contains(@class, 'cad-timeline')]//th[@scope='row']"))
                .hasSize(3);
        assertThat(page.getByXPath(
                        "//div[@class='cad-deployment']//script | //*[@onclick] | //button[@data-operation]"))
                .isEmpty();
        assertThat(page(READER, build, "deployments/").asNormalizedText()).contains("prod: CodeDeployDemo / Prod");
        assertThat(page(READER, build, "").asNormalizedText()).contains("prod: CodeDeployDemo / Prod");
        JSONObject record = json(READER, build, "deployments/1/api/json");
        assertThat(record.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(record.getJSONObject("deployment").getString("id"))
                .isEqualTo(created().id());
        assertThat(json(READER, build, "deployments/api/json")
                        .getJSONArray("deployments")
                        .size())
                .isOne();
        String unchanged = json(READER, build, "deployments/1/changes?since=" + record.getLong("sequence"))
                .toString();
        assertThat(unchanged).hasSizeLessThan(200);
        assertThat(json(READER, build, "deployments/1/changes?since=0")
                        .getJSONObject("fragments")
                        .isEmpty())
                .isFalse();
    }

    @Test
    void numberEachDeploymentOfABuild() throws Exception {
        FreeStyleProject job = freestyle(jenkins, "web", agent);
        job.getBuildersList().add(new CrossAccountDeployBuilder(new CrossAccountDeployStep("prod")));
        checkOut(agent, job);
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);

        assertThat(page(READER, build, "deployments/2/").asNormalizedText()).contains("Succeeded");
        assertThat(page(READER, build, "deployments/").getByXPath("//a[@class='cad-list__item']"))
                .hasSize(2);
        assertThat(page(READER, build, "deployments/3/").getWebResponse().getStatusCode())
                .isEqualTo(404);
        assertThat(page(READER, build, "deployments/x/").getWebResponse().getStatusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deployments/",
                "deployments/1/",
                "deployments/1/api/json",
                "deployments/1/changes",
                "deployments/api/json"
            })
    void areNotThereForWhoMayNotReadTheJob(String path) throws Exception {
        Run<?, ?> build = ended();

        var response = as(OUTSIDER).goTo(build.getUrl() + path, null).getWebResponse();

        assertThat(response.getStatusCode()).isEqualTo(404);
        assertThat(response.getContentAsString()).doesNotContain("CodeDeployDemo");
    }

    @Test
    void areNotOfferedByABuildThatHasDeployedNothing() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("other"));

        assertThat(page(READER, build, "").asNormalizedText()).doesNotContain("Deployments");
        // Jenkins leads from a page that a build lacks to the build.
        assertThat(page(READER, build, "deployments/").getUrl().toString()).endsWith(build.getUrl());
    }

    @Test
    void showHostileTextAsText() throws Exception {
        aws.nextDeployment()
                .fails(
                        "i-0a1b2c3d",
                        "AfterInstall",
                        script("scripts/<img src=x onerror=alert(1)>.sh").log(HostileText.around("the end")));
        Run<?, ?> build = ended();

        HtmlPage page = page(READER, build, "deployments/1/");

        assertThat(page.getByXPath("//div[@class='cad-deployment']//script | //div[@class='cad-deployment']//img"))
                .isEmpty();
        assertThat(page.getWebResponse().getContentAsString())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x onerror")
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void stopForWhoMayCancelTheBuildAndSayWho() throws Exception {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        WorkflowRun build = startPipeline();
        jenkins.waitForMessage("BeforeInstall", build);

        assertThat(page(READER, build, "deployments/1/").getByXPath("//button[@data-operation]"))
                .isEmpty();
        assertThat(post(READER, build, "stop", true)).isEqualTo(403);
        assertThat(post(OPERATOR, build, "stop", false)).isEqualTo(403);
        assertThat(as(OPERATOR)
                        .getPage(build, "deployments/1/stop")
                        .getWebResponse()
                        .getStatusCode())
                .isEqualTo(404);
        assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isZero();
        assertThat(page(OPERATOR, build, "deployments/1/").getByXPath("//button[@data-operation]"))
                .hasSize(2);
        assertThat(post(OPERATOR, build, "stop", true)).isEqualTo(200);
        assertThat(post(OPERATOR, build, "continue", true)).isEqualTo(409);

        jenkins.waitForMessage("stops " + created().id() + ": Aborted by " + OPERATOR, build);
        aws.clock().advance(LONG);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(aws.status(created())).isEqualTo("Stopped");
        assertThat(post(OPERATOR, build, "stop", true)).isEqualTo(409);
        assertThat(json(READER, build, "deployments/1/api/json").getString("state"))
                .isEqualTo("ABORTED");
    }

    @Test
    void stopForEverybodyInAJenkinsWhereNobodyLogsIn() throws Exception {
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        WorkflowRun build = startPipeline();
        jenkins.waitForMessage("BeforeInstall", build);
        JenkinsRule.WebClient anybody = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        assertThat(anybody.getPage(build, "deployments/1/").getByXPath("//button[@data-operation]"))
                .hasSize(2);

        assertThat(post(anybody, build, "stop", true)).isEqualTo(200);

        jenkins.waitForMessage("stops " + created().id() + ": Aborted by anonymous", build);
        aws.clock().advance(LONG);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
    }

    @Test
    void rollBackAFreestyleBuild() throws Exception {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        aws.nextDeployment().takes("Install", LONG);
        FreeStyleProject job = freestyle(jenkins, "web", agent);
        checkOut(agent, job);
        FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", build);

        assertThat(post(OPERATOR, build, "stopAndRollBack", true)).isEqualTo(200);

        jenkins.waitForMessage("and rolls back: Aborted by " + OPERATOR, build);
        aws.clock().advance(LONG);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("Rolled back by", build);
        assertThat(json(READER, build, "deployments/1/api/json")
                        .getJSONObject("rollback")
                        .getString("revision"))
                .contains("good.zip");
    }

    @Test
    void letTheTrafficGoOver() throws Exception {
        aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                .waitsForApproval(Duration.ofHours(1), false)
                .terminatesAfter(Duration.ofHours(5));
        WorkflowRun build = startPipeline();
        jenkins.waitForMessage("Ready: waits for someone", build);

        assertThat(post(READER, build, "continue", true)).isEqualTo(403);
        assertThat(post(OPERATOR, build, "continue", true)).isEqualTo(200);
        jenkins.waitForMessage(
                OPERATOR + " reroutes the traffic of " + created().id(), build);
        jenkins.waitForMessage("The traffic has been rerouted", build);
        assertThat(post(OPERATOR, build, "endWait", true)).isEqualTo(200);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(aws.calls().count("CodeDeploy.ContinueDeployment")).isEqualTo(2);
    }
}
