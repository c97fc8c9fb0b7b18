package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentRulesTest {

    private final DeploymentSource source = new DeploymentSource("my-demo-application");
    private final DeploymentRole role = new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole");
    private final DeploymentEnvironment prod = new DeploymentEnvironment("prod", "eu-west-1", source, role);
    private final DeploymentEnvironment test = new DeploymentEnvironment("test", "eu-west-1", source, role);
    private final DeploymentRequest request =
            request("CodeDeployDemo", "Prod", new DeploymentRequest.FromWorkspace(Selection.ALL, ""));

    private DeploymentRequest request(String application, String group, DeploymentRequest.Content content) {
        DeploymentRequest any =
                prod.toSubject(new Requester("shop/web", 42, "ada", "")).request();
        return new DeploymentRequest(
                any.environment(),
                any.store(),
                new DeploymentRequest.Target(application, group, ""),
                content,
                any.rules(),
                any.options(),
                any.requester());
    }

    private Optional<String> refusal(DeploymentRequest asked) {
        return new EnvironmentRules(List.of(test, prod)).refusal(asked);
    }

    private Optional<String> refusal(String revision) {
        return refusal(request(
                "CodeDeployDemo",
                "Prod",
                new DeploymentRequest.Existing(Revision.parse(revision).orElseThrow())));
    }

    @Test
    void forbidNothingUnlessTheySaySo() {
        assertThat(refusal(request)).isEmpty();
    }

    /** A matrix job is named by administrators, and its configurations deploy. */
    @Test
    void areForTheJobThatAConfigurationIsAPartOf() {
        prod.setAllowedJobs(List.of("shop/web"));
        DeploymentRequest configuration = prod.toSubject(
                        new Requester("shop/web/os=linux", "shop/web", 42, Instant.EPOCH, "ada", ""))
                .request();
        assertThat(refusal(configuration)).isEmpty();

        prod.setAllowedJobs(List.of("shop/other"));
        assertThat(refusal(configuration).orElseThrow()).startsWith("The job 'shop/web' may not deploy");
    }

    @Test
    void forbidAnEnvironmentThatIsGoneAndNameThoseThatThereAre() {
        assertThat(new EnvironmentRules(List.of(test)).refusal(request))
                .contains("There is no environment 'prod'. For this job there are test. An administrator describes them"
                        + " under Manage Jenkins, System, Cross-Account Deploy.");
    }

    @Test
    void nameNoEnvironmentThatIsForOthers() {
        test.setAllowedJobs(List.of("payments/**"));
        assertThat(new EnvironmentRules(List.of(test)).refusal(request).orElseThrow())
                .contains("There is none yet for this job")
                .doesNotContain("test");
    }

    @Test
    void forbidAJobThatIsNotAllowed() {
        prod.setAllowedJobs(List.of("payments/**"));
        assertThat(refusal(request).orElseThrow())
                .startsWith("The job 'shop/web' may not deploy to the environment 'prod', which is for payments/**.");
    }

    @Test
    void forbidAnEnvironmentThatMeansAnotherAccountNow() {
        DeploymentEnvironment moved = new DeploymentEnvironment(
                "prod", "eu-west-1", source, new DeploymentRole("arn:aws:iam::999999999999:role/CrossAccountRole"));
        assertThat(new EnvironmentRules(List.of(moved)).refusal(request))
                .contains("The environment 'prod' was given another role or region after this run began. Build again.");
    }

    @ParameterizedTest
    @CsvSource({
        "CodeDeployDemo, true",
        "CodeDeploy*, true",
        "*Demo, true",
        "Code*Demo, true",
        "*, true",
        "codedeploydemo, false",
        "CodeDeploy, false",
        "CodeDeploy.*, false",
        "*Demos, false",
    })
    void lockApplicationsByPatterns(String pattern, boolean allowed) {
        prod.setApplications(List.of("Other", pattern));
        assertThat(refusal(request).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void sayWhichApplicationsAreAllowed() {
        prod.setApplications(List.of("shop-*", "Ledger"));
        assertThat(refusal(request))
                .contains("The environment 'prod' is for the applications shop-*, Ledger, not for 'CodeDeployDemo'."
                        + " An administrator can allow it under Manage Jenkins, System, Cross-Account Deploy.");
    }

    @Test
    void lockDeploymentGroups() {
        prod.setDeploymentGroups(List.of("Canary"));
        assertThat(refusal(request).orElseThrow())
                .startsWith("The environment 'prod' is for the deployment groups Canary, not for 'Prod'.");
        prod.setDeploymentGroups(List.of("Canary", "Prod"));
        assertThat(refusal(request)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://my-demo-application/revisions/web/1.zip", "s3://my-demo-application/revisions/1.zip"})
    void letRevisionsOfTheEnvironmentThrough(String revision) {
        source.setKeyPrefix("revisions");
        assertThat(refusal(revision)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://my-demo-application/1.zip",
                "s3://my-demo-application/revisions-of-others/1.zip",
                "s3://my-demo-application-2/revisions/1.zip",
            })
    void forbidOtherRevisionsUnlessTheyAreAllowed(String revision) {
        source.setKeyPrefix("revisions");
        assertThat(refusal(revision).orElseThrow())
                .isEqualTo("The environment 'prod' takes revisions from s3://my-demo-application/revisions/ alone, not "
                        + revision + ". An administrator can allow others (revisionsFromAnywhere) under Manage Jenkins,"
                        + " System, Cross-Account Deploy.");
        prod.setRevisionsFromAnywhere(true);
        assertThat(refusal(revision)).isEmpty();
    }

    @Test
    void letAnAppSpecThrough() {
        source.setKeyPrefix("revisions");
        assertThat(refusal(request(
                        "CodeDeployDemo",
                        "Prod",
                        new DeploymentRequest.Existing(new AppSpecRevision("version: 0.0\n")))))
                .isEmpty();
    }
}
