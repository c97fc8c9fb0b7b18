package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.util.Secret;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcIssuer;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Jenkins has no access key, but an ID token that it issues itself. */
@WithJenkins
class KeylessJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final String SOURCE_ROLE = "arn:aws:iam::111111111111:role/JenkinsDeployer";

    private static final OidcIssuer ISSUER = new OidcIssuer("https://jenkins.example/oidc");

    private static Simulator clock;

    private JenkinsRule jenkins;
    private DumbSlave agent;
    private DeploymentEnvironment prod;

    KeylessJenkinsTest() {
        super(10);
    }

    /** As the plugin OpenID Connect Provider has them: another token each time. */
    @SuppressWarnings("serial")
    private static final class IdToken extends BaseStandardCredentials implements StringCredentials {

        IdToken(String id) {
            super(CredentialsScope.SYSTEM, id, "");
        }

        @Override
        public Secret getSecret() {
            return Secret.fromString(ISSUER.token(
                    "sts.amazonaws.com",
                    "https://jenkins.example/",
                    clock.clock().instant(),
                    Duration.ofMinutes(5)));
        }
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        clock = aws;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        prod = describeAccounts();
        Role source = aws.development().createRole("JenkinsDeployer", """
                {"Version": "2012-10-17", "Statement": [{
                  "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                  "Principal": {"Federated": "arn:aws:iam::111111111111:oidc-provider/jenkins.example/oidc"},
                  "Condition": {"StringEquals": {
                    "jenkins.example/oidc:aud": "sts.amazonaws.com",
                    "jenkins.example/oidc:sub": "https://jenkins.example/"}}}]}
                """);
        User user = aws.development().user(TwoAccounts.USER);
        user.policyDocuments().forEach(source::putPolicy);
        aws.development().createOidcProvider(ISSUER, List.of("sts.amazonaws.com"));
        aws.production().role(TwoAccounts.ROLE).trust("""
                {"Version": "2012-10-17", "Statement": [{
                  "Effect": "Allow", "Action": "sts:AssumeRole",
                  "Principal": {"AWS": "arn:aws:iam::111111111111:role/JenkinsDeployer"}}]}
                """);
        prod.getSource().setCredentialsId("id-token");
        prod.getSource().setRoleArn(SOURCE_ROLE);
    }

    private static void add(StringCredentials credentials) {
        SystemCredentialsProvider.getInstance().getCredentials().add(credentials);
    }

    private WorkflowJob job() throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", DEPLOY);
        checkOut(agent, job);
        return job;
    }

    @Test
    void deploysWithATokenThatItIssues() throws Exception {
        add(new IdToken("id-token"));
        jenkins.buildAndAssertSuccess(job());
        assertThat(aws.calls().count("STS.AssumeRoleWithWebIdentity")).isEqualTo(1);
        assertThat(aws.calls().of("STS.AssumeRole"))
                .allMatch(call -> call.principal().contains("assumed-role/JenkinsDeployer/"));
    }

    @Test
    void sendsNoOtherSecretToAws() throws Exception {
        add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "id-token", "", Secret.fromString("hunter2")));
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job());
        assertThat(JenkinsRule.getLog(build))
                .contains("The Secret text 'id-token' is no ID token of OpenID Connect")
                .doesNotContain("hunter2");
        assertThat(aws.calls().count("STS.AssumeRoleWithWebIdentity")).isZero();
    }

    @Test
    void asksForTheRoleThatATokenIsFor() throws Exception {
        add(new IdToken("id-token"));
        prod.getSource().setRoleArn("");
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job());
        assertThat(JenkinsRule.getLog(build)).contains("An ID token is no access key", "source.roleArn");
    }

    @Test
    void readsFromTheTokenWhatPoliciesHaveToName() {
        add(new IdToken("id-token"));
        assertThat(SharedResources.sourceRole(prod))
                .contains(new DevelopmentPrincipal(
                        SOURCE_ROLE,
                        "111111111111",
                        Optional.of(new DevelopmentPrincipal.WebIdentity(
                                "jenkins.example/oidc", "sts.amazonaws.com", "https://jenkins.example/"))));
    }

    @Test
    void knowsARoleThatAnAccessKeyAssumes() {
        prod.getSource().setCredentialsId(CREDENTIALS);
        assertThat(SharedResources.sourceRole(prod))
                .contains(new DevelopmentPrincipal(SOURCE_ROLE, "111111111111", Optional.empty()));
        prod.getSource().setRoleArn("");
        assertThat(SharedResources.sourceRole(prod)).isEmpty();
    }
}
