package io.jenkins.plugins.crossaccountdeploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StandaloneTest {

    @ParameterizedTest
    @MethodSource("scenarios")
    void tellsHowToReachEachScenario(String scenario) {
        try (Simulator aws = Simulator.start(Scenario.named(scenario).atSpeed(1))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Standalone.describe(aws, scenario, new PrintStream(out, true, StandardCharsets.UTF_8));

            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("AWS_ENDPOINT_URL=" + aws.endpoint())
                    .contains("AWS_ACCESS_KEY_ID=" + aws.accessKey("deployer").id())
                    .contains("externalId: " + TwoAccounts.EXTERNAL_ID)
                    .contains("deploymentGroup: ")
                    .contains("s3: " + aws.endpoint());
        }
    }

    static List<String> scenarios() {
        return NamedScenarios.NAMES;
    }

    @Test
    void namesTheScenariosThatThereAre() {
        assertThatThrownBy(() -> Scenario.named("none"))
                .hasMessage("There is no scenario none; known are " + NamedScenarios.NAMES);
    }
}
