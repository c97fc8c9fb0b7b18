package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.PasswordParameterValue;
import hudson.model.Result;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.simulator.NamedScenarios;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** ECS deployments whose files are filled in from a build. */
@WithJenkins
class ServerlessJenkinsTest extends SimulatedAwsJenkinsTest {

    private static final String APP_SPEC =
            TwoAccounts.SERVICE_APP_SPEC.replaceAll("\"arn:aws:ecs.*\"", "<TASK_DEFINITION>");

    private static final String TASK = """
            {"family": "shop", "containerDefinitions": [
              {"name": "shop", "image": "shop:<BUILD_NUMBER>", "command": ["<COMMAND>"]}]}
            """;

    private JenkinsRule jenkins;

    ServerlessJenkinsTest() {
        super(60);
    }

    @BeforeEach
    void describe(JenkinsRule rule) throws Exception {
        jenkins = rule;
        NamedScenarios.ecs(aws);
        DeploymentEnvironment prod = describeAccounts();
        prod.setApplication("CodeDeployDemo-ECS");
        prod.getEndpoints().setEcs(aws.endpoint().toString());
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(prod));
    }

    private String registered() {
        return aws.taskDefinitions().all().get(0).definition().toString();
    }

    private WorkflowJob job(String parameters) throws Exception {
        return pipeline(jenkins, "web", """
                node {
                  writeFile file: 'appspec.yml', text: '''%s'''
                  writeFile file: 'task.json', text: '''%s'''
                  crossAccountDeploy(environment: 'prod', taskDefinition: 'task.json'%s)
                }
                """.formatted(APP_SPEC, TASK, parameters));
    }

    @Test
    void aPipelineGivesAMapWhoseValuesMayHaveLines() throws Exception {
        jenkins.buildAndAssertSuccess(job(", placeholders: [COMMAND: 'a\\nIMAGE=evil']"));

        assertThat(registered()).contains("\"image\":\"shop:1\"", "\"command\":[\"a\\nIMAGE=evil\"]");
    }

    @Test
    void aPipelineGivesAListWhoseOnlyItemMayHaveLines() throws Exception {
        jenkins.buildAndAssertSuccess(job(", placeholders: [\"COMMAND=a\\nBUILD_NUMBER=${env.BUILD_NUMBER}0\"]"));

        assertThat(registered()).contains("\"image\":\"shop:1\"", "\"command\":[\"a\\nBUILD_NUMBER=10\"]");
    }

    @Test
    void aPipelinesVariablesFillTheRest() throws Exception {
        WorkflowJob job = pipeline(jenkins, "web", """
                node {
                  writeFile file: 'appspec.yml', text: '''%s'''
                  writeFile file: 'task.json', text: '''%s'''
                  withEnv(['COMMAND=run']) {
                    crossAccountDeploy(environment: 'prod', taskDefinition: 'task.json')
                  }
                }
                """.formatted(APP_SPEC, TASK));

        jenkins.buildAndAssertSuccess(job);

        assertThat(registered()).contains("\"command\":[\"run\"]");
    }

    @Test
    void aSecretOfTheBuildIsNotTakenByItself() throws Exception {
        WorkflowJob job = job("");
        job.addProperty(new ParametersDefinitionProperty(new PasswordParameterDefinition("COMMAND", "", "")));

        WorkflowRun build = job.scheduleBuild2(
                        0, new ParametersAction(List.of(new PasswordParameterValue("COMMAND", "hunter2"))))
                .get();

        jenkins.assertBuildStatus(Result.FAILURE, build);
        jenkins.assertLogContains("task.json:2: <COMMAND> is a secret of the build", build);
        jenkins.assertLogNotContains("hunter2", build);
        assertThat(aws.taskDefinitions().all()).isEmpty();
    }

    @Test
    void aFreestyleJobGivesThemLineByLineWithVariables() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("web");
        FilePath workspace = jenkins.jenkins.getWorkspaceFor(job);
        workspace.child("appspec.yml").write(APP_SPEC, "UTF-8");
        workspace.child("task.json").write(TASK, "UTF-8");
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setTaskDefinition("task.json");
        step.setPlaceholders(List.of("COMMAND=run-${JOB_NAME}\nOTHER=x"));
        job.getBuildersList().add(new CrossAccountDeployBuilder(step));

        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);

        assertThat(registered()).contains("\"image\":\"shop:1\"", "\"command\":[\"run-web\"]");
        jenkins.assertLogContains("placeholders: OTHER is nowhere in appspec.yml or task.json", build);
    }
}
