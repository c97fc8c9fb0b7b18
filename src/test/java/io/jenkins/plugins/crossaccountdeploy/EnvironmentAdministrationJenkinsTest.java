package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.User;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.simulator.HostileText;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An administrator, and nobody else, checks an environment and gets its policies, as it stands in the form. */
@WithJenkins
class EnvironmentAdministrationJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final String ADMINISTRATOR = "admin";
    private static final String READER = "reader";
    private static final String AT = "manage/cross-account-deploy/";
    private static final String SAVED = AT + "environment/prod/policies.zip";
    private static final String MARKUP = "<img src=x onerror=alert(1)>";

    private JenkinsRule jenkins;

    EnvironmentAdministrationJenkinsTest() {
        super(1);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        describeAccounts();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to(READER)
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to(ADMINISTRATOR));
    }

    /** An environment as the form sends it, which is not saved. */
    private JSONObject form() {
        String endpoint = aws.endpoint().toString();
        return new JSONObject()
                .element("name", "unsaved")
                .element("region", TwoAccounts.REGION)
                .element(
                        "source",
                        new JSONObject()
                                .element("bucket", TwoAccounts.BUCKET)
                                .element("credentialsId", CREDENTIALS)
                                .element("bucketAccount", "development"))
                .element(
                        "role",
                        new JSONObject()
                                .element("arn", "arn:aws:iam::222222222222:role/" + TwoAccounts.ROLE)
                                .element("externalId", TwoAccounts.EXTERNAL_ID)
                                .element("durationSeconds", "3600"))
                .element("application", TwoAccounts.APPLICATION)
                .element("deploymentGroup", TwoAccounts.GROUP)
                .element("instanceRoleArns", "arn:aws:iam::222222222222:role/CodeDeployDemo-EC2")
                .element(
                        "endpoints",
                        new JSONObject()
                                .element("sts", endpoint)
                                .element("s3", endpoint)
                                .element("codeDeploy", endpoint));
    }

    /** Takes what is part of a page as it is, without the page that its scripts belong to. */
    private JenkinsRule.WebClient browser() {
        return jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withJavaScriptEnabled(false);
    }

    private WebResponse post(String method, Object environment, String... parameters) throws Exception {
        try (var browser = browser().login(ADMINISTRATOR)) {
            return browser.getPage(browser.addCrumb(request(method, environment, parameters)))
                    .getWebResponse();
        }
    }

    private WebRequest request(String method, Object environment, String... parameters) throws IOException {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), AT + method), HttpMethod.POST);
        List<NameValuePair> pairs = new ArrayList<>();
        pairs.add(new NameValuePair("environment", environment.toString()));
        for (String parameter : parameters) {
            String[] pair = parameter.split("=", 2);
            pairs.add(new NameValuePair(pair[0], pair[1]));
        }
        request.setRequestParameters(pairs);
        return request;
    }

    private WebResponse get(String user, String path) throws Exception {
        try (var browser = browser().login(user)) {
            return browser.getPage(new URL(jenkins.getURL(), path)).getWebResponse();
        }
    }

    private static List<String> names(WebResponse zip) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream entries = new ZipInputStream(zip.getContentAsStream())) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static byte[] bytes(WebResponse response) throws IOException {
        try (var content = response.getContentAsStream()) {
            return content.readAllBytes();
        }
    }

    // ---- who may

    @ParameterizedTest
    @ValueSource(strings = {"check", "policies", "policies.zip"})
    void answersAdministratorsAlone(String method) throws Exception {
        try (var browser = browser().login(READER)) {
            assertThat(browser.getPage(browser.addCrumb(request(method, form())))
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(403);
        }
        assertThat(aws.calls()).isEmpty();
        assertThat(post(method, form()).getStatusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "policies", "policies.zip"})
    void answersNoRequestWithoutCrumb(String method) throws Exception {
        try (var browser = browser().login(ADMINISTRATOR)) {
            assertThat(browser.getPage(request(method, form())).getWebResponse().getStatusCode())
                    .isEqualTo(403);
        }
        assertThat(aws.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "policies", "policies.zip"})
    void answersNoGetRequest(String method) throws Exception {
        assertThat(get(ADMINISTRATOR, AT + method + "?environment=%7B%7D").getStatusCode())
                .isEqualTo(404);
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void tellsNobodyElseWhetherAnEnvironmentIsThere() throws Exception {
        assertThat(get(READER, SAVED).getStatusCode()).isEqualTo(403);
        assertThat(get(READER, AT + "environment/gone/policies.zip").getStatusCode())
                .isEqualTo(403);
        assertThat(get(ADMINISTRATOR, AT + "environment/gone/policies.zip").getStatusCode())
                .isEqualTo(404);
        assertThat(aws.calls()).isEmpty();
    }

    // ---- check

    @Test
    void checksAnEnvironmentThatIsNotSaved() throws Exception {
        WebResponse answer = post("check", form());

        assertThat(answer.getContentType()).isEqualTo("text/html");
        assertThat(answer.getContentAsString())
                .contains(
                        "unsaved ",
                        "user/" + TwoAccounts.USER,
                        "data-status=\"OK\"",
                        TwoAccounts.APPLICATION + " / " + TwoAccounts.GROUP);
        assertThat(aws.calls().operations()).contains("STS.AssumeRole", "CodeDeploy.GetDeploymentGroup");
        assertThat(aws.sessions())
                .isNotEmpty()
                .allSatisfy(session -> assertThat(session.name()).startsWith("jenkins-check"));
        assertThat(CrossAccountDeployConfiguration.get().environment("unsaved")).isEmpty();
    }

    @Test
    void tellsWhatIsWrongAndWhatToDo() throws Exception {
        JSONObject form = form();
        form.getJSONObject("role").element("externalId", "another");

        assertThat(post("check", form).getContentAsString())
                .contains("unsaved cannot be deployed to yet", "data-status=\"FAILED\"", "AccessDenied", "trust policy")
                .doesNotContain(TwoAccounts.EXTERNAL_ID, "another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "policies"})
    void tellsTheFaultsOfTheFormInsteadOfAsking(String method) throws Exception {
        JSONObject form = form().element("name", MARKUP);
        form.getJSONObject("source").element("bucket", "Wrong!");

        assertThat(post(method, form).getContentAsString())
                .contains("The form has to be corrected first", "source.bucket is not a bucket")
                .contains("&lt;img src=x")
                .doesNotContain(MARKUP);
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void writesWhateverAwsSaysAsText() throws Exception {
        aws.faults().on("STS.AssumeRole").always().denyAccess(HostileText.MARKUP + MARKUP);
        aws.faults().on("S3").always().denyAccess(HostileText.MARKUP + MARKUP);

        assertThat(post("check", form()).getContentAsString())
                .contains("&lt;script>", "&lt;img src=x")
                .doesNotContain("<script", "<img");
    }

    @Test
    void neverShowsAStackTrace() throws Exception {
        JSONObject word = form();
        word.getJSONObject("role").element("durationSeconds", "an hour");
        JSONObject list = form().element("role", "none");

        for (Object unusual : List.of(word, list, new JSONObject())) {
            for (String method : List.of("check", "policies")) {
                WebResponse answer = post(method, unusual);
                assertThat(answer.getStatusCode()).isEqualTo(200);
                assertThat(answer.getContentAsString())
                        .contains("The form has to be corrected first")
                        .doesNotContain("\tat ", "Exception");
            }
            assertThat(post("policies.zip", unusual).getStatusCode()).isEqualTo(400);
        }
        for (String garbage : List.of("", "[]", "{", MARKUP)) {
            WebResponse answer = post("check", garbage);
            assertThat(answer.getStatusCode()).isEqualTo(400);
            assertThat(answer.getContentAsString()).doesNotContain("\tat ", MARKUP);
        }
    }

    // ---- policies

    @Test
    void writesThePoliciesForWhoeverJenkinsIs() throws Exception {
        assertThat(post("policies", form()).getContentAsString())
                .contains(
                        "Policies of unsaved",
                        "arn:aws:iam::111111111111:user/deployer",
                        "aws cloudformation deploy",
                        "--stack-name jenkins-deploys-unsaved",
                        "terraform apply -var development_profile=development",
                        "aws iam create-policy",
                        "aws iam attach-user-policy",
                        "--user-name deployer",
                        "2-development-principal.json",
                        "environment/unsaved/policies.zip")
                .doesNotContain("000000000000");
    }

    @Test
    void writesThemForAPlaceholderWhereAwsDoesNotSayWhoJenkinsIs() throws Exception {
        JSONObject form = form();
        form.getJSONObject("source").element("credentialsId", "gone");

        assertThat(post("policies", form).getContentAsString())
                .contains(
                        "is not known, so",
                        "arn:aws:iam::000000000000:user/jenkins",
                        "stands for it",
                        "<p>The credentials 'gone' are no longer in Jenkins");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void writesThemForWhatIsThereAlready() throws Exception {
        assertThat(post("policies", form(), "existing=role,bucket", "newKey=true")
                        .getContentAsString())
                .contains("update-assume-role-policy", "get-bucket-policy", "aws kms create-key")
                .doesNotContain("create-bucket", "aws iam create-role");
        assertThat(post("policies", form(), "existing=everything").getStatusCode())
                .isEqualTo(400);
    }

    @Test
    void packsThemForDownload() throws Exception {
        WebResponse zip = post("policies.zip", form());

        assertThat(zip.getContentType()).isEqualTo("application/zip");
        assertThat(zip.getResponseHeaderValue("Content-Disposition"))
                .isEqualTo("attachment; filename=\"unsaved-policies.zip\"");
        assertThat(names(zip))
                .startsWith("README.md", "cloudformation/1-111111111111.json", "cloudformation/2-222222222222.json");
    }

    @Test
    void givesThoseOfASavedEnvironmentToAScript() throws Exception {
        String token = jenkins.createApiToken(User.getById(ADMINISTRATOR, true));
        try (var script = browser().withBasicCredentials(ADMINISTRATOR, token)) {
            URL address = new URL(jenkins.getURL(), SAVED);
            WebResponse first = script.getPage(address).getWebResponse();
            WebResponse again = script.getPage(address).getWebResponse();
            WebResponse other =
                    script.getPage(new URL(address + "?existing=role")).getWebResponse();

            assertThat(first.getStatusCode()).isEqualTo(200);
            assertThat(names(first)).contains("json/1-role-trust.json");
            assertThat(bytes(again)).isEqualTo(bytes(first));
            assertThat(bytes(other)).isNotEqualTo(bytes(first));
        }
        assertThat(aws.calls().operations()).containsOnly("STS.GetCallerIdentity");
    }

    @Test
    void givesAScriptNoPlaceholderToApply() throws Exception {
        aws.faults().on("STS.GetCallerIdentity").always().denyAccess(MARKUP);

        WebResponse answer = get(ADMINISTRATOR, SAVED);

        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(answer.getContentAsString()).contains("is not known").doesNotContain(MARKUP);
    }

    // ---- the page

    @Test
    void checksByTheButtonWhatIsTyped() throws Exception {
        try (var browser = jenkins.createWebClient().login(ADMINISTRATOR)) {
            HtmlPage page = browser.goTo("manage/configure");
            page.<HtmlInput>querySelector("[name=environments] input[name='_.name']")
                    .setValue("renamed");
            page.<DomElement>querySelector(".cad-buttons__check").click();
            browser.waitForBackgroundJavaScript(30_000);

            assertThat(page.querySelector(".cad-buttons__result").asNormalizedText())
                    .contains("renamed ", TwoAccounts.USER);
            assertThat(page.querySelector(".cad-buttons__announcement").asNormalizedText())
                    .startsWith("renamed ");
        }
    }
}
