package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Endpoints;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployingTest extends InTwoAccounts {

    @Test
    void deploysTheWorkspaceAcrossAccounts() throws Exception {
        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void warnsOfWhatIsProbablyASlipAndDeploysNonetheless() throws Exception {
        harness.file("appspec.yml", """
                version: 0.0
                os: linux
                hooks:
                  AfterInstal:
                    - location: scripts/after_install.sh
                """);

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.console())
                .containsOnlyOnce(
                        "[prod] note    appspec.yml:4: lifecycle event 'AfterInstal' is not known, and its scripts"
                                + " are never run. Did you mean 'AfterInstall'?");
    }

    @Test
    void saysAtTheBundleWhereItComesFrom() throws Exception {
        Result result = harness.run(
                RunHarness.with(harness.request(), new DeploymentRequest.FromWorkspace(Selection.ALL, "9f2c41d0a7e3")));

        String key = ((S3Revision) result.revision().orElseThrow()).key();
        assertThat(harness.aws()
                        .bucket(TwoAccounts.BUCKET)
                        .object(key)
                        .orElseThrow()
                        .metadata())
                .containsEntry("jenkins-job", "shop")
                .containsEntry("jenkins-build", "42")
                .containsEntry("jenkins-url", "https://jenkins.example/job/shop/42/")
                .containsEntry("commit", "9f2c41d0a7e3");
    }

    /** The address of any network interface, so none of this machine alone. */
    @Test
    void warnsOfPlainHttpOnceAndDeploys() throws Exception {
        DeploymentRequest request = harness.request();
        Environment environment = request.environment();
        String open = environment.endpoints().codeDeploy().replace("127.0.0.1", "0.0.0.0");

        Result result = harness.run(RunHarness.with(
                request,
                new Environment(
                        environment.name(),
                        environment.region(),
                        environment.role(),
                        new Endpoints(
                                environment.endpoints().sts(),
                                environment.endpoints().s3(),
                                open,
                                "",
                                false,
                                false),
                        "")));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("plain HTTP"))
                .containsExactly("[prod] note    " + open
                        + " is plain HTTP: whoever is on the way can read bundles and temporary credentials");
    }

    @Test
    void tellsOnceWhatIsWorthKnowingOfTheBundle() throws Exception {
        harness.link("venv/bin/python3", "/usr/bin/python3");

        harness.run(harness.request());

        assertThat(harness.console())
                .containsOnlyOnce("[prod] note    1 link leads to an absolute path, venv/bin/python3 to"
                        + " /usr/bin/python3: it is kept, and leads there on the instances");
    }

    @Test
    void tellsWhichScriptFailedAndWhatItPrinted() throws Exception {
        harness.aws()
                .nextDeployment()
                .fails(
                        harness.aws()
                                .group("CodeDeployDemo", "Prod")
                                .instances()
                                .get(1),
                        "AfterInstall",
                        script("scripts/after_install.sh").exit(1).log("npm ERR! missing script: build"));

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"0, 118", "1, 118"})
    void cutsALongDescriptionBetweenCharacters(int before, int whole) throws Exception {
        String wanted = "x".repeat(before) + "\uD83D\uDE80".repeat(150);
        harness.run(RunHarness.with(
                harness.request(), new DeploymentRequest.Rules(wanted, "", false, false, false, false, List.of())));

        assertThat(harness.deployment().description().orElseThrow())
                .startsWith("x".repeat(before) + "\uD83D\uDE80".repeat(whole) + " [")
                .hasSizeLessThanOrEqualTo(256);
    }
}
