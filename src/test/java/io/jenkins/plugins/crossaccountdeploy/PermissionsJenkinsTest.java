package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Forms tell and check for those who may see what they configure, and answer nobody else. */
@WithJenkins
class PermissionsJenkinsTest {

    private static final String NOBODY = "reader";
    private static final String CONFIGURER = "configurer";
    private static final String ADMINISTRATOR = "admin";

    private JenkinsRule jenkins;
    private FreeStyleProject job;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        job = jenkins.createFreeStyleProject("web");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new AWSCredentialsImpl(CredentialsScope.GLOBAL, "dev-deployer", "AKIAEXAMPLE", "secret", ""));
        CrossAccountDeployConfiguration.get()
                .setEnvironments(List.of(environment("prod"), environment("payments", "payments/**")));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to(NOBODY, CONFIGURER)
                .grant(Item.CONFIGURE)
                .everywhere()
                .to(CONFIGURER)
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to(ADMINISTRATOR));
    }

    private static DeploymentEnvironment environment(String name, String... allowedJobs) {
        DeploymentEnvironment environment = new DeploymentEnvironment(
                name,
                "eu-west-1",
                new DeploymentSource("my-demo-application"),
                new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole"));
        environment.setAllowedJobs(List.of(allowedJobs));
        return environment;
    }

    private static ACLContext as(String user) {
        return ACL.as2(User.getById(user, true).impersonate2());
    }

    private CrossAccountDeployStep.DescriptorImpl step() {
        return jenkins.jenkins.getDescriptorByType(CrossAccountDeployStep.DescriptorImpl.class);
    }

    private DeploymentSource.DescriptorImpl source() {
        return jenkins.jenkins.getDescriptorByType(DeploymentSource.DescriptorImpl.class);
    }

    private static List<String> values(ListBoxModel items) {
        return items.stream().map(item -> item.value).toList();
    }

    @Test
    void offersAJobTheEnvironmentsThatItMayUse() {
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(values(step().doFillEnvironmentItems(job, ""))).containsExactly("prod");
        }
    }

    @Test
    void keepsTheEnvironmentThatAJobNamesWhateverItMayUse() {
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(values(step().doFillEnvironmentItems(job, "payments"))).containsExactly("prod", "payments");
            assertThat(step().doCheckEnvironment(job, "payments").kind).isEqualTo(FormValidation.Kind.ERROR);
        }
    }

    @Test
    void offersNoEnvironmentToWhoMayNotConfigureTheJob() {
        try (ACLContext ignored = as(NOBODY)) {
            assertThat(values(step().doFillEnvironmentItems(job, ""))).isEmpty();
            assertThat(values(step().doFillEnvironmentItems(job, "gone"))).containsExactly("gone");
            assertThat(values(step().doFillEnvironmentItems(null, ""))).isEmpty();
            assertThat(step().doCheckEnvironment(job, "payments").kind).isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void checksAJobsFieldsForWhoMayConfigureItAlone() {
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(step().doCheckDirectory(job, "/etc").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(step().doCheckApplication(job, "", "prod", "deploy").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            assertThat(step().doCheckApplication(job, "", "prod", "push").kind).isEqualTo(FormValidation.Kind.OK);
        }
        try (ACLContext ignored = as(NOBODY)) {
            assertThat(step().doCheckDirectory(job, "/etc").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(step().doCheckApplication(job, "", "prod", "deploy").kind)
                    .isEqualTo(FormValidation.Kind.OK);
        }
    }

    /** What a step that was just added asks: its drop-down is filled later, and shows the first environment then. */
    @Test
    void takesTheFirstEnvironmentThatTheJobMayUseForTheOneThatIsNotChosenYet() {
        DeploymentEnvironment payments = environment("payments", "payments/**");
        payments.setApplication("PaymentsLedger");
        DeploymentEnvironment prod = environment("prod");
        prod.setApplication("Shop");
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(payments, prod));
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(step().doCheckApplication(job, "", "", "").renderHtml())
                    .contains("Shop")
                    .doesNotContain("PaymentsLedger");
        }
    }

    @Test
    void tellsNothingOfAnEnvironmentThatTheJobMayNotUse() {
        DeploymentEnvironment payments = environment("payments", "payments/**");
        payments.setApplication("PaymentsLedger");
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(environment("prod"), payments));
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(step().doCheckApplication(job, "", "payments", "deploy").renderHtml())
                    .isEqualTo(FormValidation.ok().renderHtml());
            assertThat(step().doCheckDeploymentGroup(job, "", "payments", "deploy").kind)
                    .isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void offersCredentialsToAdministrators() {
        try (ACLContext ignored = as(ADMINISTRATOR)) {
            assertThat(values(source().doFillCredentialsIdItems(""))).containsExactly("", "dev-deployer");
            assertThat(source().doCheckCredentialsId("dev-deployer", "").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(source().doCheckCredentialsId("gone", "").kind).isEqualTo(FormValidation.Kind.ERROR);
        }
    }

    @Test
    void offersIdTokensAndAsksForTheRoleThatTheyAreFor() {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "id-token", "", Secret.fromString("eyJ0")));
        try (ACLContext ignored = as(ADMINISTRATOR)) {
            assertThat(values(source().doFillCredentialsIdItems(""))).contains("dev-deployer", "id-token");
            assertThat(source().doCheckCredentialsId("id-token", "").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(source().doCheckCredentialsId("id-token", "arn:aws:iam::111111111111:role/Jenkins").kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(source().doCheckRoleArn("Jenkins").kind).isEqualTo(FormValidation.Kind.ERROR);
        }
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(source().doCheckRoleArn("Jenkins").kind).isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void keepsTheCredentialsThatAreChosenAndTellsOthersOfNone() {
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(values(source().doFillCredentialsIdItems("chosen"))).containsExactly("chosen");
            assertThat(source().doCheckCredentialsId("gone", "").kind).isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void checksTheGlobalPageForAdministratorsAlone() {
        try (ACLContext ignored = as(ADMINISTRATOR)) {
            assertThat(source().doCheckBucket("Wrong!").kind).isEqualTo(FormValidation.Kind.ERROR);
        }
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(source().doCheckBucket("Wrong!").kind).isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void warnsAdministratorsOfEnvironmentsThatAreForEveryJob() {
        var check = jenkins.jenkins.getDescriptorByType(DeploymentEnvironment.DescriptorImpl.class);
        try (ACLContext ignored = as(ADMINISTRATOR)) {
            assertThat(check.doCheckAllowedJobs(" ").kind).isEqualTo(FormValidation.Kind.WARNING);
            assertThat(check.doCheckAllowedJobs("payments/**").kind).isEqualTo(FormValidation.Kind.OK);
        }
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(check.doCheckAllowedJobs("").kind).isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void tellsAdministratorsWhichEndpointsThereAreNot() {
        var check = jenkins.jenkins.getDescriptorByType(DeploymentEndpoints.DescriptorImpl.class);
        try (ACLContext ignored = as(ADMINISTRATOR)) {
            assertThat(check.doCheckFips(true, false, "", "", "", "eu-west-1").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            assertThat(check.doCheckFips(true, true, "", "", "", "us-east-1").kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(check.doCheckDualStack(true, "us-iso-east-1").kind).isEqualTo(FormValidation.Kind.ERROR);
        }
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(check.doCheckFips(true, false, "", "", "", "eu-west-1").kind)
                    .isEqualTo(FormValidation.Kind.OK);
        }
    }

    @Test
    void locksWhatJobsMayName() {
        DeploymentEnvironment locked = environment("prod");
        locked.setApplications(List.of("shop-*"));
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(locked));
        try (ACLContext ignored = as(CONFIGURER)) {
            assertThat(step().doCheckApplication(job, "shop-web", "prod", "deploy").kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(step().doCheckApplication(job, "${APP}", "prod", "deploy").kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(step().doCheckApplication(job, "ledger", "prod", "deploy").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
        }
    }

    @Test
    void warnsAdministratorsOfPlainHttp() {
        var endpoints = jenkins.jenkins.getDescriptorByType(DeploymentEndpoints.DescriptorImpl.class);
        try (ACLContext ignored = as(ADMINISTRATOR)) {
            assertThat(endpoints.doCheckS3("http://s3.corp").kind).isEqualTo(FormValidation.Kind.WARNING);
            assertThat(endpoints.doCheckS3("http://127.0.0.1:4566").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(endpoints.doCheckS3("http://s3.corp?").kind).isEqualTo(FormValidation.Kind.ERROR);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "configuration.DeploymentEnvironment/checkName",
                "configuration.DeploymentSource/checkBucket",
                "configuration.DeploymentSource/fillCredentialsIdItems",
                "configuration.DeploymentRole/checkExternalId",
                "configuration.DeploymentEndpoints/checkS3",
                "CrossAccountDeployStep/checkEnvironment",
                "CrossAccountDeployStep/fillEnvironmentItems",
            })
    void answersNoGetRequestAndAnyPostRequest(String method) throws Exception {
        try (var browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            browser.login(ADMINISTRATOR);
            var url = browser.createCrumbedUrl("descriptorByName/io.jenkins.plugins.crossaccountdeploy." + method);
            assertThat(browser.getPage(new WebRequest(url, HttpMethod.GET))
                            .getWebResponse()
                            .getStatusCode())
                    .isGreaterThanOrEqualTo(404);
            assertThat(browser.getPage(new WebRequest(url, HttpMethod.POST))
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(200);
        }
    }
}
