package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.AbstractProject;
import hudson.model.Build;
import hudson.model.FreeStyleProject;
import hudson.model.ItemGroup;
import hudson.model.Label;
import hudson.model.Project;
import hudson.model.TopLevelItem;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.File;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the configurations of a matrix job deploy is the job's. */
@WithJenkins
class MatrixJenkinsTest extends SimulatedAwsJenkinsTest {

    MatrixJenkinsTest() {
        super(10);
    }

    /** A part of the job {@code shop}, as a configuration is one of its matrix job. */
    public static final class Configuration extends Project<Configuration, ConfigurationBuild> implements TopLevelItem {

        Configuration(ItemGroup<?> parent, String name) {
            super(parent, name);
        }

        @NonNull
        @Override
        public AbstractProject<?, ?> getRootProject() {
            return Jenkins.get().getItemByFullName("shop", FreeStyleProject.class);
        }

        @Override
        protected Class<ConfigurationBuild> getBuildClass() {
            return ConfigurationBuild.class;
        }

        @Override
        public DescriptorImpl getDescriptor() {
            return (DescriptorImpl) Jenkins.get().getDescriptorOrDie(Configuration.class);
        }

        /** Lets a test make one. */
        @TestExtension
        public static final class DescriptorImpl extends AbstractProjectDescriptor {

            @Override
            @SuppressWarnings("rawtypes")
            public TopLevelItem newInstance(ItemGroup parent, String name) {
                return new Configuration(parent, name);
            }
        }
    }

    /** Its build. */
    public static final class ConfigurationBuild extends Build<Configuration, ConfigurationBuild> {

        public ConfigurationBuild(Configuration project) throws IOException {
            super(project);
        }

        public ConfigurationBuild(Configuration project, File directory) throws IOException {
            super(project, directory);
        }
    }

    @Test
    void isAllowedByTheNameOfTheJobAndInItsHistory(JenkinsRule jenkins) throws Exception {
        describeAccounts().setAllowedJobs(List.of("shop"));
        jenkins.createFreeStyleProject("shop");
        DumbSlave agent = jenkins.createOnlineSlave(Label.get("agent"));
        Configuration configuration = jenkins.createProject(Configuration.class, "linux");
        configuration.setAssignedNode(agent);
        configuration.getBuildersList().add(new CrossAccountDeployBuilder(new CrossAccountDeployStep("prod")));
        checkOut(agent, configuration);

        jenkins.buildAndAssertSuccess(configuration);

        Journal journal = DeploymentHistory.get().journal();
        assertThat(journal.jobs()).containsExactly("shop");
        JournalEntry live = journal.liveRevision(new Cell("prod", TwoAccounts.APPLICATION, TwoAccounts.GROUP))
                .orElseThrow()
                .entry();
        assertThat(live.origin().url()).isEqualTo("job/linux/1/");
        assertThat(live.revision().address()).contains("/revisions/linux/");
    }
}
