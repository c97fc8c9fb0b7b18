package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.preflight.Subject;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The accounts of an environment as it stands in the form, for its check and for its policies. */
class EnvironmentAccountsTest {

    private static final DevelopmentPrincipal JENKINS =
            DevelopmentPrincipal.of(new Principal("arn:aws:iam::111111111111:user/deployer", "111111111111"));

    private final DeploymentSource source = new DeploymentSource("my-demo-application");
    private final DeploymentRole role = new DeploymentRole("arn:aws:iam::222222222222:role/deploy/CrossAccountRole");
    private final DeploymentEnvironment environment = new DeploymentEnvironment("prod", "eu-west-1", source, role);

    @BeforeEach
    void describe() {
        source.setKeyPrefix("revisions");
        role.setExternalId("3f1c8a2e");
        environment.setInstanceRoleArns(List.of("arn:aws:iam::222222222222:role/CodeDeployDemo-EC2"));
    }

    @ParameterizedTest
    @CsvSource({
        "development, DEVELOPMENT, '', 111111111111",
        "production, PRODUCTION, '', 222222222222",
        "222222222222, PRODUCTION, '', 222222222222",
        "333333333333, THIRD, 333333333333, 333333333333",
    })
    void haveTheirBucketWhereItIs(String given, Store.Owner owner, String account, String id) {
        source.setBucketAccount(given);
        assertThat(environment.toStore())
                .isEqualTo(new Store("my-demo-application", owner, account, "revisions", "", true));
        assertThat(environment.toBlueprint(JENKINS, Set.of()).bucket())
                .isEqualTo(new Blueprint.Bucket("my-demo-application", id, "revisions", ""));
    }

    @Test
    void areAllThatAPolicyHasToName() {
        environment.setApplication("CodeDeployDemo");
        environment.setDeploymentGroup("Prod");
        role.setSessionTags(true);
        assertThat(environment.toBlueprint(JENKINS, Set.of(Blueprint.Part.BUCKET)))
                .isEqualTo(new Blueprint(
                        "prod",
                        "eu-west-1",
                        JENKINS,
                        new Role(
                                "arn:aws:iam::222222222222:role/deploy/CrossAccountRole",
                                "3f1c8a2e",
                                Role.DEFAULT_DURATION,
                                true,
                                false),
                        new Blueprint.Bucket("my-demo-application", "111111111111", "revisions", ""),
                        List.of("CodeDeployDemo"),
                        List.of("Prod"),
                        List.of("arn:aws:iam::222222222222:role/CodeDeployDemo-EC2"),
                        new Blueprint.Serverless(List.of(), List.of()),
                        Set.of(Blueprint.Part.BUCKET)));
    }

    @Test
    void areForAnyGroupWhereJobsNameIt() {
        Blueprint blueprint = environment.toBlueprint(JENKINS, Set.of());
        assertThat(blueprint.applications()).isEmpty();
        assertThat(blueprint.deploymentGroups()).isEmpty();
    }

    @Test
    void areForWhatJobsCanName() {
        environment.setApplication("CodeDeployDemo");
        environment.setApplications(List.of("CodeDeployDemo", "shop-*"));
        environment.setDeploymentGroup("Prod");
        environment.setDeploymentGroups(List.of("Prod", "Canary"));
        assertThat(environment.toBlueprint(JENKINS, Set.of()).applications())
                .containsExactly("CodeDeployDemo", "shop-*");
        assertThat(environment.toBlueprint(JENKINS, Set.of()).deploymentGroups())
                .containsExactly("Prod", "Canary");
        environment.setApplications(List.of());
        assertThat(environment.toBlueprint(JENKINS, Set.of()).applications()).containsExactly("CodeDeployDemo");
        environment.setApplication("");
        assertThat(environment.toBlueprint(JENKINS, Set.of()).applications()).isEmpty();
    }

    @Test
    void areCheckedAsTheyAreDescribed() {
        environment.setApplication("CodeDeployDemo");
        Subject subject = environment.toSubject(new Requester("check", 1, "ada", ""));
        assertThat(subject.request().environment()).isEqualTo(environment.toEnvironment());
        assertThat(subject.request().store()).isEqualTo(environment.toStore());
        assertThat(subject.request().target().application()).isEqualTo("CodeDeployDemo");
        assertThat(subject.request().target().instanceRoleArns()).isEqualTo(environment.getInstanceRoleArns());
    }

    @Test
    void knowASessionByItsRole() {
        assertThat(DevelopmentPrincipal.of(
                        new Principal("arn:aws-cn:sts::111111111111:assumed-role/Jenkins/i-0a1b2c3d", "111111111111")))
                .extracting(DevelopmentPrincipal::arn, DevelopmentPrincipal::account, DevelopmentPrincipal::isKnown)
                .containsExactly("arn:aws-cn:iam::111111111111:role/Jenkins", "111111111111", true);
    }

    @Test
    void haveAPlaceholderWhereAwsCannotBeAsked() {
        DevelopmentPrincipal unknown = DevelopmentPrincipal.unknown(new Partition("aws-us-gov"));
        assertThat(unknown.isKnown()).isFalse();
        assertThat(environment.toBlueprint(unknown, Set.of()).bucket().account())
                .isEqualTo(unknown.account());
    }
}
