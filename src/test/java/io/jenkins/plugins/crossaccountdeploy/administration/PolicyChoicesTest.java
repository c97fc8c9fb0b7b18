package io.jenkins.plugins.crossaccountdeploy.administration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import org.junit.jupiter.api.Test;

class PolicyChoicesTest {

    private static final String KEY = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd";

    private static Blueprint blueprint(PolicyChoices choices, String key) {
        DeploymentSource source = new DeploymentSource("my-demo-application");
        source.setKmsKeyArn(key);
        DeploymentEnvironment environment = new DeploymentEnvironment(
                "prod", "eu-west-1", source, new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole"));
        return choices.blueprint(environment, new Identity(DevelopmentPrincipal.unknown(new Partition("aws")), ""));
    }

    @Test
    void areEverythingCreatedButAKeyUnlessTheRequestSaysOtherwise() {
        assertThat(blueprint(PolicyChoices.requested(null, false), ""))
                .satisfies(blueprint -> assertThat(blueprint.existing()).isEmpty())
                .satisfies(
                        blueprint -> assertThat(blueprint.bucket().kmsKeyArn()).isEmpty());
    }

    @Test
    void areReadWhateverTheirSpacesAndCases() {
        assertThat(PolicyChoices.requested("role, Bucket,,source_role", false).existing())
                .containsExactlyInAnyOrder(Part.ROLE, Part.BUCKET, Part.SOURCE_ROLE);
    }

    @Test
    void createAKeyOnlyWhereNoneIsNamed() {
        PolicyChoices newKey = PolicyChoices.requested("", true);

        assertThat(blueprint(newKey, "").bucket().kmsKeyArn()).isEqualTo(Blueprint.NEW_KEY);
        assertThat(blueprint(newKey, KEY).bucket().kmsKeyArn()).isEqualTo(KEY);
    }
}
