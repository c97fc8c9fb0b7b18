package io.jenkins.plugins.crossaccountdeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsParameterDefinition;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Label;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.Run;
import hudson.scm.NullSCM;
import hudson.scm.SCMDescriptor;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

@WithJenkins
class DeployJenkinsTest extends SimulatedAwsJenkinsTest {

    private JenkinsRule jenkins;
    private DumbSlave agent;
    private DeploymentEnvironment prod;

    DeployJenkinsTest() {
        super(10);
    }

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        prod = describeAccounts();
    }

    private WorkflowJob pipeline(String script) throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", script);
        checkOut(agent, job);
        return job;
    }

    private FreeStyleProject freestyle() throws Exception {
        FreeStyleProject job = freestyle(jenkins, "web", agent);
        checkOut(agent, job);
        return job;
    }

    /** A failure is one line, without a stack trace. */
    private static void failsWithOneLine(Run<?, ?> build, String... inTheLine) throws IOException {
        List<String> log = JenkinsRule.getLog(build).lines().toList();
        assertThat(log)
                .filteredOn(line -> line.startsWith("ERROR: "))
                .singleElement()
                .asString()
                .contains(inTheLine);
        assertThat(log).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void aPipelineDeploysFromAnAgentAndLearnsWhatItDeployed() throws Exception {
        WorkflowJob job = pipeline("""
                node('agent') {
                  def deployed = crossAccountDeploy(environment: 'prod')
                  echo "deployed ${deployed.deploymentId}: ${deployed.status}, ${deployed.revision.bucket}"
                  def again = crossAccountDeploy(environment: 'prod', revision: deployed.revision)
                  echo "again ${again.revision == deployed.revision}"
                }
                """);
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains(": Succeeded, " + TwoAccounts.BUCKET, build);
        jenkins.assertLogContains("again true", build);
        jenkins.assertLogContains("[prod] SUCCEEDED", build);
        assertThat(aws.deployments()).hasSize(2);
        assertThat(aws.defects()).isEmpty();
    }

    /** Whoever may set a parameter could read any secret of the build from the AWS console. */
    @Test
    void aPipelineTakesTextsAsTheyAreSoThatNoSecretIsExpandedIntoThem() throws Exception {
        WorkflowJob job = pipeline("""
                node('agent') {
                  withEnv(['TOKEN=s3cr3t']) {
                    crossAccountDeploy(environment: 'prod', description: 'note: ${TOKEN}')
                  }
                }
                """);
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogNotContains("s3cr3t", build);
        assertThat(aws.deployments())
                .singleElement()
                .satisfies(deployment -> assertThat(deployment.description().orElse(""))
                        .startsWith("note: ${TOKEN}")
                        .doesNotContain("s3cr3t"));
    }

    /** Tells which commit it is, and checks nothing out. */
    public static final class NamedCommit extends NullSCM {

        private final String commit;

        @DataBoundConstructor
        public NamedCommit(String commit) {
            this.commit = commit;
        }

        @Override
        public void buildEnvironment(Run<?, ?> build, Map<String, String> variables) {
            variables.put("GIT_COMMIT", commit);
        }

        @TestExtension
        public static final class DescriptorImpl extends SCMDescriptor<NamedCommit> {

            public DescriptorImpl() {
                super(null);
            }

            @Override
            public boolean isApplicable(Job project) {
                return true;
            }
        }
    }

    @Test
    void aPipelineStoresWithTheBundleWhichCommitItsScriptHasCheckedOut() throws Exception {
        WorkflowJob job = pipeline("""
                node('agent') {
                  checkout([$class: 'NamedCommit', commit: '5409'])
                  dir('tools') { checkout([$class: 'NamedCommit', commit: '7001']) }
                  crossAccountDeploy(environment: 'prod')
                }
                """);
        jenkins.buildAndAssertSuccess(job);
        assertThat(aws.bucket(TwoAccounts.BUCKET).objects())
                .singleElement()
                .satisfies(object -> assertThat(object.metadata()).containsEntry("commit", "5409"));
    }

    /** Whoever configures a job could otherwise choose whose credentials reach the production account. */
    @Test
    void noParameterOfABuildTakesThePlaceOfTheEnvironmentsCredentials() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new AWSCredentialsImpl(CredentialsScope.GLOBAL, "other", "AKIAOTHER", "secret", ""));
        WorkflowJob job = pipeline(DEPLOY);
        job.addProperty(new ParametersDefinitionProperty(new CredentialsParameterDefinition(
                CREDENTIALS, "", "other", AmazonWebServicesCredentials.class.getName(), false)));
        jenkins.buildAndAssertSuccess(job);
        assertThat(aws.calls().of("STS.AssumeRole"))
                .allMatch(call -> call.principal().endsWith("user/" + TwoAccounts.USER));
    }

    @Test
    void credentialsWithoutKeysAreOneLine() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new AWSCredentialsImpl(CredentialsScope.SYSTEM, "blank", "", "", ""));
        prod.getSource().setCredentialsId("blank");
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, pipeline(DEPLOY));
        failsWithOneLine(build, "The AWS credentials 'blank' have neither an access key nor a role");
    }

    /** As a pipeline of two stages and a freestyle job with a parameter for the revision do it. */
    @Test
    void anAppSpecThatWasTestedIsDeployedAgainFromItsResultAndFromItsVariable() throws Exception {
        aws.createApplication(TwoAccounts.PRODUCTION, TwoAccounts.REGION, "CodeDeployDemo-Lambda", "Lambda")
                .createGroup("Prod")
                .config("CodeDeployDefault.LambdaAllAtOnce")
                .serviceRole(aws.production().role(TwoAccounts.SERVICE_ROLE));
        prod.setApplication("CodeDeployDemo-Lambda");
        prod.getEndpoints().setLambda(aws.endpoint().toString());
        WorkflowJob pipeline = pipeline("""
                def tested = [:]
                node('agent') { tested = crossAccountDeploy(environment: 'prod') }
                crossAccountDeploy(environment: 'prod', revision: tested.revision)
                """);
        agent.getWorkspaceFor(pipeline).child("appspec.yml").write(TwoAccounts.FUNCTION_APP_SPEC, "UTF-8");
        jenkins.buildAndAssertSuccess(pipeline);
        FreeStyleProject tests = freestyle(jenkins, "tests", agent);
        CaptureEnvironmentBuilder later = new CaptureEnvironmentBuilder();
        tests.getBuildersList().add(later);
        agent.getWorkspaceFor(tests).child("appspec.yml").write(TwoAccounts.FUNCTION_APP_SPEC, "UTF-8");
        jenkins.buildAndAssertSuccess(tests);
        FreeStyleProject promotion = freestyle(jenkins, "promotion", agent);
        promotion
                .getBuildersList()
                .get(CrossAccountDeployBuilder.class)
                .getStep()
                .setRevision(later.getEnvVars().get("CODEDEPLOY_REVISION"));
        jenkins.buildAndAssertSuccess(promotion);
        assertThat(aws.deployments()).hasSize(4);
        assertThat(aws.deployments().stream()
                        .map(deployment -> deployment.revision().toString())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aFreestyleJobExpandsTheVariablesInItsTexts() throws Exception {
        FreeStyleProject job = freestyle();
        job.getBuildersList().get(CrossAccountDeployBuilder.class).getStep().setDescription("build ${BUILD_NUMBER}");
        jenkins.buildAndAssertSuccess(job);
        assertThat(aws.deployments())
                .singleElement()
                .satisfies(deployment ->
                        assertThat(deployment.description().orElse("")).startsWith("build 1 ["));
    }

    @Test
    void aFreestyleJobDeploysFromAnAgentAndTellsLaterStepsWhatItDeployed() throws Exception {
        FreeStyleProject job = freestyle();
        CaptureEnvironmentBuilder later = new CaptureEnvironmentBuilder();
        job.getBuildersList().add(later);
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("[prod] SUCCEEDED", build);
        assertThat(aws.deployments())
                .singleElement()
                .satisfies(deployment -> assertThat(later.getEnvVars())
                        .containsEntry("CODEDEPLOY_DEPLOYMENT_ID", deployment.id())
                        .hasEntrySatisfying(
                                "CODEDEPLOY_REVISION",
                                revision -> assertThat(revision)
                                        .startsWith("s3://" + TwoAccounts.BUCKET + "/revisions/web/")));
    }

    @Test
    void anUnchangedWorkspaceIsNotSentAgain() throws Exception {
        FreeStyleProject job = freestyle();
        jenkins.buildAndAssertSuccess(job);
        int sent = aws.calls().count("S3.PutObject");
        jenkins.buildAndAssertSuccess(job);
        assertThat(aws.calls().count("S3.PutObject")).isEqualTo(sent).isOne();
    }

    @Test
    void aFailingHookFailsThePipelineWithTheEndOfItsLog() throws Exception {
        aws.everyDeployment(plan -> plan.fails(
                "i-0b2c3d4e",
                "AfterInstall",
                script().log("npm ERR! missing script: build").exit(1)));
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, pipeline(DEPLOY));
        jenkins.assertLogContains("npm ERR! missing script: build", build);
        failsWithOneLine(build, "scripts/after_install.sh on i-0b2c3d4e");
    }

    @Test
    void aFailingHookFailsTheFreestyleJobWithTheEndOfItsLog() throws Exception {
        aws.everyDeployment(plan -> plan.fails(
                "i-0b2c3d4e",
                "AfterInstall",
                script().log("npm ERR! missing script: build").exit(1)));
        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, freestyle());
        jenkins.assertLogContains("npm ERR! missing script: build", build);
        failsWithOneLine(build, "scripts/after_install.sh on i-0b2c3d4e");
    }

    @Test
    void twoJobsOfOneGroupDeployOneAfterTheOther() throws Exception {
        aws.nextDeployment().takes("Install", Duration.ofMinutes(20));
        FreeStyleBuild first = freestyle().scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("BeforeInstall", first);
        String running = aws.deployments().iterator().next().id();
        WorkflowJob job = pipeline(jenkins, "shop", "node('other') { crossAccountDeploy(environment: 'prod') }");
        checkOut(jenkins.createOnlineSlave(Label.get("other")), job);
        WorkflowRun second = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("waits: " + running + " of the same group runs  https://", second);
        assertThat(aws.deployments()).hasSize(1);

        aws.clock().advance(Duration.ofHours(2));

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(second));
        assertThat(told(second)).filteredOn(line -> line.contains("waits: ")).hasSize(1);
        assertThat(aws.deployments())
                .hasSize(2)
                .allMatch(deployment -> aws.status(deployment).equals("Succeeded"));
    }

    @Test
    void nothingSecretIsWrittenAnywhere() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(pipeline(DEPLOY));
        String secret = aws.accessKey(TwoAccounts.USER).secret();
        try (Stream<Path> files = Files.walk(build.getParent().getRootDir().toPath())) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(secret, "X-Amz-Signature", "X-Amz-Security-Token"));
        }
    }

    @Test
    void anUnknownEnvironmentIsNamed() throws Exception {
        WorkflowJob job = pipeline("node('agent') { crossAccountDeploy(environment: 'pord') }");
        failsWithOneLine(
                jenkins.buildAndAssertStatus(Result.FAILURE, job), "There is no environment 'pord'", "there are prod.");
    }

    @Test
    void aJobThatTheEnvironmentIsNotForIsRefusedBeforeAnythingHappens() throws Exception {
        prod.setAllowedJobs(List.of("payments/**"));
        failsWithOneLine(
                jenkins.buildAndAssertStatus(Result.FAILURE, freestyle()),
                "'web' may not deploy to the environment 'prod'",
                "payments/**");
        assertThat(aws.calls().count()).isZero();
    }

    @Test
    void credentialsThatAreGoneAreNamed() throws Exception {
        prod.getSource().setCredentialsId("gone");
        failsWithOneLine(
                jenkins.buildAndAssertStatus(Result.FAILURE, pipeline(DEPLOY)),
                "the credentials 'gone', which are not among Jenkins' own");
    }

    @Test
    void aStepOutsideANodeIsToldWhatItLacks() throws Exception {
        WorkflowJob job = pipeline("crossAccountDeploy(environment: 'prod')");
        failsWithOneLine(jenkins.buildAndAssertStatus(Result.FAILURE, job), "no workspace", "node { ... }");
    }

    @Test
    void anEmptyWorkspaceIsNamed() throws Exception {
        FreeStyleProject job = freestyle();
        agent.getWorkspaceFor(job).deleteContents();
        failsWithOneLine(jenkins.buildAndAssertStatus(Result.FAILURE, job), "the workspace is empty");
        assertThat(aws.deployments()).isEmpty();
    }

    @Test
    void aWrongExternalIdIsExplained() throws Exception {
        prod.getRole().setExternalId("wrong-id");
        failsWithOneLine(
                jenkins.buildAndAssertStatus(Result.FAILURE, pipeline(DEPLOY)), "sts:AssumeRole", TwoAccounts.ROLE);
    }

    @Test
    void anUnknownApplicationIsNamed() throws Exception {
        WorkflowJob job = pipeline("node('agent') { crossAccountDeploy(environment: 'prod', application: 'Nowhere') }");
        failsWithOneLine(jenkins.buildAndAssertStatus(Result.FAILURE, job), "Nowhere");
    }
}
