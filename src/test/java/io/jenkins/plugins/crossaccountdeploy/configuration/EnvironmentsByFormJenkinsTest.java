package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.htmlunit.FailingHttpStatusCodeException;
import org.htmlunit.html.HtmlForm;
import org.junit.jupiter.api.Test;

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
}
