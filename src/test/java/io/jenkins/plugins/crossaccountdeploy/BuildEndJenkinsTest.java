package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import java.lang.reflect.Field;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is known of deployments when their build has ended. */
@WithJenkins
class BuildEndJenkinsTest extends SimulatedAwsJenkinsTest {

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
}
