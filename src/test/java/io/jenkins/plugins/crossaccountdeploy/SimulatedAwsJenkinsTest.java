package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.FilePath;
import hudson.model.FreeStyleProject;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TopLevelItem;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessKey;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;

/** A Jenkins that knows two simulated AWS accounts as the environment {@code prod}. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class SimulatedAwsJenkinsTest {

    static final String CREDENTIALS = "dev-deployer";

    /** A Pipeline that deploys from an agent, in the simplest way. */
    static final String DEPLOY = "node('agent') { crossAccountDeploy(environment: 'prod') }";

    private static final String APP_SPEC = """
            version: 0.0
            os: linux
            files:
              - source: /index.html
                destination: /srv/demo
            hooks:
              AfterInstall:
                - location: scripts/after_install.sh
                  timeout: 60
            """;

    final Simulator aws;

    /**
     * @param speed simulated seconds a real second
     */
    SimulatedAwsJenkinsTest(double speed) {
        aws = Simulator.start(Scenario.twoAccounts().atSpeed(speed));
    }

    @AfterEach
    void stopSimulator() {
        aws.close();
    }

    /** Describes the accounts to Jenkins. */
    DeploymentEnvironment describeAccounts() throws IOException {
        AccessKey key = aws.accessKey(TwoAccounts.USER);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new AWSCredentialsImpl(CredentialsScope.SYSTEM, CREDENTIALS, key.id(), key.secret(), ""));
        SystemCredentialsProvider.getInstance().save();
        DeploymentSource source = new DeploymentSource(TwoAccounts.BUCKET);
        source.setCredentialsId(CREDENTIALS);
        source.setKeyPrefix("revisions");
        DeploymentRole role = new DeploymentRole("arn:aws:iam::222222222222:role/" + TwoAccounts.ROLE);
        role.setExternalId(TwoAccounts.EXTERNAL_ID);
        DeploymentEndpoints endpoints = new DeploymentEndpoints();
        endpoints.setSts(aws.endpoint().toString());
        endpoints.setS3(aws.endpoint().toString());
        endpoints.setCodeDeploy(aws.endpoint().toString());
        DeploymentEnvironment prod = new DeploymentEnvironment("prod", TwoAccounts.REGION, source, role);
        prod.setApplication(TwoAccounts.APPLICATION);
        prod.setDeploymentGroup(TwoAccounts.GROUP);
        prod.setEndpoints(endpoints);
        CrossAccountDeployConfiguration.get().setEnvironments(List.of(prod));
        return prod;
    }

    /** Puts an application into a job's workspace. */
    static FilePath checkOut(Node node, TopLevelItem job) throws IOException, InterruptedException {
        FilePath workspace = node.getWorkspaceFor(job);
        writeApplication(workspace);
        return workspace;
    }

    static void writeApplication(FilePath directory) throws IOException, InterruptedException {
        directory.child("appspec.yml").write(APP_SPEC, "UTF-8");
        directory.child("index.html").write("hello", "UTF-8");
        FilePath script = directory.child("scripts/after_install.sh");
        script.write("#!/bin/sh\n", "UTF-8");
        script.chmod(0755);
    }

    static WorkflowJob pipeline(JenkinsRule jenkins, String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    static FreeStyleProject freestyle(JenkinsRule jenkins, String name, Node node) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject(name);
        job.setAssignedNode(node);
        job.getBuildersList().add(new CrossAccountDeployBuilder(new CrossAccountDeployStep("prod")));
        return job;
    }

    /** What a build's deployment is about, as Jenkins shows it. */
    static String status(WorkflowRun build) throws Exception {
        return build.getExecution().getCurrentExecutions(true).get().get(0).getStatus();
    }

    /** The events in a build's log, such as {@code i-0a1b2c3d Install Succeeded}. */
    static List<String> events(Run<?, ?> build) throws IOException {
        return told(build).stream()
                .map(line -> line.split("\\s+"))
                .filter(words -> words[1].startsWith("+"))
                .map(words -> words[2] + " " + words[3] + " " + words[4])
                .toList();
    }

    /** What has happened in a deployment, in the same words. */
    List<String> happened(Deployment deployment) {
        return deployment.history(aws.clock().now()).stream()
                .map(each -> each.target() + " " + each.event() + " " + (each.failed() ? "Failed" : "Succeeded"))
                .toList();
    }

    /** The only deployment that a build has created. */
    Deployment created() {
        assertThat(aws.calls().of("CodeDeploy.CreateDeployment"))
                .filteredOn(Call::succeeded)
                .hasSize(1);
        return aws.deployments().stream()
                .filter(deployment -> deployment.description().orElse("").startsWith("web #1"))
                .findFirst()
                .orElseThrow();
    }

    /** The lines that deployments have printed to a build's log. */
    static List<String> told(Run<?, ?> build) throws IOException {
        return JenkinsRule.getLog(build)
                .lines()
                .filter(line -> line.startsWith("[prod] "))
                .toList();
    }
}
