package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Items;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.queue.Ticket;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is known of deployments when their build has ended. */
@WithJenkins
class BuildEndJenkinsTest extends SimulatedAwsJenkinsTest {

    /** Longer than any test: who needs the end of it moves the clock. */
    private static final Duration LONG = Duration.ofMinutes(20);

    private static final Cell PROD = new Cell("prod", TwoAccounts.APPLICATION, TwoAccounts.GROUP);

    private JenkinsRule jenkins;
    private DumbSlave agent;

    BuildEndJenkinsTest() {
        super(20);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
    }

    private WorkflowRun start(String script) throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", script);
        checkOut(agent, job);
        return job.scheduleBuild2(0).waitForStart();
    }

    /** What the step of a build can be reached by, and all of its Pipeline with it. */
    private static Map<?, ?> operations() throws ReflectiveOperationException {
        Field operations = DeploymentHistory.class.getDeclaredField("operations");
        operations.setAccessible(true);
        return (Map<?, ?>) operations.get(DeploymentHistory.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holdsNoStepInMemory(boolean begins) throws Exception {
        var prod = describeAccounts();
        if (!begins) {
            prod.getSource().setCredentialsId("unknown");
        }
        jenkins.assertBuildStatus(begins ? Result.SUCCESS : Result.FAILURE, jenkins.waitForCompletion(start(DEPLOY)));
        assertThat(operations()).isEmpty();
    }

    private WorkflowRun watch(String script) throws Exception {
        describeAccounts();
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        WorkflowRun build = start(script);
        jenkins.waitForMessage("BeforeInstall", build);
        return build;
    }

    private void hasSucceeded(WorkflowRun build) throws Exception {
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        jenkins.assertLogNotContains("ERROR", build);
        assertThat(DeploymentHistory.get().records(build))
                .singleElement()
                .extracting(RunRecord::state)
                .isEqualTo(RunState.SUCCEEDED);
        assertThat(DeploymentHistory.get().journal().entries(PROD))
                .singleElement()
                .extracting(JournalEntry::state)
                .isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void isTheSameThoughTheJobWasMoved() throws Exception {
        WorkflowRun build = watch(DEPLOY);
        List<Path> before = saved(build);
        assertThat(before).hasSize(2);
        String token = DeploymentHistory.get().records(build).get(0).token();
        Items.move(build.getParent(), jenkins.createFolder("shop"));
        assertThat(UnfinishedDeployment.isUnderWay(new Ticket("", token, "web", 1, build.getTimeInMillis(), "")))
                .isTrue();
        aws.clock().advance(LONG.multipliedBy(4));
        hasSucceeded(build);
        assertThat(before).noneMatch(Files::exists);
    }

    /** Nothing of the job is in the journal yet. */
    @Test
    void isThatOfItsJobThoughThatWasRenamedBeforeItsFirstDeployment() throws Exception {
        describeAccounts();
        Faults.Fault sending = aws.faults().on("S3.PutObject").block();
        WorkflowRun build = start(DEPLOY);
        sending.awaitHit();
        String token = DeploymentHistory.get().records(build).get(0).token();
        build.getParent().renameTo("basket");
        assertThat(UnfinishedDeployment.isUnderWay(new Ticket("", token, "web", 1, build.getTimeInMillis(), "")))
                .isTrue();
        sending.end();
        hasSucceeded(build);
        assertThat(DeploymentHistory.get().journal().entries(PROD))
                .singleElement()
                .extracting(entry -> entry.origin().job() + " " + entry.origin().url())
                .isEqualTo("basket job/basket/1/");
    }

    @Test
    void isTheSameThoughTheDiskWasFull() throws Exception {
        WorkflowRun build = watch(DEPLOY + "; node('other') {}");
        List<Path> files = saved(build);
        assertThat(files).hasSize(2);
        for (Path file : files) {
            Files.createDirectory(Path.of(file + ".tmp"));
        }
        aws.clock().advance(LONG.multipliedBy(4));
        jenkins.waitForMessage("SUCCEEDED", build);
        for (Path file : files) {
            Files.delete(Path.of(file + ".tmp"));
        }
        jenkins.createOnlineSlave(Label.get("other"));
        hasSucceeded(build);
    }

    /** The files of the only run of a build. */
    private static List<Path> saved(WorkflowRun build) throws IOException {
        try (Stream<Path> files = Files.list(build.getRootDir().toPath())) {
            return files.filter(file -> file.getFileName().toString().startsWith("cross-account-deploy-"))
                    .toList();
        }
    }
}
