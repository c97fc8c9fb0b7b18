package io.jenkins.plugins.crossaccountdeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.InvisibleAction;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import jenkins.model.RunAction2;
import org.apache.commons.io.FileUtils;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A deployment goes on after a restart of the controller, whatever it was about: nothing is told twice or done twice. */
class RestartJenkinsTest extends SimulatedAwsJenkinsTest {

    /** Longer than any test: who needs the end of it moves the clock. */
    private static final Duration LONG = Duration.ofMinutes(20);

    /** Where Pipeline keeps which builds run. */
    private static final String RUNNING = FlowExecutionList.class.getName() + ".xml";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    RestartJenkinsTest() {
        super(4);
    }

    private WorkflowJob prepare(JenkinsRule jenkins, String script) throws Exception {
        describeAccounts();
        var agent = jenkins.createOnlineSlave(Label.get("agent"));
        WorkflowJob job = pipeline(jenkins, "web", script);
        checkOut(agent, job);
        return job;
    }

    private WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        return prepare(jenkins, script).scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun build(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("web", WorkflowJob.class).getBuildByNumber(1);
    }

    private WorkflowRun ends(JenkinsRule jenkins, Result result) throws Exception {
        WorkflowRun build = jenkins.assertBuildStatus(result, jenkins.waitForCompletion(build(jenkins)));
        assertThat(aws.defects()).isEmpty();
        return build;
    }

    private void endsWell(JenkinsRule jenkins) throws Exception {
        WorkflowRun build = ends(jenkins, Result.SUCCESS);
        assertThat(told(build)).doesNotHaveDuplicates();
        assertThat(events(build)).isNotEmpty().isEqualTo(happened(created()));
        assertThat(told(build)).filteredOn(line -> line.contains(" deploy ")).hasSize(1);
        assertThat(told(build)).filteredOn(line -> line.contains("SUCCEEDED")).hasSize(1);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "checking the accounts, STS.GetCallerIdentity",
        "checking the accounts, CodeDeploy.GetDeploymentGroup",
        "registering the revision, CodeDeploy.RegisterApplicationRevision",
        "creating the deployment, CodeDeploy.CreateDeployment",
        "watching d-, CodeDeploy.GetDeployment",
    })
    void whileAwsDoesNotAnswer(String doing, String operation) throws Throwable {
        Faults.Fault unavailable = aws.faults().on(operation).always().unavailable();
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            unavailable.awaitHit();
            assertThat(status(build)).startsWith("prod: " + doing);
        });
        unavailable.end();
        sessions.then(this::endsWell);
    }

    @Test
    void whileItBundlesAndAgainWhileItAssumesTheRole() throws Throwable {
        Faults.Fault stuck = aws.faults().on("S3.PutObject").block();
        Faults.Fault unavailable =
                aws.faults().on("STS.AssumeRole").after(1).always().unavailable();
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            stuck.awaitHit();
            assertThat(status(build)).isEqualTo("prod: bundling and uploading the workspace");
        });
        stuck.end();
        sessions.then(jenkins -> {
            // The check beside the bundling asks for the role, too, and goes without.
            jenkins.waitForMessage("sts:AssumeRole does not get through", build(jenkins));
            assertThat(status(build(jenkins))).isEqualTo("prod: assuming the role");
        });
        unavailable.end();
        sessions.then(this::endsWell);
    }

    @Test
    void whileItIsNotKnownWhetherTheDeploymentWasCreated() throws Throwable {
        Faults.Fault lost = aws.faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Faults.Fault blind =
                aws.faults().on("CodeDeploy.ListDeployments").always().unavailable();
        sessions.then(jenkins -> {
            start(jenkins, DEPLOY);
            lost.awaitHit();
        });
        blind.end();
        sessions.then(this::endsWell);
    }

    @Test
    void whileItWaitsForAnotherDeploymentOfTheGroup() throws Throwable {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/good.zip");
        aws.nextDeployment().takes("Install", LONG);
        Deployment other = aws.launchInstance(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "i-0launched");
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("waits: " + other.id(), build);
            assertThat(status(build)).isEqualTo("prod: waiting for " + other.id() + " to end");
        });
        aws.clock().advance(LONG);
        sessions.then(this::endsWell);
    }

    @Test
    void whileItWatches() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("i-0b2c3d4e", "Install", LONG));
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("i-0b2c3d4e  BeforeInstall ", build);
            assertThat(status(build)).endsWith(", InProgress");
        });
        aws.clock().advance(LONG);
        sessions.then(this::endsWell);
    }

    /** The build that resumes first is not the one that deploys first. */
    @Test
    void whileTwoWaitForAnotherDeploymentOfTheGroup() throws Throwable {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/tested.zip");
        aws.nextDeployment().takes("Install", LONG);
        aws.launchInstance(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "i-0launched");
        sessions.then(jenkins -> {
            describeAccounts();
            WorkflowJob job = pipeline(
                    jenkins,
                    "web",
                    "crossAccountDeploy(environment: 'prod', revision: 's3://my-demo-application/revisions/tested.zip')");
            jenkins.waitForMessage("waits: d-", job.scheduleBuild2(0).waitForStart());
            jenkins.waitForMessage(
                    "waits for its turn: web #1", job.scheduleBuild2(0).waitForStart());
        });
        aws.clock().advance(LONG);
        sessions.then(jenkins -> {
            WorkflowJob job = jenkins.jenkins.getItemByFullName("web", WorkflowJob.class);
            WorkflowRun second = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(job.getBuildByNumber(2)));
            WorkflowRun first = jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(job.getBuildByNumber(1)));
            assertThat(aws.deployments())
                    .extracting(Deployment::id)
                    .endsWith(deploymentOf(first), deploymentOf(second));
        });
    }

    private static String deploymentOf(WorkflowRun build) throws IOException {
        return told(build).stream()
                .filter(line -> line.contains(" deploy "))
                .map(line -> line.replaceAll(".*(d-[A-Z0-9]{9}).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whileItWatchesWithoutAWorkspace() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("i-0b2c3d4e", "Install", LONG));
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/tested.zip");
        sessions.then(jenkins -> {
            WorkflowRun build = start(
                    jenkins,
                    "crossAccountDeploy(environment: 'prod', revision: 's3://my-demo-application/revisions/tested.zip')");
            jenkins.waitForMessage("i-0b2c3d4e  BeforeInstall ", build);
        });
        aws.clock().advance(LONG);
        sessions.then(this::endsWell);
    }

    @Test
    void whileItFollowsTheRollback() throws Throwable {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/good.zip");
        aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).rollsBackOn("DEPLOYMENT_FAILURE");
        aws.nextDeployment()
                .failsEverywhere("BeforeInstall", script().exit(1))
                .rollback(plan -> plan.takes("Install", LONG));
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("which rolls back", build);
        });
        aws.clock().advance(LONG.multipliedBy(3));
        sessions.then(jenkins -> {
            WorkflowRun build = ends(jenkins, Result.FAILURE);
            Deployment failed = created();
            Deployment rollback = failed.rollback().orElseThrow();
            List<String> both = new ArrayList<>(happened(failed));
            both.addAll(happened(rollback));
            assertThat(events(build)).isEqualTo(both);
            assertThat(told(build))
                    .filteredOn(line -> line.contains("Rolled back by " + rollback.id()))
                    .hasSize(1);
        });
    }

    @Test
    void whileItStops() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        Faults.Fault stubborn =
                aws.faults().on("CodeDeploy.StopDeployment").always().unavailable();
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("BeforeInstall", build);
            build.doStop();
            stubborn.awaitHit();
        });
        stubborn.end();
        sessions.then(jenkins -> {
            jenkins.waitForMessage("stops d-", build(jenkins));
            aws.clock().advance(LONG);
            ends(jenkins, Result.ABORTED);
            assertThat(aws.status(created())).isEqualTo("Stopped");
        });
    }

    @Test
    void betweenTheAbortAndTheNextStep() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        Faults.Fault stuck =
                aws.faults().on("CodeDeploy.RegisterApplicationRevision").block();
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            stuck.awaitHit();
            build.doStop();
        });
        stuck.end();
        sessions.then(jenkins -> {
            WorkflowRun build = ends(jenkins, Result.ABORTED);
            jenkins.assertLogContains("before anything was deployed", build);
            assertThat(aws.deployments()).isEmpty();
        });
    }

    /** The build would only stop its deployment when it is aborted. */
    @Test
    void betweenTheWishForARollbackAndTheNextStep() throws Throwable {
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "revisions/good.zip");
        aws.nextDeployment().takes("Install", LONG);
        AtomicReference<Faults.Fault> stuck = new AtomicReference<>();
        sessions.then(jenkins -> {
            jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("BeforeInstall", build);
            stuck.set(aws.faults().on("CodeDeploy.GetDeployment").block());
            stuck.get().awaitHit();
            try (JenkinsRule.WebClient ada = jenkins.createWebClient().login("ada")) {
                ada.getPage(ada.addCrumb(new WebRequest(
                        new URL(ada.getContextPath() + build.getUrl() + "deployments/1/stopAndRollBack"),
                        HttpMethod.POST)));
            }
        });
        stuck.get().end();
        sessions.then(jenkins -> {
            jenkins.waitForMessage("and rolls back: Aborted by ada", build(jenkins));
            aws.clock().advance(LONG);
            jenkins.assertLogContains("Rolled back by", ends(jenkins, Result.ABORTED));
        });
    }

    @Test
    void nothingBeginsOnceJenkinsHasAnnouncedItsEnd() throws Throwable {
        sessions.then(jenkins -> {
            SharedResources.get().onBeforeShutdown();
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("crossAccountDeploy", build);
            assertThat(status(build)).isEqualTo("prod: checking the accounts");
        });
        assertThat(aws.calls().count()).isZero();
        sessions.then(this::endsWell);
    }

    private void watchUntilARestart() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("BeforeInstall", build);
        });
    }

    /** An agent that waits for somebody to connect it. */
    private void loseAgent() throws IOException {
        Path nodes = sessions.getHome().toPath().resolve("nodes");
        try (Stream<Path> files = Files.walk(nodes)) {
            for (Path file : files.filter(path -> path.endsWith("config.xml")).toList()) {
                Files.writeString(
                        file,
                        Files.readString(file)
                                .replaceAll(
                                        "(?s)<launcher .*</launcher>",
                                        "<launcher class='hudson.slaves.JNLPLauncher'/>"));
            }
        }
    }

    @Test
    void anAbortIsHeardThoughTheAgentIsAway() throws Throwable {
        watchUntilARestart();
        loseAgent();
        sessions.then(jenkins -> {
            WorkflowRun build = build(jenkins);
            jenkins.waitForMessage("Waiting for reconnection of", build);
            build.doStop();
            jenkins.waitForMessage("stops " + created().id(), build);
            aws.clock().advance(LONG);
            ends(jenkins, Result.ABORTED);
            assertThat(aws.status(created())).isEqualTo("Stopped");
        });
    }

    @Test
    void theDeploymentIsWatchedThoughTheAgentDoesNotComeBack() throws Throwable {
        watchUntilARestart();
        loseAgent();
        sessions.then(jenkins -> {
            WorkflowRun build = build(jenkins);
            jenkins.waitForMessage("Timeout waiting for agent to come back: the deployment goes on", build);
            aws.clock().advance(LONG.multipliedBy(4));
            ends(jenkins, Result.ABORTED);
            assertThat(events(build)).isNotEmpty().isEqualTo(happened(created()));
            assertThat(told(build)).doesNotHaveDuplicates();
            assertThat(told(build))
                    .filteredOn(line -> line.contains("SUCCEEDED"))
                    .hasSize(1);
            assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isZero();
        });
    }

    @Test
    void theDeploymentEndsWhileTheAgentIsAway() throws Throwable {
        watchUntilARestart();
        loseAgent();
        aws.clock().advance(LONG.multipliedBy(4));
        sessions.then(jenkins -> {
            jenkins.waitForMessage("[prod] SUCCEEDED", build(jenkins));
            assertThat(events(build(jenkins))).isEqualTo(happened(created()));
        });
    }

    /** Loses what is written after this, as a machine does whose power is cut. */
    private final class Crash {

        private final Path home = sessions.getHome().toPath();
        private final Path copy;

        Crash(Path copy) throws IOException {
            this.copy = copy;
            FileUtils.copyDirectory(
                    home.resolve("jobs").toFile(), copy.resolve("jobs").toFile());
            Files.copy(home.resolve(RUNNING), copy.resolve(RUNNING));
        }

        void restore() throws IOException {
            FileUtils.deleteDirectory(home.resolve("jobs").toFile());
            FileUtils.copyDirectory(
                    copy.resolve("jobs").toFile(), home.resolve("jobs").toFile());
            Files.copy(copy.resolve(RUNNING), home.resolve(RUNNING), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Crash crashWhileItWatches(FlowDurabilityHint durability, Path copy) throws Throwable {
        aws.everyDeployment(plan -> plan.takes("i-0b2c3d4e", "Install", LONG));
        Crash[] crash = new Crash[1];
        sessions.then(jenkins -> {
            WorkflowJob job = prepare(jenkins, DEPLOY);
            job.addProperty(new DurabilityHintJobProperty(durability));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("i-0b2c3d4e  BeforeInstall ", build);
            crash[0] = new Crash(copy);
        });
        return crash[0];
    }

    @Test
    void aPipelineThatDoesNotSurviveACrashSaysWhatItHasLeft(@TempDir Path copy) throws Throwable {
        crashWhileItWatches(FlowDurabilityHint.PERFORMANCE_OPTIMIZED, copy).restore();
        for (int start = 1; start <= 2; start++) {
            sessions.then(jenkins -> {
                WorkflowRun build = build(jenkins);
                awaitFarewell(build);
                jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
                assertThat(JenkinsRule.getLog(build).lines())
                        .filteredOn(line -> line.contains("unwatched"))
                        .singleElement()
                        .asString()
                        .contains(
                                "Jenkins went down",
                                "goes on, unwatched: https://",
                                created().id());
            });
        }
        assertThat(aws.status(created())).isEqualTo("InProgress");
    }

    /** The farewell is written after the build is loaded, and its log says no more then that it is being written. */
    private static void awaitFarewell(WorkflowRun build) throws InterruptedException {
        while (build.getAction(UnfinishedDeployment.class) != null) {
            Thread.sleep(20);
        }
    }

    @Test
    void aPipelineGoesOnAfterACrash(@TempDir Path copy) throws Throwable {
        crashWhileItWatches(FlowDurabilityHint.MAX_SURVIVABILITY, copy).restore();
        aws.clock().advance(LONG);
        sessions.then(this::endsWell);
    }

    /** Of another plugin, loaded after ours. */
    public static final class SlowAction extends InvisibleAction implements RunAction2 {

        @Override
        public void onAttached(Run<?, ?> build) {
            // It is slow to load alone.
        }

        @Override
        public void onLoad(Run<?, ?> build) {
            try {
                Thread.sleep(2000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aPipelineGoesOnThoughItTakesLongToLoad() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("i-0b2c3d4e", "Install", LONG));
        sessions.then(jenkins -> {
            WorkflowRun build = start(jenkins, DEPLOY);
            jenkins.waitForMessage("i-0b2c3d4e  BeforeInstall ", build);
            build.addAction(new SlowAction());
            build.save();
        });
        aws.clock().advance(LONG);
        sessions.then(this::endsWell);
    }

    @Test
    void aPipelineThatIsOptimizedForPerformanceGoesOnAfterAnOrderlyRestart() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("i-0b2c3d4e", "Install", LONG));
        sessions.then(jenkins -> {
            WorkflowJob job = prepare(jenkins, DEPLOY);
            job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
            jenkins.waitForMessage(
                    "i-0b2c3d4e  BeforeInstall ", job.scheduleBuild2(0).waitForStart());
        });
        aws.clock().advance(LONG);
        sessions.then(this::endsWell);
    }

    @Test
    void aFreestyleBuildDoesNotGoOnButSaysWhatItHasLeft() throws Throwable {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        sessions.then(jenkins -> {
            describeAccounts();
            var agent = jenkins.createOnlineSlave(Label.get("agent"));
            FreeStyleProject job = freestyle(jenkins, "web", agent);
            checkOut(agent, job);
            FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("BeforeInstall", build);
        });
        for (int start = 1; start <= 2; start++) {
            sessions.then(jenkins -> {
                FreeStyleBuild build = jenkins.jenkins
                        .getItemByFullName("web", FreeStyleProject.class)
                        .getBuildByNumber(1);
                jenkins.assertBuildStatus(Result.ABORTED, build);
                assertThat(JenkinsRule.getLog(build).lines())
                        .filteredOn(line -> line.startsWith("ERROR: "))
                        .singleElement()
                        .asString()
                        .contains("Jenkins went down", "goes on, unwatched: https://")
                        .contains(created().id());
            });
        }
        assertThat(aws.status(created())).isEqualTo("InProgress");
    }
}
