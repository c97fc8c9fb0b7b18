package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.AdministrativeMonitor;
import hudson.model.AsyncPeriodicWork;
import hudson.security.Permission;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.monitoring.DailyCheck;
import io.jenkins.plugins.crossaccountdeploy.monitoring.FailingEnvironmentsMonitor;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.net.URL;
import java.util.List;
import java.util.concurrent.Callable;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What administrators see of environments that are checked once a day. */
@WithJenkins
class FailingEnvironmentsJenkinsTest extends SimulatedAwsJenkinsTest {

    private JenkinsRule jenkins;

    FailingEnvironmentsJenkinsTest() {
        super(1);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        DeploymentEnvironment prod = describeAccounts();
        prod.setCheckDaily(true);
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(prod));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("auditor")
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("manager")
                .grant(Jenkins.READ)
                .everywhere()
                .to("user"));
        for (Permission permission : List.of(Jenkins.SYSTEM_READ, Jenkins.MANAGE)) {
            permission.setEnabled(true);
        }
    }

    private static FailingEnvironmentsMonitor monitor() {
        return ExtensionList.lookupSingleton(FailingEnvironmentsMonitor.class);
    }

    private void breakTrust() {
        var role = aws.production().role(TwoAccounts.ROLE);
        role.trust(role.trust().text().replace(TwoAccounts.EXTERNAL_ID, "another"));
    }

    private void mendTrust() {
        var role = aws.production().role(TwoAccounts.ROLE);
        role.trust(role.trust().text().replace("another", TwoAccounts.EXTERNAL_ID));
    }

    private static void check() throws Exception {
        AsyncPeriodicWork work = ExtensionList.lookupSingleton(DailyCheck.class);
        work.doRun();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(100);
        }
    }

    private String manage(String user) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().login(user)) {
            client.getOptions().setThrowExceptionOnFailingStatusCode(false);
            return client.goTo("manage/").asNormalizedText();
        }
    }

    private int post(String user, String action, boolean crumb) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().login(user)) {
            client.getOptions().setThrowExceptionOnFailingStatusCode(false);
            URL url = new URL(jenkins.getURL(), monitor().getUrl() + "/" + action);
            WebRequest request = new WebRequest(url, HttpMethod.POST);
            if (crumb) {
                client.addCrumb(request);
            }
            Page answer = client.getPage(request);
            return answer.getWebResponse().getStatusCode();
        }
    }

    @Test
    void showsWhatFailsWithItsRemedyUntilItIsMended() throws Exception {
        assertThat(manage("admin")).doesNotContain("cannot deploy to the environment");

        breakTrust();
        check();
        await(() -> monitor().isActivated());
        assertThat(manage("admin"))
                .contains("cannot deploy to the environment prod")
                .contains("role: AccessDenied")
                .contains("sts:ExternalId that environment 'prod' has")
                .doesNotContain(TwoAccounts.EXTERNAL_ID);

        mendTrust();
        try (JenkinsRule.WebClient client = jenkins.createWebClient().login("admin")) {
            HtmlPage page = client.goTo("manage/");
            HtmlPage after = (HtmlPage) page.getForms().stream()
                    .filter(form -> form.getActionAttribute().endsWith(monitor().getUrl() + "/act"))
                    .findFirst()
                    .orElseThrow()
                    .getElementsByTagName("button")
                    .get(0)
                    .click();
            assertThat(after.getUrl().getPath()).endsWith("/manage/");
        }
        await(() -> !monitor().isActivated());
    }

    @Test
    void isThereAfterARestartAndIsDismissed() throws Throwable {
        breakTrust();
        check();
        await(() -> monitor().isActivated());

        jenkins.restart();

        assertThat(monitor().isActivated()).isTrue();
        assertThat(post("admin", "act?dismiss=", true)).isEqualTo(200);
        assertThat(monitor().isActivated()).isFalse();
    }

    @Test
    void isForAdministratorsAndReadableForThoseWhoReadTheConfiguration() throws Exception {
        breakTrust();
        check();
        await(() -> monitor().isActivated());

        assertThat(manage("auditor"))
                .contains("cannot deploy to the environment prod")
                .doesNotContain("Check again");
        assertThat(manage("manager")).doesNotContain("cannot deploy to the environment prod");
        for (String action : List.of("act?dismiss=", "act?again=")) {
            assertThat(post("auditor", action, true)).isEqualTo(403);
            assertThat(post("manager", action, true)).isEqualTo(403);
            assertThat(post("user", action, true)).isEqualTo(403);
            assertThat(post("admin", action, false)).isEqualTo(403);
            try (JenkinsRule.WebClient client = jenkins.createWebClient().login("admin")) {
                client.assertFails(monitor().getUrl() + "/" + action, 404);
            }
        }
        assertThat(monitor().isActivated()).isTrue();
        assertThat(AdministrativeMonitor.all()).contains(monitor());
    }
}
