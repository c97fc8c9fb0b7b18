package io.jenkins.plugins.crossaccountdeploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.DataBoundSetter;

class StandaloneTest {

    @ParameterizedTest
    @MethodSource("scenarios")
    void tellsHowToReachEachScenario(String scenario) {
        try (Simulator aws = Simulator.start(Scenario.named(scenario).atSpeed(1))) {
            assertThat(description(aws, scenario))
                    .contains("AWS_ENDPOINT_URL=" + aws.endpoint())
                    .contains("AWS_ACCESS_KEY_ID=" + aws.accessKey("deployer").id())
                    .contains("externalId: " + TwoAccounts.EXTERNAL_ID)
                    .contains("deploymentGroup: ")
                    .contains("bucketAccount: development");
        }
    }

    /** What is left out is asked of the real AWS. */
    @Test
    void givesJenkinsEveryEndpoint() {
        try (Simulator aws = Simulator.start(Scenario.named("ecs"))) {
            List<String> endpoints = Arrays.stream(DeploymentEndpoints.class.getMethods())
                    .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                    .filter(method -> method.getParameterTypes()[0] == String.class)
                    .map(method -> method.getName().substring("set".length()).toLowerCase(Locale.ROOT))
                    .toList();

            String description = description(aws, "ecs").toLowerCase(Locale.ROOT);
            assertThat(endpoints)
                    .contains("sts", "lambda")
                    .allSatisfy(name -> assertThat(description).contains(" " + name + ": " + aws.endpoint()));
        }
    }

    @Test
    void givesJenkinsTheBucketOfTheScenario() {
        try (Simulator aws = Simulator.start(Scenario.named("production-bucket"))) {
            assertThat(description(aws, "production-bucket"))
                    .contains("bucket: my-production-application")
                    .contains("bucketAccount: production");
        }
    }

    private static String description(Simulator aws, String scenario) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Standalone.describe(aws, scenario, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    static List<String> scenarios() {
        return NamedScenarios.NAMES.stream()
                .filter(name -> !name.equals("production-bucket"))
                .toList();
    }

    @Test
    void namesTheScenariosThatThereAre() {
        assertThatThrownBy(() -> Scenario.named("none"))
                .hasMessage("There is no scenario none; known are " + NamedScenarios.NAMES);
    }
}
