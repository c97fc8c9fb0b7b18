package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What an administrator says of environments is kept as it was said. Written once, for each way of saying it.
 */
@WithJenkins
abstract class EnvironmentsJenkinsTest {

    JenkinsRule jenkins;

    /** Lets what is configured now go out and come in again. */
    abstract void roundTrip() throws Exception;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new AWSCredentialsImpl(CredentialsScope.SYSTEM, "dev-deployer", "AKIAEXAMPLE", "secret", ""));
        SystemCredentialsProvider.getInstance().save();
    }

    private void keeps(DeploymentEnvironment... environments) throws Exception {
        CrossAccountDeployConfiguration configuration = CrossAccountDeployConfiguration.get();
        configuration.setEnvironments(List.of(environments));
        roundTrip();
        assertThat(configuration.getEnvironments())
                .isNotSameAs(environments)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(environments);
        configuration.load();
        assertThat(configuration.getEnvironments())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(environments);
    }

    private static DeploymentEnvironment least(String name) {
        return new DeploymentEnvironment(
                name,
                "eu-west-1",
                new DeploymentSource("my-demo-application"),
                new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole"));
    }

    private static DeploymentEnvironment most() {
        DeploymentSource source = new DeploymentSource("my-demo-application");
        source.setCredentialsId("dev-deployer");
        source.setRoleArn("arn:aws:iam::111111111111:role/JenkinsDeployer");
        source.setBucketAccount("production");
        source.setKeyPrefix("revisions/web");
        source.setReuseBundles(false);
        source.setKmsKeyArn("arn:aws:kms:eu-west-1:111111111111:key/1234abcd");
        DeploymentRole role = new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole");
        role.setExternalId("3f1c9a52");
        role.setDurationSeconds(7200);
        role.setSessionTags(true);
        role.setSourceIdentity(true);
        DeploymentEndpoints endpoints = new DeploymentEndpoints();
        endpoints.setSts("http://127.0.0.1:4566/sts");
        endpoints.setS3("http://127.0.0.1:4566/s3");
        endpoints.setCodeDeploy("http://127.0.0.1:4566/codedeploy");
        endpoints.setEcs("http://127.0.0.1:4566/ecs");
        endpoints.setLambda("http://127.0.0.1:4566/lambda");
        endpoints.setFips(true);
        endpoints.setDualStack(true);
        DeploymentEnvironment environment = new DeploymentEnvironment("prod", "eu-west-1", source, role);
        environment.setApplication("CodeDeployDemo");
        environment.setDeploymentGroup("Prod");
        environment.setDeploymentConfig("CodeDeployDefault.OneAtATime");
        environment.setInstanceRoleArns(
                List.of("arn:aws:iam::222222222222:role/CodeDeployDemo-EC2", "arn:aws:iam::222222222222:role/Other"));
        environment.setTaskRoleArns(List.of("arn:aws:iam::222222222222:role/shop-task"));
        environment.setLambdaFunctions(List.of("checkout", "basket"));
        environment.setAllowedJobs(List.of("payments/**", "shop/*-deploy"));
        environment.setApplications(List.of("CodeDeployDemo", "shop-*"));
        environment.setDeploymentGroups(List.of("Prod", "Canary"));
        environment.setRevisionsFromAnywhere(true);
        environment.setCheckDaily(true);
        environment.setRedeployJob("payments/redeploy");
        environment.setEndpoints(endpoints);
        return environment;
    }

    @Test
    void keepsEverythingThatCanBeSaid() throws Exception {
        keeps(most());
    }

    @Test
    void keepsTheDefaultsOfWhatIsNotSaid() throws Exception {
        keeps(least("staging"));
    }

    @Test
    void keepsTheOrderOfSeveral() throws Exception {
        keeps(least("test"), most(), least("another"));
    }

    @Test
    void keepsASecretTextForAnIdToken() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.SYSTEM, "id-token", "", Secret.fromString("eyJhbGciOiJFUzI1NiJ9.e30.c2ln")));
        DeploymentEnvironment environment = least("prod");
        environment.getSource().setCredentialsId("id-token");
        environment.getSource().setRoleArn("arn:aws:iam::111111111111:role/JenkinsDeployer");
        keeps(environment);
    }

    @Test
    void keepsTheIdOfAThirdAccount() throws Exception {
        DeploymentEnvironment environment = least("prod");
        environment.getSource().setBucketAccount("012345678901");
        keeps(environment);
    }

    @Test
    void keepsThatThereIsNone() throws Exception {
        keeps();
    }
}
