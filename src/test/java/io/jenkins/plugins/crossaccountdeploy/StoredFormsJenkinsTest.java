package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.XStream2;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored without a field, by hand or by another version, has that field's default. */
class StoredFormsJenkinsTest {

    private final XStream2 xstream = new XStream2();

    @Test
    void aStepThatNamesOnlyItsEnvironmentHasTheDefaults() {
        CrossAccountDeployStep stored = (CrossAccountDeployStep) xstream.fromXML("<"
                + CrossAccountDeployStep.class.getName() + "><environment>prod</environment></"
                + CrossAccountDeployStep.class.getName() + ">");

        assertThat(stored).usingRecursiveComparison().isEqualTo(new CrossAccountDeployStep("prod"));
        assertThat(stored.getWait()).isEqualTo("true");
        assertThat(stored.isDefaultExcludes()).isTrue();
    }

    /** As versions up to 1.0 stored it. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void aStepThatWasStoredAsDetachedDoesNotWait(boolean detached, String wait) {
        String type = CrossAccountDeployStep.class.getName();
        CrossAccountDeployStep stored = (CrossAccountDeployStep) xstream.fromXML(
                "<" + type + "><environment>prod</environment><detached>" + detached + "</detached></" + type + ">");

        assertThat(stored.getWait()).isEqualTo(wait);
        assertThat(xstream.toXML(stored)).contains("<wait>" + wait + "</wait>").doesNotContain("detached");
    }

    @Test
    void aBuildStepWithoutItsStepNamesNoEnvironment() {
        CrossAccountDeployBuilder stored =
                (CrossAccountDeployBuilder) xstream.fromXML("<" + CrossAccountDeployBuilder.class.getName() + "/>");

        assertThat(stored.getStep()).usingRecursiveComparison().isEqualTo(new CrossAccountDeployStep(""));
        assertThat(new CrossAccountDeployBuilder(null).getStep())
                .usingRecursiveComparison()
                .isEqualTo(new CrossAccountDeployStep(""));
    }

    @Test
    void anEnvironmentThatNamesOnlyTheEssentialsHasTheDefaults() {
        String type = DeploymentEnvironment.class.getName();
        DeploymentEnvironment stored = (DeploymentEnvironment) xstream.fromXML("<" + type
                + "><name>prod</name><region>eu-west-1</region><source><bucket>bundles</bucket></source>"
                + "<role><arn>arn:aws:iam::222222222222:role/Deploy</arn></role></" + type + ">");

        assertThat(stored)
                .usingRecursiveComparison()
                .isEqualTo(new DeploymentEnvironment(
                        "prod",
                        "eu-west-1",
                        new DeploymentSource("bundles"),
                        new DeploymentRole("arn:aws:iam::222222222222:role/Deploy")));
    }
}
