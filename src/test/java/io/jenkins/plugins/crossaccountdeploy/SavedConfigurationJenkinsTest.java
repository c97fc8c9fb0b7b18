package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What earlier versions have saved is read, and means what it meant. */
@WithJenkins
class SavedConfigurationJenkinsTest {

    private static final String FILE = CrossAccountDeployConfiguration.class.getName() + ".xml";

    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) {
        jenkins = rule;
    }

    private static DeploymentEnvironment prod() {
        DeploymentSource source = new DeploymentSource("my-demo-application");
        source.setCredentialsId("dev-deployer");
        source.setBucketAccount("production");
        source.setKeyPrefix("revisions/web");
        source.setKmsKeyArn("arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab");
        source.setReuseBundles(false);
        DeploymentRole role = new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole");
        role.setExternalId("3f1c8a2e-prod");
        role.setDurationSeconds(7200);
        role.setSessionTags(true);
        role.setSourceIdentity(true);
        DeploymentEndpoints endpoints = new DeploymentEndpoints();
        endpoints.setSts("https://vpce-1.sts.eu-west-1.vpce.amazonaws.com");
        DeploymentEnvironment prod = new DeploymentEnvironment("prod", "eu-west-1", source, role);
        prod.setApplication("CodeDeployDemo");
        prod.setDeploymentGroup("Prod");
        prod.setDeploymentConfig("CodeDeployDefault.OneAtATime");
        prod.setInstanceRoleArns(List.of("arn:aws:iam::222222222222:role/CodeDeployDemo-EC2"));
        prod.setAllowedJobs(List.of("payments/**", "shop/*-deploy"));
        prod.setEndpoints(endpoints);
        return prod;
    }

    private static DeploymentEnvironment staging() {
        return new DeploymentEnvironment(
                "staging",
                "eu-central-1",
                new DeploymentSource("my-demo-application-staging"),
                new DeploymentRole("arn:aws:iam::444444444444:role/CrossAccountRole"));
    }

    private CrossAccountDeployConfiguration load(String version) throws Exception {
        Path saved = jenkins.jenkins.getRootDir().toPath().resolve(FILE);
        Files.copy(
                Repository.file("src/test/resources/saved-configurations")
                        .resolve(version)
                        .resolve(FILE),
                saved,
                StandardCopyOption.REPLACE_EXISTING);
        CrossAccountDeployConfiguration configuration = CrossAccountDeployConfiguration.get();
        configuration.load();
        return configuration;
    }

    @ParameterizedTest
    @ValueSource(strings = "1.0")
    void isReadWithDefaultsForWhatThatVersionDidNotKnow(String version) throws Exception {
        assertThat(load(version).getEnvironments())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(prod(), staging());
    }

    @ParameterizedTest
    @ValueSource(strings = "1.0")
    void hasNoFaultsAndIsSavedAgain(String version) throws Exception {
        CrossAccountDeployConfiguration configuration = load(version);
        assertThat(configuration.getEnvironments())
                .allSatisfy(environment -> assertThat(environment.faults()).isEmpty());
        jenkins.configRoundtrip();
        configuration.load();
        assertThat(configuration.getEnvironments())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(prod(), staging());
    }

    @Test
    void mayComeFromALaterVersion() throws Exception {
        Path saved = jenkins.jenkins.getRootDir().toPath().resolve(FILE);
        load("1.0");
        Files.writeString(
                saved, Files.readString(saved).replaceFirst("<region>", "<unheardOf>true</unheardOf><region>"));
        CrossAccountDeployConfiguration.get().load();
        assertThat(CrossAccountDeployConfiguration.get().getEnvironments()).hasSize(2);
    }
}
