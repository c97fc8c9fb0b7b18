package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What {@code central/plugins.properties} lists is what the bill of materials resolves. */
@WithJenkins
class VersionsJenkinsTest {

    @Test
    void areThoseOfTheBillOfMaterials(JenkinsRule jenkins) {
        Properties plugins = VersionsTest.plugins();
        assertThat(plugins.stringPropertyNames())
                .filteredOn(name -> name.contains(":"))
                .allSatisfy(name -> assertThat(jenkins.jenkins
                                .pluginManager
                                .getPlugin(name.substring(name.indexOf(':') + 1))
                                .getVersion())
                        .isEqualTo(plugins.getProperty(name)));
    }
}
