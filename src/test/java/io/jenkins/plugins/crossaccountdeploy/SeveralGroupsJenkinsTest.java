package io.jenkins.plugins.crossaccountdeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** One step deploys one bundle to several deployment groups, one after the other, whatever happens meanwhile. */
class SeveralGroupsJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final Duration LONG = Duration.ofMinutes(20);

    private static final String BOTH = """
            node('agent') {
              def done = crossAccountDeploy(environment: 'prod', deploymentGroup: 'blue, green')
              echo "last=${done.deploymentId} all=" + done.deployments.collect { it.deploymentGroup + ':' + it.deploymentId }
            }
            """;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    SeveralGroupsJenkinsTest() {
        super(10);
    }

    @BeforeEach
    void haveGroups() {
        DeploymentGroup prod = aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        for (String group : List.of("blue", "green")) {
            aws.application(TwoAccounts.APPLICATION)
                    .createGroup(group)
                    .instances("i-0a1b2c3d")
                    .instanceRole(prod.instanceRole().orElseThrow())
                    .serviceRole(prod.serviceRole().orElseThrow());
        }
    }

    private WorkflowRun start(JenkinsRule jenkins) throws Exception {
        describeAccounts();
        var agent = jenkins.createOnlineSlave(Label.get("agent"));
        WorkflowJob job = pipeline(jenkins, "web", BOTH);
        checkOut(agent, job);
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun build(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("web", WorkflowJob.class).getBuildByNumber(1);
    }

    private List<Deployment> deployments() {
        return List.copyOf(aws.deployments());
    }

    private List<String> deployedTo() {
        return aws.deployments().stream()
                .map(deployment -> deployment.group().name())
                .toList();
    }

    /** And green is being deployed to. */
    private void endsBlue(JenkinsRule jenkins, WorkflowRun build) throws Exception {
        aws.clock().advance(LONG);
        jenkins.waitForMessage("/ green", build);
        while (aws.deployments().size() < 2) {
            Thread.onSpinWait();
        }
    }

    private void endsWell(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build(jenkins)));
        assertThat(deployedTo()).containsExactly("blue", "green");
        assertThat(aws.calls().of("CodeDeploy.CreateDeployment").stream().filter(Call::succeeded))
                .hasSize(2);
        assertThat(aws.calls().count("S3.PutObject")).isEqualTo(1);
        String ids = aws.deployments().stream()
                .map(deployment -> deployment.group().name() + ":" + deployment.id())
                .collect(Collectors.joining(", "));
        jenkins.assertLogContains("all=[" + ids + "]", build);
        jenkins.assertLogContains("last=" + deployments().get(1).id(), build);
        assertThat(told(build)).filteredOn(line -> line.contains("SUCCEEDED")).hasSize(2);
        assertThat(told(build)).filteredOn(line -> line.contains(" deploy ")).hasSize(2);
        assertThat(DeploymentHistory.get().records(build))
                .extracting(record -> record.place().deploymentGroup())
                .containsExactly("blue", "green");
        assertThat(aws.defects()).isEmpty();
    }

    @Test
    void deploysToBoth() throws Throwable {
        sessions.then(jenkins -> {
            start(jenkins);
            endsWell(jenkins);
        });
    }

    @ParameterizedTest(name = "{0} before {1} more")
    @CsvSource({
        "CodeDeploy.CreateDeployment, 0",
        "CodeDeploy.GetDeploymentGroup, 1",
        "CodeDeploy.RegisterApplicationRevision, 1",
        "CodeDeploy.CreateDeployment, 1",
    })
    void goesOnAfterARestart(String operation, int after) throws Throwable {
        Faults.Fault unavailable =
                aws.faults().on(operation).after(after).always().unavailable();
        sessions.then(jenkins -> {
            start(jenkins);
            unavailable.awaitHit();
        });
        unavailable.end();
        sessions.then(this::endsWell);
    }

    @Test
    void goesOnAfterRestartsWhileItWatchesEither() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        sessions.then(jenkins -> jenkins.waitForMessage("BeforeInstall", start(jenkins)));
        sessions.then(jenkins -> endsBlue(jenkins, build(jenkins)));
        sessions.then(jenkins -> {
            aws.clock().advance(LONG);
            endsWell(jenkins);
        });
    }

    @Test
    void deploysToNoGroupAgainOfWhichItCannotReadHowFarItWas() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        AtomicReference<String> green = new AtomicReference<>();
        sessions.then(jenkins -> jenkins.waitForMessage("BeforeInstall", start(jenkins)));
        sessions.then(jenkins -> {
            endsBlue(jenkins, build(jenkins));
            green.set(DeploymentHistory.get().records(build(jenkins)).get(1).token());
        });
        Path file = sessions.getHome()
                .toPath()
                .resolve("jobs/web/builds/1/cross-account-deploy-" + green.get() + ".checkpoint");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        sessions.then(jenkins -> {
            WorkflowRun build = jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build(jenkins)));
            jenkins.assertLogContains("description ends with [" + green.get() + "]", build);
            assertThat(deployedTo()).containsExactly("blue", "green");
            assertThat(aws.calls().of("CodeDeploy.CreateDeployment")).hasSize(2);
        });
    }

    @Test
    void isInTheHistoryOfItsJobThoughThatWasRenamedInBetween() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins);
            jenkins.waitForMessage("BeforeInstall", build);
            build.getParent().renameTo("basket");
            endsBlue(jenkins, build);
            aws.clock().advance(LONG);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));

            assertThat(DeploymentHistory.get().journal().cells())
                    .hasSize(2)
                    .flatExtracting(DeploymentHistory.get().journal()::entries)
                    .extracting(entry -> entry.origin().job())
                    .containsOnly("basket");
        });
    }

    @Test
    void beginsNoMoreAfterAFailure() throws Throwable {
        aws.nextDeployment().failsEverywhere("BeforeInstall", script().exit(1));
        sessions.then(jenkins -> {
            WorkflowRun build = jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(start(jenkins)));
            assertThat(deployedTo()).containsExactly("blue");
            assertThat(told(build)).last().isEqualTo("[prod] note    not begun: green");
        });
    }

    @Test
    void beginsNoMoreAfterAnAbort() throws Throwable {
        aws.nextDeployment().takes("Install", LONG);
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins);
            jenkins.waitForMessage("BeforeInstall", build);
            build.getExecutor().interrupt();
            jenkins.waitForMessage("stops d-", build);
            aws.clock().advance(LONG);
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
            assertThat(deployedTo()).containsExactly("blue");
            assertThat(told(build)).last().isEqualTo("[prod] note    not begun: green");
        });
    }

    @Test
    void deploysToBothInAFreestyleBuild() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleBuild build = freestyleBuild(jenkins);
            jenkins.assertBuildStatusSuccess(build);
            assertThat(deployedTo()).containsExactly("blue", "green");
            Map<String, String> variables = build.getEnvironment(TaskListener.NULL);
            assertThat(variables)
                    .containsEntry(
                            "CODEDEPLOY_DEPLOYMENT_ID", deployments().get(1).id())
                    .containsEntry(
                            "CODEDEPLOY_DEPLOYMENT_IDS",
                            deployments().get(0).id() + ","
                                    + deployments().get(1).id());
            assertThat(aws.calls().count("S3.PutObject")).isEqualTo(1);
        });
    }

    @Test
    void beginsNoMoreAfterAFailureInAFreestyleBuild() throws Throwable {
        aws.nextDeployment().failsEverywhere("BeforeInstall", script().exit(1));
        sessions.then(jenkins -> {
            FreeStyleBuild build = freestyleBuild(jenkins);
            jenkins.assertBuildStatus(Result.FAILURE, build);
            assertThat(deployedTo()).containsExactly("blue");
            jenkins.assertLogContains("[prod] note    not begun: green", build);
        });
    }

    private FreeStyleBuild freestyleBuild(JenkinsRule jenkins) throws Exception {
        describeAccounts();
        var agent = jenkins.createOnlineSlave(Label.get("agent"));
        FreeStyleProject job = jenkins.createFreeStyleProject("web");
        job.setAssignedNode(agent);
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setDeploymentGroup("blue, green");
        job.getBuildersList().add(new CrossAccountDeployBuilder(step));
        checkOut(agent, job);
        return jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    }
}
