package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What AWS answers late, not at all any more or twice is told once, and ends nothing. */
class LateAnswersTest extends InTwoAccounts {

    private Driver untilWatching(DeploymentRequest request) throws InterruptedException {
        return harness.until(request, Stage.Watching.class);
    }

    private void assertAllIsTold(Result result) {
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("Succeeded  ")).hasSize(3 * 7).doesNotHaveDuplicates();
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    // ---- not yet

    @ParameterizedTest
    @ValueSource(ints = {6, 3_600})
    void waitsForADeploymentThatHasNotStartedYet(int seconds) throws Exception {
        harness.aws().nextDeployment().startsAfter(Duration.ofSeconds(seconds));

        assertAllIsTold(harness.run(harness.request()));
        assertThat(harness.told("note")).isEmpty();
    }

    @Test
    void waitsForALargeDeploymentThatHasNotStartedYet() throws Exception {
        harness.aws().group("CodeDeployDemo", "Prod").instances(60).config("CodeDeployDefault.AllAtOnce");
        harness.aws()
                .nextDeployment()
                .startsAfter(Duration.ofMinutes(20))
                .failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(harness.told("60 targets failed alike: AfterInstall")).hasSize(1);
        assertThat(harness.told("note")).isEmpty();
    }

    @Test
    void endsWithADeploymentThatWasStoppedBeforeItsStart() throws Exception {
        harness.aws().nextDeployment().startsAfter(Duration.ofHours(1));
        Driver driver = untilWatching(harness.request());
        harness.pass(driver, Duration.ofMinutes(1));
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(harness.told("note")).hasSize(1);
    }

    /** What has happened by AWS's clock may be in the future here. */
    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT0S", "PT-1H"})
    void tellsWhatHappensAsItHappensThoughTheClockIsWrong(Duration ahead) throws Exception {
        harness.controller().clockIsAhead(ahead);
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = untilWatching(harness.request());

        harness.pass(driver, Duration.ofMinutes(1));

        assertThat(harness.told("  Install ")).hasSize(1);
        assertThat(harness.told("  AfterInstall ")).isEmpty();
    }

    @Test
    void asksAgainForTargetsOfWhichOnlyTheListKnows() throws Exception {
        harness.aws()
                .faults()
                .on("CodeDeploy.BatchGetDeploymentTargets")
                .times(4)
                .error(400, "DeploymentNotStartedException", "The deployment has not started");

        assertAllIsTold(harness.run(harness.request()));
    }

    @Test
    void waitsForADeploymentThatAwsDoesNotShowYet() throws Exception {
        harness.aws().consistency().findsAfter(Duration.ofSeconds(40));
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(30));

        assertAllIsTold(harness.run(harness.request()));
    }

    // ---- not any more

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DeploymentTargetDoesNotExistException",
                "InstanceDoesNotExistException",
                "InvalidDeploymentTargetIdException"
            })
    void tellsOfTheOthersWhenAwsDoesNotKnowOneTarget(String code) throws Exception {
        List<String> instances =
                harness.aws().group("CodeDeployDemo", "Prod").instances(20).instances();
        String gone = instances.get(7);
        harness.aws()
                .faults()
                .on("CodeDeploy.BatchGetDeploymentTargets")
                .about(gone)
                .always()
                .error(400, code, "The target " + gone + " does not exist");

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("Succeeded  ")).hasSize(19 * 7).doesNotHaveDuplicates();
        assertThat(harness.told(gone)).isEmpty();
        assertThat(harness.told("note")).isEmpty();
    }

    // ---- twice

    @Test
    void readsAPageThatLeadsToItselfOnce() throws Exception {
        Pattern tokens = Pattern.compile("\"nextToken\":\"([^\"]+)\"");
        AtomicReference<String> first = new AtomicReference<>("");
        harness.aws().pageSize(1);
        harness.aws().faults().on("CodeDeploy.ListDeploymentTargets").always().rewrite(body -> {
            Matcher token = tokens.matcher(body);
            if (!token.find()) {
                return body;
            }
            first.compareAndSet("", token.group(1));
            return body.replace(token.group(1), first.get());
        });

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void doesNotAskForEverForAPageThatAwsRefuses() throws Exception {
        harness.aws()
                .faults()
                .on("CodeDeploy.ListDeploymentTargets")
                .always()
                .error(400, "InvalidNextTokenException", "The next token was specified in an invalid format");

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("the targets cannot be watched (InvalidNextTokenException"))
                .hasSize(1);
    }

    @Test
    void tellsATargetOnceThatIsAnsweredTwice() throws Exception {
        Pattern targets = Pattern.compile("(?s)\"deploymentTargets\":\\[(.*)\\]");
        harness.aws()
                .faults()
                .on("CodeDeploy.BatchGetDeploymentTargets")
                .always()
                .rewrite(body -> {
                    Matcher all = targets.matcher(body);
                    return all.find() ? "{\"deploymentTargets\":[" + all.group(1) + "," + all.group(1) + "]}" : body;
                });

        assertAllIsTold(harness.run(harness.request()));
    }

    @Test
    void findsTheDeploymentWhoseIdAwsDoesNotAnswer() throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").rewrite(body -> "{}");

        Result result = harness.run(harness.request());

        assertAllIsTold(result);
        assertThat(result.deploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.aws().calls().count("CodeDeploy.CreateDeployment")).isEqualTo(1);
    }

    // ---- a group that grows

    @Test
    void tellsTheFailuresOfAGroupThatHasGrownMeanwhile() throws Exception {
        List<String> first = harness.aws()
                .group("CodeDeployDemo", "Prod")
                .instances(20)
                .config("CodeDeployDefault.AllAtOnce")
                .instances();
        String[] later = IntStream.range(0, 20).mapToObj(i -> "i-later" + i).toArray(String[]::new);
        DeploymentPlan plan = harness.aws()
                .nextDeployment()
                .takes("AfterInstall", Duration.ofSeconds(30))
                .grows(Duration.ofSeconds(10), later);
        for (String failing : List.of(first.get(0), first.get(1), later[10], later[11])) {
            plan.fails(failing, "ValidateService", Script.script("scripts/validate.sh"));
        }

        harness.run(harness.request());

        assertThat(harness.told("BeforeInstall")).hasSize(20);
        assertThat(harness.told("ValidateService   Failed")).hasSize(1);
        assertThat(harness.told("4 targets failed alike: ValidateService ScriptFailed: scripts/validate.sh"))
                .hasSize(1);
    }
}
