package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.htmlunit.FailingHttpStatusCodeException;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentsByFormJenkinsTest extends EnvironmentsJenkinsTest {

    @Override
    void roundTrip() throws Exception {
        jenkins.configRoundtrip();
    }

    private static CrossAccountDeployConfiguration withProd() {
        CrossAccountDeployConfiguration configuration = CrossAccountDeployConfiguration.get();
        configuration.setEnvironments(List.of(new DeploymentEnvironment(
                "prod",
                "eu-west-1",
                new DeploymentSource("my-demo-application"),
                new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole"))));
        return configuration;
    }

    @Test
    void forgetsTheLastOneWhenItIsDeleted() throws Exception {
        CrossAccountDeployConfiguration configuration = withProd();
        try (var browser = jenkins.createWebClient()) {
            HtmlForm form = browser.goTo("configure").getFormByName("config");
            jenkins.getButtonByCaption(form, "Delete environment").click();
            browser.waitForBackgroundJavaScript(2000);
            jenkins.submit(form);
        }
        assertThat(configuration.getEnvironments()).isEmpty();
    }

    @Test
    void savesNothingOfWhatIsWrongAndSaysWhatIsWrong() throws Exception {
        CrossAccountDeployConfiguration configuration = withProd();
        try (var browser = jenkins.createWebClient()) {
            HtmlForm form = browser.goTo("configure").getFormByName("config");
            form.getInputByName("_.bucket").setValue("s3://my-demo-application");
            assertThatExceptionOfType(FailingHttpStatusCodeException.class)
                    .isThrownBy(() -> jenkins.submit(form))
                    .satisfies(page -> assertThat(page.getResponse().getContentAsString())
                            .contains("source.bucket is not a bucket"));
        }
        assertThat(configuration.getEnvironments())
                .extracting(environment -> environment.getSource().getBucket())
                .containsExactly("my-demo-application");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checksAKeyAgainstTheRegionOfItsEnvironment(boolean isAdded) throws Exception {
        withProd();
        try (var browser = jenkins.createWebClient()) {
            HtmlForm form = browser.goTo("configure").getFormByName("config");
            if (isAdded) {
                jenkins.getButtonByCaption(form, "Add environment").click();
            }
            // The checks of a form that was just loaded are answered one after the other.
            browser.waitForBackgroundJavaScript(30_000);
            type(last(form, "region"), "eu-west-1");
            type(
                    last(form, "kmsKeyArn"),
                    "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab");
            browser.waitForBackgroundJavaScript(10_000);
            assertThat(form.asNormalizedText()).contains("is a key of another region than eu-west-1");

            type(last(form, "region"), "us-east-1");
            browser.waitForBackgroundJavaScript(10_000);
            assertThat(form.asNormalizedText()).doesNotContain("is a key of another region");
        }
    }

    private static HtmlInput last(HtmlForm form, String field) {
        return form.getInputsByName("_." + field).stream()
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static void type(HtmlInput input, String text) {
        input.setValue(text);
        input.fireEvent("change");
    }
}
