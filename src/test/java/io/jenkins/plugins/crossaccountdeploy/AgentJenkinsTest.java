package io.jenkins.plugins.crossaccountdeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.slaves.ComputerLauncher;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import hudson.slaves.RetentionStrategy;
import hudson.slaves.SlaveComputer;
import io.jenkins.plugins.crossaccountdeploy.revision.Upload;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.plugins.durabletask.executors.OnceRetentionStrategy;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What crosses the channel between the controller and an agent, and what happens when there is none any more. */
@WithJenkins
class AgentJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final Duration LONG = Duration.ofMinutes(20);
    private static final int MEGABYTE = 1 << 20;

    private final CountingLauncher launcher = new CountingLauncher();

    @TempDir
    private Path root;

    private JenkinsRule jenkins;
    private DumbSlave agent;

    AgentJenkinsTest() {
        super(10);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = new DumbSlave("counted", root.toString(), launcher);
        agent.setLabelString("agent");
        agent.setRetentionStrategy(RetentionStrategy.NOOP);
        jenkins.jenkins.addNode(agent);
        jenkins.waitOnline(agent);
        describeAccounts();
    }

    private WorkflowJob pipeline(String script) throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", script);
        checkOut(agent, job);
        return job;
    }

    private void disconnect() throws Exception {
        agent.toComputer()
                .disconnect(new OfflineCause.ByCLI("the cable is out"))
                .get();
    }

    @Test
    void theWorkspaceGoesToS3PastTheController() throws Exception {
        WorkflowJob job = pipeline("node('agent') { crossAccountDeploy(environment: 'prod', dryRun: true) }");
        jenkins.buildAndAssertSuccess(job); // the agent has learnt the code
        FilePath workspace = agent.getWorkspaceFor(job);
        for (int i = 0; i < 5; i++) {
            fill(workspace.child("large" + i), i);
        }
        long before = launcher.bytes();
        jenkins.buildAndAssertSuccess(job);
        assertThat(launcher.bytes() - before).isLessThan(5L * MEGABYTE);
        assertThat(aws.bucket(TwoAccounts.BUCKET).objects()).anyMatch(object -> object.size() > 500L * MEGABYTE);
    }

    /** A hundred megabytes that do not compress. */
    private static void fill(FilePath file, long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        byte[] block = new byte[MEGABYTE];
        try (OutputStream out = java.nio.file.Files.newOutputStream(Path.of(file.getRemote()))) {
            for (int i = 0; i < 100; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    @Test
    void noClassOfTheAwsSdkGoesToTheAgent() throws Exception {
        jenkins.buildAndAssertSuccess(pipeline(DEPLOY));
        assertThat(agent.getChannel().call(new LoadedPackages()))
                .contains("io.jenkins.plugins.crossaccountdeploy.bundle")
                .noneMatch(name -> name.startsWith("software.amazon"));
    }

    /** The packages that an agent has got from the controller, as far as this class's loader knows. */
    private static final class LoadedPackages extends MasterToSlaveCallable<List<String>, RuntimeException> {

        private static final long serialVersionUID = 1;

        @Override
        public List<String> call() {
            return Stream.iterate(getClass().getClassLoader(), loader -> loader != null, ClassLoader::getParent)
                    .flatMap(loader -> Arrays.stream(loader.getDefinedPackages()))
                    .map(Package::getName)
                    .toList();
        }
    }

    @Test
    void anAgentThatIsLostWhileItBundlesGoesOnWhenItIsBack() throws Exception {
        Faults.Fault stuck = aws.faults().on("S3.PutObject").block();
        WorkflowRun build = pipeline(DEPLOY).scheduleBuild2(0).waitForStart();
        stuck.awaitHit();
        disconnect();
        stuck.end();
        agent.toComputer().connect(true).get();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(events(build)).isNotEmpty().isEqualTo(happened(created()));
    }

    /** Whatever becomes of the bundle, what the agent was lent for it is taken back. */
    @Test
    void anAgentKeepsNoWayToHaveRequestsSigned() throws Exception {
        WorkflowJob job = pipeline(DEPLOY);
        Faults.Fault held = aws.faults().on("S3.PutObject").block();
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        held.awaitHit();
        assertThat(exportedToTheAgent()).contains(Upload.class.getName());
        held.end();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(exportedToTheAgent()).doesNotContain(Upload.class.getName());

        checkOut(agent, job);
        agent.getWorkspaceFor(job).child("more").write("another bundle", "UTF-8");
        Faults.Fault denied = aws.faults().on("S3.PutObject").always().denyAccess();
        jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
        denied.end();
        assertThat(exportedToTheAgent()).doesNotContain(Upload.class.getName());

        Faults.Fault stuck = aws.faults().on("S3.PutObject").block();
        WorkflowRun aborted = job.scheduleBuild2(0).waitForStart();
        stuck.awaitHit();
        aborted.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(aborted));
        stuck.end();
        assertThat(exportedToTheAgent()).doesNotContain(Upload.class.getName());
    }

    private String exportedToTheAgent() throws IOException {
        StringWriter table = new StringWriter();
        ((Channel) agent.getChannel()).dumpExportTable(new PrintWriter(table));
        return table.toString();
    }

    @Test
    void anAgentIsNotNeededOnceTheBundleIsSent() throws Exception {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        WorkflowRun build = pipeline(DEPLOY).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", build);
        disconnect();
        aws.clock().advance(LONG.multipliedBy(4));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(events(build)).isNotEmpty().isEqualTo(happened(created()));
    }

    private void removeAgentForGood() throws Exception {
        disconnect();
        jenkins.jenkins.removeNode(agent);
    }

    private WorkflowRun watchWithARemovedAgent(String script) throws Exception {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        agent.setRetentionStrategy(new OnceRetentionStrategy(0));
        WorkflowRun build = pipeline(script).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", build);
        removeAgentForGood();
        jenkins.waitForMessage("Agent was removed: the deployment goes on", build);
        return build;
    }

    private void watchesToTheEnd(WorkflowRun build) throws Exception {
        aws.clock().advance(LONG.multipliedBy(4));
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(events(build)).isNotEmpty().isEqualTo(happened(created()));
        jenkins.assertLogContains("[prod] SUCCEEDED", build);
        assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @Test
    void anAgentThatIsRemovedWhileItDeploysStopsNothingAndFailsItsBlockAfterwards() throws Exception {
        WorkflowRun build = watchWithARemovedAgent("""
                node('agent') {
                  withEnv(['A=B']) { crossAccountDeploy(environment: 'prod') }
                  echo 'went on'
                }
                """);
        watchesToTheEnd(build);
        jenkins.assertLogNotContains("went on", build);
    }

    @Test
    void whatWasDeployedWithoutItsAgentIsNotDeployedAgain() throws Exception {
        watchesToTheEnd(watchWithARemovedAgent("""
                retry(count: 2, conditions: [agent()]) {
                  node('agent') { crossAccountDeploy(environment: 'prod') }
                }
                """));
    }

    @Test
    void aFailedDeploymentWithoutItsAgentFailsAsSuch() throws Exception {
        aws.nextDeployment().takes("Install", LONG).failsEverywhere("AfterInstall", script().exit(1));
        WorkflowRun build = watchWithARemovedAgent(DEPLOY);
        aws.clock().advance(LONG.multipliedBy(4));
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        assertThat(aws.calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @Test
    void aPersonStopsTheDeploymentWhoseAgentWasRemoved() throws Exception {
        WorkflowRun build = watchWithARemovedAgent(DEPLOY);
        build.doStop();
        jenkins.waitForMessage("stops d-", build);
        aws.clock().advance(LONG);
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertThat(aws.status(created())).isEqualTo("Stopped");
    }

    @Test
    void anAgentThatIsRemovedWhileItBundlesEndsTheBuildBeforeAnythingIsDeployed() throws Exception {
        agent.setRetentionStrategy(new OnceRetentionStrategy(0));
        Faults.Fault stuck = aws.faults().on("S3.PutObject").block();
        WorkflowRun build = pipeline(DEPLOY).scheduleBuild2(0).waitForStart();
        stuck.awaitHit();
        removeAgentForGood();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        stuck.end();
        jenkins.assertLogContains("before anything was deployed", build);
        assertThat(aws.deployments()).isEmpty();
        assertThat(aws.bucket(TwoAccounts.BUCKET).openMultipartUploads()).isEmpty();
    }

    @Test
    void theDeploymentOfAFreestyleJobIsWatchedWithoutItsAgentToo() throws Exception {
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        FreeStyleProject job = freestyle(jenkins, "web", agent);
        checkOut(agent, job);
        FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", build);
        disconnect();
        aws.clock().advance(LONG.multipliedBy(4));
        jenkins.waitForMessage("[prod] SUCCEEDED", build);
        assertThat(events(build)).isNotEmpty().isEqualTo(happened(created()));
        jenkins.waitForCompletion(build);
    }

    /** Starts an agent as a process of its own, with little memory, and counts the bytes between it and the controller. */
    private static final class CountingLauncher extends ComputerLauncher {

        private static final String HEAP = "-Xmx256m";

        private final transient AtomicLong bytes = new AtomicLong();

        /** The bytes sent either way so far. */
        long bytes() {
            return bytes.get();
        }

        @Override
        public void launch(SlaveComputer computer, TaskListener listener) throws IOException, InterruptedException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            HEAP,
                            "-Djava.awt.headless=true",
                            "-jar",
                            agentJar().toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            computer.setChannel(
                    new Received(process.getInputStream(), bytes),
                    new Sent(process.getOutputStream(), bytes),
                    listener.getLogger(),
                    new Channel.Listener() {
                        @Override
                        public void onClosed(Channel channel, IOException cause) {
                            // This process, for the next one may run already.
                            process.destroy();
                        }
                    });
        }

        private static Path agentJar() throws IOException {
            try {
                return Path.of(Jenkins.get().getJnlpJars("agent.jar").getURL().toURI());
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }

        private static final class Received extends FilterInputStream {

            private final AtomicLong bytes;

            Received(InputStream in, AtomicLong bytes) {
                super(in);
                this.bytes = bytes;
            }

            @Override
            public int read() throws IOException {
                int read = super.read();
                bytes.addAndGet(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                bytes.addAndGet(Math.max(0, read));
                return read;
            }
        }

        private static final class Sent extends FilterOutputStream {

            private final AtomicLong bytes;

            Sent(OutputStream out, AtomicLong bytes) {
                super(out);
                this.bytes = bytes;
            }

            @Override
            public void write(int b) throws IOException {
                out.write(b);
                bytes.incrementAndGet();
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
                bytes.addAndGet(length);
            }
        }
    }
}
