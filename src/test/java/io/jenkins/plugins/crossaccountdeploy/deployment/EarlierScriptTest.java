package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ApplicationStop runs the script of the revision that was deployed before: the next one cannot mend it. */
class EarlierScriptTest extends InTwoAccounts {

    private static final String REMEDY =
            "It is the script of the revision that was deployed before, and this one cannot mend it: deploy again with"
                    + " ignoreApplicationStopFailures: true.";

    @BeforeEach
    void haveAPast() {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
    }

    @Test
    void isNamedAsTheCauseWithWhatGetsPastIt() throws Exception {
        harness.aws().nextDeployment().failsEverywhere("ApplicationStop", Script.script("scripts/stop.sh"));

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("scripts/stop.sh on i-", REMEDY).hasLineCount(1);
    }

    @Test
    void isPassedOverOnRequest() throws Exception {
        harness.aws().nextDeployment().failsEverywhere("ApplicationStop", Script.script("scripts/stop.sh"));

        Result result = harness.run(
                RunHarness.with(harness.request(), new Rules("", "", true, false, false, false, List.of())));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
    }

    /** An agent that does not answer fails in the first event, which is ApplicationStop. */
    @Test
    void isNotBlamedForAnAgentThatDoesNotAnswer() throws Exception {
        harness.aws().nextDeployment().unresponsive("i-0a1b2c3d");

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("ApplicationStop on i-0a1b2c3d").doesNotContain("ignoreApplicationStop");
    }

    @Test
    void isNotBlamedForAScriptOfTheNewRevision() throws Exception {
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));

        assertThat(harness.run(harness.request()).error()).doesNotContain("ignoreApplicationStop");
    }
}
