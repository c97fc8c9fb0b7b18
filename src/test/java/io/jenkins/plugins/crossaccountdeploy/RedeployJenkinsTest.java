package io.jenkins.plugins.crossaccountdeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.BooleanParameterDefinition;
import hudson.model.Item;
import hudson.model.Label;
import hudson.model.ParameterDefinition;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.slaves.DumbSlave;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.Place;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.redeployment.RedeployOffers;
import io.jenkins.plugins.crossaccountdeploy.redeployment.RedeployView;
import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.net.URL;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTextArea;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Rolling back and promoting, by the job that is for it, for those who may build it. */
@WithJenkins
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RedeployJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final Cell PROD = new Cell("prod", TwoAccounts.APPLICATION, TwoAccounts.GROUP);
    private static final Cell STAGING = new Cell("staging", TwoAccounts.APPLICATION, TwoAccounts.GROUP);

    private JenkinsRule jenkins;
    private WorkflowJob web;
    private FilePath workspace;
    private WorkflowJob redeploy;

    RedeployJenkinsTest() {
        super(60);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        DeploymentEnvironment prod = describeAccounts();
        DeploymentEnvironment staging =
                new DeploymentEnvironment("staging", prod.getRegion(), prod.getSource(), prod.getRole());
        staging.setApplication(prod.getApplication());
        staging.setDeploymentGroup(prod.getDeploymentGroup());
        staging.setEndpoints(prod.getEndpoints());
        prod.setRedeployJob("redeploy");
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(prod, staging));
        web = pipeline(jenkins, "web", DEPLOY);
        workspace = checkOut(agent, web);
        redeploy =
                pipeline(jenkins, "redeploy", Files.readString(Repository.file("sample-scripts/redeploy.Jenkinsfile")));
        parameters(redeploy, "ENVIRONMENT", "REVISION", "APPLICATION", "DEPLOYMENT_GROUP", "REASON", "CHANNEL");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("ada", "bob", "eve")
                .grant(Item.READ)
                .everywhere()
                .to("ada", "bob")
                .grant(Item.READ, Item.BUILD)
                .onItems(redeploy)
                .to("ada", "eve")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    private static void parameters(WorkflowJob job, String... names) throws Exception {
        job.removeProperty(ParametersDefinitionProperty.class);
        job.addProperty(new ParametersDefinitionProperty(Stream.of(names)
                .map(name -> new StringParameterDefinition(name, "default of " + name))
                .toArray(StringParameterDefinition[]::new)));
    }

    private void deploy(String environment, String content) throws Exception {
        workspace.child("index.html").write(content, "UTF-8");
        web.setDefinition(new org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition(
                "node('agent') { crossAccountDeploy(environment: '" + environment + "') }", true));
        jenkins.buildAndAssertSuccess(web);
    }

    private static Journal journal() {
        return DeploymentHistory.get().journal();
    }

    private static ACLContext as(String user) {
        return ACL.as2(User.getById(user, true).impersonate2());
    }

    private JenkinsRule.WebClient browser(String user) throws Exception {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
    }

    private static List<RedeployView> rollback(JournalEntry entry) {
        return new RedeployOffers(journal()).rollback(entry);
    }

    private static List<RedeployView> promotions(Cell cell) {
        return new RedeployOffers(journal()).promotions(cell);
    }

    private Run<?, ?> submit(HtmlPage page, String reason) throws Exception {
        HtmlForm form = page.getFormByName("redeploy");
        ((HtmlTextArea) form.getElementsByAttribute("textarea", "name", "reason")
                        .get(0))
                .setText(reason);
        jenkins.submit(form);
        jenkins.waitUntilNoActivity();
        return redeploy.getLastBuild();
    }

    @Test
    void rollsBackToTheVeryBytesThatWereDeployedBefore() throws Exception {
        deploy("prod", "one");
        deploy("prod", "two");
        JournalEntry first = journal().entries(PROD).get(0);
        String url;
        try (ACLContext ignored = as("ada")) {
            url = rollback(first).get(0).getUrl();
            assertThat(rollback(journal().entries(PROD).get(1))).isEmpty();
        }

        HtmlPage page = browser("ada").goTo("deployments/" + url);
        assertThat(page.asNormalizedText())
                .contains("Roll back " + TwoAccounts.APPLICATION + " / " + TwoAccounts.GROUP + " in prod")
                .contains(first.revision().digest().substring(0, 12))
                .contains("web #1", "web #2");
        Run<?, ?> build = submit(page, "basket <b>is</b> empty");

        jenkins.assertBuildStatusSuccess(build);
        jenkins.assertLogContains("Rolled back to web #1 by ada: basket <b>is</b> empty", build);
        JournalEntry live = journal().liveRevision(PROD).orElseThrow().entry();
        assertThat(live.revision().address()).isEqualTo(first.revision().address());
        assertThat(live.origin().kind()).isEqualTo(Origin.Kind.ROLLBACK);
        assertThat(live.origin().reason()).isEqualTo("basket <b>is</b> empty");
        assertThat(live.origin().user()).isEqualTo("ada");
        assertThat(live.origin().job()).isEqualTo("redeploy");
        assertThat(build.getEnvironment(hudson.model.TaskListener.NULL))
                .containsEntry("CHANNEL", "default of CHANNEL")
                .containsEntry("DEPLOYMENT_GROUP", TwoAccounts.GROUP);
        assertThat(jenkins.createWebClient()
                        .login("ada")
                        .getPage(build)
                        .getWebResponse()
                        .getContentAsString())
                .contains("basket &lt;b>is&lt;/b> empty")
                .doesNotContain("<b>is</b>");
    }

    @Test
    void promotesWhatIsLiveInAnotherEnvironment() throws Exception {
        deploy("prod", "one");
        deploy("staging", "two");
        List<RedeployView> offered;
        try (ACLContext ignored = as("ada")) {
            offered = promotions(STAGING);
            assertThat(promotions(PROD)).as("staging has no job for it").isEmpty();
        }
        assertThat(offered)
                .singleElement()
                .satisfies(offer -> assertThat(offer.getLabel()).isEqualTo("Promote to prod"));

        Run<?, ?> build =
                submit(browser("ada").goTo("deployments/" + offered.get(0).getUrl()), "");

        jenkins.assertBuildStatusSuccess(build);
        jenkins.assertLogContains("Promoted web #2 from staging by ada", build);
        JournalEntry live = journal().liveRevision(PROD).orElseThrow().entry();
        assertThat(live.origin().kind()).isEqualTo(Origin.Kind.PROMOTION);
        assertThat(live.origin().from()).isEqualTo("staging");
        try (ACLContext ignored = as("ada")) {
            assertThat(promotions(STAGING)).as("it is there already").isEmpty();
        }
    }

    @Test
    void promotesNothingButWhatItHasShown() throws Exception {
        deploy("staging", "one");
        String url;
        try (ACLContext ignored = as("ada")) {
            url = "deployments/" + promotions(STAGING).get(0).getUrl();
        }
        JenkinsRule.WebClient ada = browser("ada");
        HtmlPage page = ada.goTo(url);
        assertThat(page.asNormalizedText()).contains("web #1");
        deploy("staging", "two");

        assertThat(jenkins.submit(page.getFormByName("redeploy"))
                        .getWebResponse()
                        .getStatusCode())
                .isEqualTo(409);
        assertThat(post(ada, url.replace("redeploy/?", "redeploy/submit?"))).isEqualTo(409);
        jenkins.waitUntilNoActivity();
        assertThat(redeploy.getLastBuild()).isNull();
        assertThat(ada.goTo(url).asNormalizedText()).contains("web #2");
    }

    @Test
    void namesNoGroupThatOnlyAnUnreadableJobHasDeployedTo() throws Exception {
        deploy("staging", "one");
        Cell other = new Cell("prod", TwoAccounts.APPLICATION, "Other");
        CrossAccountDeployConfiguration.get().getEnvironments().get(0).setDeploymentGroup("");
        JournalEntry staging = journal().entries(STAGING).get(0);
        for (String job : List.of("vault", "web")) {
            journal()
                    .write(new JournalEntry(
                            job,
                            RunState.FAILED,
                            Origin.of(job, 1, "job/" + job + "/1/", "", ""),
                            new Place(
                                    "prod",
                                    staging.place().region(),
                                    staging.place().partition(),
                                    staging.place().account(),
                                    staging.place().role(),
                                    other.application(),
                                    other.deploymentGroup(),
                                    ""),
                            staging.revision(),
                            staging.began(),
                            "d-OTHER",
                            staging.ended(),
                            "",
                            "",
                            "",
                            Drift.NONE));
            try (ACLContext ignored = as("ada")) {
                assertThat(promotions(STAGING)).hasSize(job.equals("vault") ? 0 : 1);
            }
        }
    }

    @Test
    void isForThoseWhoMayBuildTheJobAndReadWhatWasDeployed() throws Exception {
        deploy("prod", "one");
        deploy("prod", "two");
        JournalEntry first = journal().entries(PROD).get(0);
        String url;
        try (ACLContext ignored = as("ada")) {
            url = "deployments/" + rollback(first).get(0).getUrl();
        }

        for (String user : List.of("bob", "eve")) {
            try (ACLContext ignored = as(user)) {
                assertThat(rollback(first)).isEmpty();
            }
            JenkinsRule.WebClient browser = browser(user);
            assertThat(browser.getPage(new URL(jenkins.getURL(), url))
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(404);
            assertThat(post(browser, url.replace("redeploy/?", "redeploy/submit?")))
                    .isEqualTo(404);
        }
        JenkinsRule.WebClient ada = browser("ada");
        assertThat(ada.getPage(new URL(jenkins.getURL(), url.replace("redeploy/?", "redeploy/submit?")))
                        .getWebResponse()
                        .getStatusCode())
                .as("GET")
                .isEqualTo(404);
        assertThat(redeploy.getLastBuild()).isNull();
    }

    private int post(JenkinsRule.WebClient browser, String url) throws Exception {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), url), HttpMethod.POST);
        browser.addCrumb(request);
        return browser.getPage(request).getWebResponse().getStatusCode();
    }

    /** The page of the deployment of a build. */
    private HtmlPage page(String user, Run<?, ?> build) throws Exception {
        return browser(user).goTo(build.getUrl() + "deployments/1/");
    }

    private static List<String> offers(HtmlPage page) {
        return page.querySelectorAll("a.cad-redeploy").stream()
                .map(DomNode::getTextContent)
                .toList();
    }

    private Run<?, ?> failInApplicationStop() throws Exception {
        deploy("prod", "one");
        workspace.child("index.html").write("two", "UTF-8");
        aws.nextDeployment().failsEverywhere("ApplicationStop", script("scripts/stop.sh"));
        Run<?, ?> failed = jenkins.buildAndAssertStatus(hudson.model.Result.FAILURE, web);
        jenkins.assertLogContains("deploy again with ignoreApplicationStopFailures: true", failed);
        return failed;
    }

    @Test
    void deploysAgainIgnoringTheScriptThatHasFailed() throws Exception {
        Run<?, ?> failed = failInApplicationStop();
        assertThat(offers(page("ada", failed))).containsExactly("Deploy again");
        List<ParameterDefinition> definitions = new ArrayList<>(
                redeploy.getProperty(ParametersDefinitionProperty.class).getParameterDefinitions());
        definitions.add(new BooleanParameterDefinition("IGNORE_APPLICATION_STOP_FAILURES", false, ""));
        redeploy.removeProperty(ParametersDefinitionProperty.class);
        redeploy.addProperty(new ParametersDefinitionProperty(definitions));
        HtmlPage page = page("ada", failed);
        assertThat(offers(page)).containsExactly("Deploy again", "Deploy again, ignoring ApplicationStop");

        HtmlAnchor offer = (HtmlAnchor) page.querySelectorAll("a.cad-redeploy").get(1);
        HtmlPage dialog = browser("ada").getPage(page.getFullyQualifiedUrl(offer.getHrefAttribute()));
        assertThat(dialog.asNormalizedText())
                .contains("Deploy again, ignoring ApplicationStop: " + TwoAccounts.APPLICATION, "web #2");
        aws.nextDeployment().failsEverywhere("ApplicationStop", script("scripts/stop.sh"));
        Run<?, ?> build = submit(dialog, "stop.sh is broken");

        jenkins.assertBuildStatusSuccess(build);
        jenkins.assertLogContains("Deployed web #2 again by ada: stop.sh is broken", build);
        JournalEntry live = journal().liveRevision(PROD).orElseThrow().entry();
        assertThat(live.revision().address())
                .isEqualTo(journal().entries(PROD).get(1).revision().address());
        assertThat(live.origin().kind()).isEqualTo(Origin.Kind.DEPLOYMENT);
        assertThat(live.origin().job()).isEqualTo("redeploy");
    }

    @Test
    void offersToDeployAgainToThoseAloneWhoMayHaveItDone() throws Exception {
        deploy("prod", "one");
        Run<?, ?> first = web.getLastBuild();
        HtmlPage page = page("ada", first);
        assertThat(offers(page)).containsExactly("Deploy again");
        assertThat(offers(page("bob", first))).isEmpty();
        String url = ((HtmlAnchor) page.querySelector("a.cad-redeploy"))
                .getHrefAttribute()
                .replaceFirst("^" + jenkins.contextPath + "/", "")
                .replace("redeploy/?", "redeploy/submit?");
        assertThat(post(browser("bob"), url)).isEqualTo(404);
        assertThat(post(browser("ada"), url.replace("kind=again", "kind=what"))).isEqualTo(404);
        assertThat(post(browser("ada"), url.replace("kind=again", "kind=promotion")))
                .isEqualTo(404);
        assertThat(redeploy.getLastBuild()).isNull();
    }

    @Test
    void saysHowToDeployAgainWhereNoJobIsForIt() throws Exception {
        CrossAccountDeployConfiguration.get().getEnvironments().get(0).setRedeployJob("");
        Run<?, ?> failed = failInApplicationStop();

        assertThat(offers(page("admin", failed))).isEmpty();
        assertThat(page("admin", failed).asNormalizedText())
                .contains("build the job again", "with ignoreApplicationStopFailures: true", "redeployJob");
        assertThat(page("bob", failed).asNormalizedText()).doesNotContain("build the job again");
    }

    @Test
    void saysWhichParametersTheJobLacks() throws Exception {
        parameters(redeploy, "ENVIRONMENT", "REVISION");
        DeploymentEnvironment.DescriptorImpl form =
                jenkins.jenkins.getDescriptorByType(DeploymentEnvironment.DescriptorImpl.class);
        try (ACLContext ignored = as("admin")) {
            assertThat(form.doCheckRedeployJob("redeploy", "").getMessage())
                    .contains("lacks the string parameters APPLICATION, DEPLOYMENT_GROUP");
            assertThat(form.doCheckRedeployJob("gone", "").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(form.doCheckRedeployJob("", "").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(form.doAutoCompleteRedeployJob("rede").getValues()).containsExactly("redeploy");
            parameters(redeploy, "ENVIRONMENT", "REVISION", "APPLICATION", "DEPLOYMENT_GROUP");
            assertThat(form.doCheckRedeployJob("redeploy", "").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(form.doCheckRedeployJob("redeploy", "payments/**").getMessage())
                    .contains("none of the allowed jobs");
        }
        try (ACLContext ignored = as("bob")) {
            assertThat(form.doCheckRedeployJob("gone", "").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(form.doAutoCompleteRedeployJob("rede").getValues()).isEmpty();
        }
        parameters(redeploy, "ENVIRONMENT", "REVISION");
        deploy("prod", "one");
        deploy("prod", "two");
        String url;
        try (ACLContext ignored = as("ada")) {
            url = rollback(journal().entries(PROD).get(0)).get(0).getUrl();
        }
        HtmlPage page = browser("ada").goTo("deployments/" + url);
        assertThat(page.asNormalizedText())
                .contains("The job redeploy lacks parameters", "APPLICATION, DEPLOYMENT_GROUP");
        assertThat(post(browser("ada"), "deployments/" + url.replace("redeploy/?", "redeploy/submit?")))
                .isEqualTo(409);
    }

    @Test
    void looksOnDemandWhetherSomebodyHasDeployedPastJenkins() throws Exception {
        deploy("prod", "one");
        deploy("prod", "two");
        assertThat(look("admin")).contains("runs what was deployed from this Jenkins");
        JournalEntry first = journal().entries(PROD).get(0);
        try (Clients role = Clients.ofRole(aws)) {
            role.codeDeploy()
                    .createDeployment(request -> request.applicationName(TwoAccounts.APPLICATION)
                            .deploymentGroupName(TwoAccounts.GROUP)
                            .revision(revision -> revision.revisionType("S3")
                                    .s3Location(object -> object.bucket(
                                                    first.revision().bucket())
                                            .key(first.revision().key())
                                            .bundleType("zip"))));
        }
        var past = aws.deployments().stream().reduce((earlier, later) -> later).orElseThrow();
        aws.clock().advance(java.time.Duration.ofHours(1));
        assertThat(aws.status(past)).isEqualTo("Succeeded");

        assertThat(look("admin"))
                .contains(" of " + past.id() + ", which was not deployed from this Jenkins, since ")
                .contains(first.revision().key());
        assertThat(look("bob")).isEqualTo("404");
        deploy("prod", "three");
        String cell = "deployments/cell/" + PROD.key() + "/";
        assertThat(browser("bob").goTo(cell).getBody().getTextContent())
                .contains(" of " + past.id() + " (not deployed from this Jenkins, since ");
        assertThat(browser("bob")
                        .goTo(cell + "api/json", "application/json")
                        .getWebResponse()
                        .getContentAsString())
                .containsOnlyOnce("\"drift\":{\"deploymentId\":\"" + past.id() + "\"");
        aws.faults().on("CodeDeploy.GetDeploymentGroup").times(1).denyAccess();
        assertThat(look("admin")).contains("codedeploy:GetDeploymentGroup");
    }

    /** The answer's text, or its status. */
    private String look(String user) throws Exception {
        JenkinsRule.WebClient browser = browser(user);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), "deployments/look/look"), HttpMethod.POST);
        request.setRequestParameters(List.of(
                new NameValuePair("environment", "prod"),
                new NameValuePair("application", TwoAccounts.APPLICATION),
                new NameValuePair("group", TwoAccounts.GROUP)));
        browser.addCrumb(request);
        Page page = browser.getPage(request);
        return page.getWebResponse().getStatusCode() == 200
                ? ((HtmlPage) page)
                        .<org.htmlunit.html.HtmlElement>querySelector(".cad-look__answer")
                        .getTextContent()
                : Integer.toString(page.getWebResponse().getStatusCode());
    }
}
