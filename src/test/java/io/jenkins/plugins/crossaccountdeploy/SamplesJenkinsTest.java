package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Label;
import hudson.model.ParametersAction;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StringParameterValue;
import hudson.model.TaskListener;
import hudson.scm.NullSCM;
import hudson.scm.SCMDescriptor;
import hudson.scm.SCMRevisionState;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.yaml.YamlSource;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.CloudFormationTemplate;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import io.jenkins.plugins.crossaccountdeploy.simulator.NamedScenarios;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation.Stack;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessKey;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.GlobalLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.SCMRetriever;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each sample does what it says, in a Jenkins that is configured by the sample of Configuration as Code. */
@WithJenkins
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SamplesJenkinsTest extends SimulatedAwsJenkinsTest {

    /** Those that are run here, or by the test that is named after them. */
    private static final Set<String> RUN = Set.of(
            "declarative.Jenkinsfile",
            "DeploymentPolicy.groovy",
            "appspec.yml",
            "deployTo.groovy",
            "ecs.Jenkinsfile",
            "jenkins.yaml",
            "jobs.groovy",
            "lambda.Jenkinsfile",
            "promotion.Jenkinsfile",
            "redeploy.Jenkinsfile",
            "scripted.Jenkinsfile",
            "shared-library.Jenkinsfile");

    private static final Duration INSTALLATION = Duration.ofHours(2);

    private static final String BUILD = "#!/bin/sh\nrm -rf dist\nmkdir dist\ncp -R src/. dist\n";

    @TempDir
    private Path repository;

    private JenkinsRule jenkins;

    SamplesJenkinsTest() {
        super(60);
    }

    /** A repository of sources that is a directory. */
    public static final class DirectoryScm extends NullSCM {

        private final String directory;

        DirectoryScm(Path directory) {
            this.directory = directory.toAbsolutePath().toString();
        }

        @Override
        public void checkout(
                Run<?, ?> build,
                Launcher launcher,
                FilePath workspace,
                TaskListener listener,
                File changelog,
                SCMRevisionState baseline)
                throws IOException, InterruptedException {
            new FilePath(new File(directory)).copyRecursiveTo(workspace);
        }

        @Override
        public SCMDescriptor<?> getDescriptor() {
            return new SCMDescriptor<DirectoryScm>(DirectoryScm.class, null) {};
        }
    }

    @BeforeEach
    void configure(JenkinsRule rule) throws Exception {
        jenkins = rule;
        jenkins.createOnlineSlave(Label.get("linux"));
        AccessKey key = aws.accessKey(TwoAccounts.USER);
        String yaml = Repository.text(Repository.file("sample-scripts/jenkins.yaml"))
                .replace("${DEPLOYER_ACCESS_KEY}", key.id())
                .replace("${DEPLOYER_SECRET_KEY}", key.secret())
                .replace("payments/**", "**");
        ConfigurationAsCode.get()
                .configureWith(new YamlSource<>(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))));
        for (DeploymentEnvironment environment :
                CrossAccountDeployConfiguration.get().getEnvironments()) {
            DeploymentEndpoints endpoints = new DeploymentEndpoints();
            endpoints.setSts(aws.endpoint().toString());
            endpoints.setS3(aws.endpoint().toString());
            endpoints.setCodeDeploy(aws.endpoint().toString());
            endpoints.setEcs(aws.endpoint().toString());
            endpoints.setLambda(aws.endpoint().toString());
            environment.setEndpoints(endpoints);
        }
        setUpAccounts();
        FilePath sources = new FilePath(repository.toFile());
        writeApplication(sources.child("src"));
        sources.child("build.sh").write(BUILD, "UTF-8");
        sources.child("build.sh").chmod(0755);
    }

    /** What each environment deploys to, and the roles by the templates that its Policies writes. */
    private void setUpAccounts() {
        NamedScenarios.ecs(aws);
        NamedScenarios.lambda(aws);
        DeploymentGroup prod = aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        for (String name : List.of("Test", "Staging")) {
            aws.application(TwoAccounts.APPLICATION)
                    .createGroup(name)
                    .instances(prod.instances().toArray(String[]::new))
                    .instanceRole(prod.instanceRole().orElseThrow())
                    .serviceRole(prod.serviceRole().orElseThrow());
        }
        aws.production().deleteRole(TwoAccounts.ROLE);
        aws.development().user(TwoAccounts.USER).removePolicy("deploy");
        DevelopmentPrincipal user = new DevelopmentPrincipal(
                aws.development().user(TwoAccounts.USER).arn(), TwoAccounts.DEVELOPMENT, Optional.empty());
        for (DeploymentEnvironment environment :
                CrossAccountDeployConfiguration.get().getEnvironments()) {
            CloudFormationTemplate.of(environment.toBlueprint(user, Set.of(Blueprint.Part.BUCKET)))
                    .forEach(template -> Stack.create(
                            aws, template.account(), TwoAccounts.REGION, template.json(), Map.of(), List.of()));
        }
    }

    private WorkflowJob job(String sample) throws Exception {
        new FilePath(repository.toFile())
                .child("Jenkinsfile")
                .write(Repository.text(Repository.file("sample-scripts/" + sample)), "UTF-8");
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsScmFlowDefinition(new DirectoryScm(repository), "Jenkinsfile"));
        return job;
    }

    private static JournalEntry live(String environment) {
        String group = CrossAccountDeployConfiguration.get()
                .environment(environment)
                .orElseThrow()
                .getDeploymentGroup();
        return DeploymentHistory.get()
                .journal()
                .liveRevision(new Cell(environment, TwoAccounts.APPLICATION, group))
                .orElseThrow()
                .entry();
    }

    @Test
    void everySampleIsRun() {
        assertThat(Repository.samples().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(RUN);
    }

    @Test
    void declarative() throws Exception {
        jenkins.buildAndAssertSuccess(job("declarative.Jenkinsfile"));

        assertThat(live("prod").origin().job()).isEqualTo("shop");
        assertThat(aws.deployments())
                .singleElement()
                .satisfies(deployment -> assertThat(deployment.description())
                        .hasValueSatisfying(text -> assertThat(text).startsWith("shop 1")));
    }

    @Test
    void declarativeLetsTheNewestBuildAloneWait() throws Exception {
        jenkins.createOnlineSlave(Label.get("linux"));
        jenkins.createOnlineSlave(Label.get("linux"));
        aws.nextDeployment().takes("Install", INSTALLATION);
        WorkflowJob job = job("declarative.Jenkinsfile");
        WorkflowRun first = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", first);
        WorkflowRun second = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("waits: ", second);
        WorkflowRun third = job.scheduleBuild2(0).waitForStart();

        jenkins.assertBuildStatus(Result.NOT_BUILT, jenkins.waitForCompletion(second));
        // One instance after the other.
        aws.clock().advance(INSTALLATION.multipliedBy(3));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(third));
    }

    @Test
    void scripted() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("scripted.Jenkinsfile"));

        assertThat(build.getDescription()).matches("d-[A-Z0-9]+: Succeeded");
        jenkins.assertLogContains("Deployed " + live("prod").revision().digest(), build);
    }

    @Test
    void promotion() throws Exception {
        WorkflowRun build = job("promotion.Jenkinsfile").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Is staging well?", build);
        assertThat(live("staging").revision().address())
                .isEqualTo(live("test").revision().address());

        build.getAction(InputAction.class).getExecutions().get(0).proceed(null);

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertThat(live("prod").revision().address())
                .isEqualTo(live("test").revision().address());
    }

    @Test
    void sharedLibrary() throws Exception {
        new FilePath(repository.resolve("src/appspec.yml").toFile()).delete();
        LibraryConfiguration library = new LibraryConfiguration(
                "deployments", new SCMRetriever(new DirectoryScm(Repository.file("sample-scripts/shared-library"))));
        library.setDefaultVersion("main");
        GlobalLibraries.get().setLibraries(List.of(library));

        WorkflowRun build = jenkins.buildAndAssertSuccess(job("shared-library.Jenkinsfile"));

        assertThat(live("prod").revision().address())
                .isEqualTo(live("staging").revision().address());
        assertThat(aws.deployments())
                .extracting(Deployment::config)
                .containsExactlyInAnyOrder("CodeDeployDefault.AllAtOnce", "CodeDeployDefault.OneAtATime");
        assertThat(JenkinsRule.getLog(build)).doesNotContain("expected to call");
    }

    @Test
    void ecs() throws Exception {
        FilePath sources = new FilePath(repository.toFile());
        sources.child("ecs/appspec.yml")
                .write(TwoAccounts.SERVICE_APP_SPEC.replaceAll("\"arn:aws:ecs.*\"", "<TASK_DEFINITION>"), "UTF-8");
        sources.child("ecs/task-definition.json")
                .write(
                        "{\"family\": \"shop\", \"executionRoleArn\": \"arn:aws:iam::222222222222:role/shop-execution\","
                                + " \"containerDefinitions\": [{\"name\": \"shop\", \"image\": \"<IMAGE>\"}]}",
                        "UTF-8");

        WorkflowRun build = jenkins.buildAndAssertSuccess(job("ecs.Jenkinsfile"));

        jenkins.assertLogContains("task    shop:1 registered", build);
        assertThat(aws.taskDefinitions().all().get(0).definition().toString()).contains("amazonaws.com/shop:1\"");
    }

    @Test
    void lambda() throws Exception {
        new FilePath(repository.toFile())
                .child("lambda/appspec.yml")
                .write(
                        TwoAccounts.FUNCTION_APP_SPEC
                                .replace("\"7\"", "<CURRENT_VERSION>")
                                .replace("\"8\"", "<TARGET_VERSION>"),
                        "UTF-8");

        WorkflowRun build = jenkins.buildAndAssertSuccess(job("lambda.Jenkinsfile"));

        jenkins.assertLogContains("lambda  checkout 8 published, live points to 7", build);
        jenkins.assertLogContains("Deployed by https://", build);
    }

    @Test
    void redeploy() throws Exception {
        jenkins.buildAndAssertSuccess(job("scripted.Jenkinsfile"));
        String revision = live("prod").revision().address();
        WorkflowJob redeploy =
                pipeline(jenkins, "redeploy", Repository.text(Repository.file("sample-scripts/redeploy.Jenkinsfile")));

        WorkflowRun build = redeploy.scheduleBuild2(
                        0,
                        new ParametersAction(
                                List.of(
                                        new StringParameterValue("ENVIRONMENT", "staging"),
                                        new StringParameterValue("REVISION", revision),
                                        new StringParameterValue("APPLICATION", TwoAccounts.APPLICATION),
                                        new StringParameterValue("DEPLOYMENT_GROUP", "Staging"),
                                        new StringParameterValue("REASON", "as it was")),
                                Set.of("ENVIRONMENT", "REVISION", "APPLICATION", "DEPLOYMENT_GROUP", "REASON")))
                .get();

        jenkins.assertBuildStatusSuccess(build);
        jenkins.assertLogContains("To staging: as it was", build);
        assertThat(live("staging").revision().address()).isEqualTo(revision);
    }
}
