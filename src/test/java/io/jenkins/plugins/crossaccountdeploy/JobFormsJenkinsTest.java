package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a job says of a deployment is kept as it was said. */
@WithJenkins
class JobFormsJenkinsTest {

    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) {
        jenkins = rule;
        CrossAccountDeployConfiguration.get()
                .setEnvironments(List.of(new DeploymentEnvironment(
                        "prod",
                        "eu-west-1",
                        new DeploymentSource("my-demo-application"),
                        new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole"))));
    }

    private static CrossAccountDeployStep most() {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("push");
        step.setDeploymentId("d-DE98QIKFH");
        step.setApplication("CodeDeployDemo");
        step.setDeploymentGroup("Prod");
        step.setDeploymentConfig("CodeDeployDefault.AllAtOnce");
        step.setDescription("${JOB_NAME}");
        step.setBundle("target/app.zip");
        step.setDirectory("dist");
        step.setIncludes("bin/**, appspec.yml");
        step.setExcludes("**/*.log");
        step.setDefaultExcludes(false);
        step.setAppSpec("deploy/appspec.prod.yml");
        step.setPlaceholders(List.of("IMAGE=shop:${BUILD_NUMBER}", "STAGE=prod"));
        step.setTaskDefinition("ecs/task-definition.json");
        step.setPublishVersion(true);
        step.setRevision("s3://bucket/key.zip");
        step.setFileExistsBehavior("RETAIN");
        step.setIgnoreApplicationStopFailures(true);
        step.setUpdateOutdatedInstancesOnly(true);
        step.setTargetInstances(List.of("Name=web", "&Stage=prod", "asg:green"));
        step.setRollback(true);
        step.setIgnoreAlarms(true);
        step.setWait("traffic");
        step.setTimeoutMinutes(30);
        step.setWhenBusy("fail");
        step.setOnAbort("leave");
        step.setDryRun(true);
        step.setLogLevel("all");
        return step;
    }

    private CrossAccountDeployStep throughTheBuildStepsForm(CrossAccountDeployStep step) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildersList().add(new CrossAccountDeployBuilder(step));
        return jenkins.configRoundtrip(job)
                .getBuildersList()
                .get(CrossAccountDeployBuilder.class)
                .getStep();
    }

    @Test
    void isKeptByTheBuildStepsForm() throws Exception {
        assertThat(throughTheBuildStepsForm(most())).usingRecursiveComparison().isEqualTo(most());
    }

    @Test
    void isKeptByTheBuildStepsFormWhenItDoesNotWait() throws Exception {
        CrossAccountDeployStep detached = new CrossAccountDeployStep("prod");
        detached.setWait(false);
        assertThat(throughTheBuildStepsForm(detached))
                .usingRecursiveComparison()
                .isEqualTo(detached);
    }

    @Test
    void isKeptByTheBuildStepsFormWhenItIsTheLeast() throws Exception {
        CrossAccountDeployStep least = new CrossAccountDeployStep("prod");
        assertThat(throughTheBuildStepsForm(least)).usingRecursiveComparison().isEqualTo(least);
    }

    @Test
    void isKeptByTheBuildStepsFormWhenAVariableChooses() throws Exception {
        CrossAccountDeployStep variable = new CrossAccountDeployStep("${STAGE}");
        variable.setAction("$ACTION");
        variable.setFileExistsBehavior("${BEHAVIOR}");
        variable.setWait("${WAIT}");
        variable.setWhenBusy("$BUSY");
        variable.setOnAbort("$ABORT");
        variable.setLogLevel("$LEVEL");
        assertThat(throughTheBuildStepsForm(variable))
                .usingRecursiveComparison()
                .isEqualTo(variable);
    }

    @Test
    void isKeptByTheBuildStepsFormWhateverItsCase() throws Exception {
        CrossAccountDeployStep loud = new CrossAccountDeployStep("prod");
        loud.setAction("PUSH");
        loud.setOnAbort("LEAVE");
        CrossAccountDeployStep kept = throughTheBuildStepsForm(loud);
        assertThat(kept.getAction()).isEqualTo("push");
        assertThat(kept.getOnAbort()).isEqualTo("leave");
    }

    @Test
    void isKeptByTheBuildStepsFormWhenTheEnvironmentIsGone() throws Exception {
        CrossAccountDeployStep gone = new CrossAccountDeployStep("gone");
        assertThat(throughTheBuildStepsForm(gone).getEnvironment()).isEqualTo("gone");
    }

    @Test
    void isASnippetWithoutTheDefaults() throws Exception {
        assertThat(Snippetizer.object2Groovy(new CrossAccountDeployStep("prod")))
                .isEqualTo("crossAccountDeploy 'prod'");
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setDeploymentGroup("Blue");
        step.setTargetInstances(List.of("Name=web"));
        step.setOnAbort("rollback");
        assertThat(Snippetizer.object2Groovy(step))
                .isEqualTo("crossAccountDeploy deploymentGroup: 'Blue', environment: 'prod', onAbort: 'rollback',"
                        + " targetInstances: ['Name=web']");
    }

    /** Job DSL and Declarative Pipeline compare it with what a script gives: a boolean as well as a text. */
    @Test
    void isOfAnyTypeWhetherItWaits() {
        assertThat(DescribableModel.of(CrossAccountDeployStep.class)
                        .getParameter("wait")
                        .getErasedType())
                .isEqualTo(Object.class);
    }

    /** Scripts of earlier versions say {@code wait: false}. */
    @Test
    void takesAndWritesWhetherItWaitsAsABoolean() throws Exception {
        var model = DescribableModel.of(CrossAccountDeployStep.class);
        for (Object wait : List.of(false, "false")) {
            CrossAccountDeployStep step = model.instantiate(Map.of("environment", "prod", "wait", wait), null);
            assertThat(step.getWait()).isEqualTo("false");
            assertThat(Snippetizer.object2Groovy(step))
                    .isEqualTo("crossAccountDeploy environment: 'prod', wait: false");
        }
        assertThat(model.instantiate(Map.of("environment", "prod", "wait", true), null)
                        .getWait())
                .isEqualTo("true");
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setWait("traffic");
        assertThat(Snippetizer.object2Groovy(step))
                .isEqualTo("crossAccountDeploy environment: 'prod', wait: 'traffic'");
    }

    @Test
    void isKeptByASnippet() throws Exception {
        var model = DescribableModel.of(CrossAccountDeployStep.class);
        assertThat(model.instantiate(model.uninstantiate(most()), null))
                .usingRecursiveComparison()
                .isEqualTo(most());
    }

    @Test
    void takesTheRevisionOfAnEarlierResult() throws Exception {
        CrossAccountDeployStep step = DescribableModel.of(CrossAccountDeployStep.class)
                .instantiate(
                        Map.of(
                                "environment",
                                "prod",
                                "revision",
                                Map.of("bucket", "b", "key", "k.zip", "version", "v1", "eTag", "e1", "digest", "")),
                        null);
        assertThat(step.getRevision()).isEqualTo("s3://b/k.zip?versionId=v1&eTag=e1");
    }
}
