package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.EnvironmentUsers;
import io.jenkins.plugins.crossaccountdeploy.configuration.MissingEnvironment;
import io.jenkins.plugins.crossaccountdeploy.monitoring.MissingEnvironmentsMonitor;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An environment that is renamed or deleted is missed at once where jobs deploy to it. */
@WithJenkins
class MissingEnvironmentsJenkinsTest extends SimulatedAwsJenkinsTest {

    private JenkinsRule jenkins;
    private DeploymentEnvironment prod;

    MissingEnvironmentsJenkinsTest() {
        super(10);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        prod = describeAccounts();
    }

    private static MissingEnvironmentsMonitor monitor() {
        return ExtensionList.lookupSingleton(MissingEnvironmentsMonitor.class);
    }

    private void rename(String name) {
        DeploymentEnvironment renamed =
                new DeploymentEnvironment(name, prod.getRegion(), prod.getSource(), prod.getRole());
        renamed.setEndpoints(prod.getEndpoints());
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(renamed));
    }

    private int dismiss(String user, HttpMethod method) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient().login(user)) {
            client.getOptions().setThrowExceptionOnFailingStatusCode(false);
            WebRequest request =
                    new WebRequest(new URL(jenkins.getURL(), monitor().getUrl() + "/dismiss"), method);
            return client.getPage(method == HttpMethod.POST ? client.addCrumb(request) : request)
                    .getWebResponse()
                    .getStatusCode();
        }
    }

    @Test
    void namesTheFreestyleJobsThatDeployToIt() throws Exception {
        freestyle(jenkins, "web", jenkins.jenkins);
        jenkins.createFreeStyleProject("other");

        rename("production");

        assertThat(monitor().isActivated()).isTrue();
        assertThat(monitor().getMissing()).containsExactly(new MissingEnvironment("prod", List.of("web")));
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            assertThat(client.goTo("manage/").asNormalizedText())
                    .contains("has no environment prod any more, to which these jobs deploy: web.");
        }
    }

    /** Job DSL and hand-written configurations can leave out the step of a build step. */
    @Test
    void namesThemAlthoughAJobSaysNothingOfItsDeployment() throws Exception {
        freestyle(jenkins, "web", jenkins.jenkins);
        String xml = "<project><builders><" + CrossAccountDeployBuilder.class.getName() + "/></builders></project>";
        FreeStyleProject blank = (FreeStyleProject) jenkins.jenkins.createProjectFromXML(
                "blank", new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));

        rename("production");

        assertThat(monitor().getMissing()).containsExactly(new MissingEnvironment("prod", List.of("web")));
        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, blank);
        assertThat(JenkinsRule.getLog(build).lines())
                .filteredOn(line -> line.startsWith("ERROR: "))
                .hasSize(1);
    }

    /** Fails for whatever reason. */
    @TestExtension("namesTheOthersWhereSomeCannotBeFound")
    public static final class Failing implements EnvironmentUsers {

        @Override
        public Set<String> jobs(String environment) {
            throw new IllegalStateException("cannot tell");
        }
    }

    @Test
    void namesTheOthersWhereSomeCannotBeFound() throws Exception {
        freestyle(jenkins, "web", jenkins.jenkins);

        rename("production");

        assertThat(monitor().getMissing()).containsExactly(new MissingEnvironment("prod", List.of("web")));
    }

    @Test
    void namesThePipelinesThatHaveDeployedToIt() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        WorkflowJob job = pipeline(jenkins, "web", DEPLOY);
        checkOut(agent, job);
        jenkins.buildAndAssertSuccess(job);

        CrossAccountDeployConfiguration.get().setEnvironments(List.of());

        assertThat(monitor().getMissing()).containsExactly(new MissingEnvironment("prod", List.of("web")));
    }

    @Test
    void isNotMissedWhereNobodyDeploysToItOrWhenItIsBack() throws Exception {
        rename("production");
        assertThat(monitor().isActivated()).isFalse();

        rename("prod");
        freestyle(jenkins, "web", jenkins.jenkins);
        rename("production");
        assertThat(monitor().isActivated()).isTrue();
        rename("prod");
        assertThat(monitor().isActivated()).isFalse();
    }

    @Test
    void isAnErrorInTheFormsOfJobsWhichNameThoseThatThereAre() throws Exception {
        FreeStyleProject job = freestyle(jenkins, "web", jenkins.jenkins);
        rename("production");
        FormValidation check = jenkins.jenkins
                .getDescriptorByType(CrossAccountDeployStep.DescriptorImpl.class)
                .doCheckEnvironment(job, "prod");
        assertThat(check.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(check.getMessage()).contains("There is no environment", "For this job there are production");
    }

    @Test
    void isDismissedByAdministratorsAloneAndByPostAlone() throws Exception {
        freestyle(jenkins, "web", jenkins.jenkins);
        rename("production");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("user"));

        assertThat(dismiss("user", HttpMethod.POST)).isEqualTo(403);
        assertThat(dismiss("admin", HttpMethod.GET)).isEqualTo(404);
        assertThat(monitor().isActivated()).isTrue();
        assertThat(dismiss("admin", HttpMethod.POST)).isEqualTo(200);
        assertThat(monitor().isActivated()).isFalse();
    }
}
