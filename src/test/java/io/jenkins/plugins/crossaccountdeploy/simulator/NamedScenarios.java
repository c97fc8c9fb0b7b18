package io.jenkins.plugins.crossaccountdeploy.simulator;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;

import java.util.List;

/** The scenarios that the standalone simulator knows by name. */
final class NamedScenarios {

    static final List<String> NAMES = List.of("healthy", "failing-hook");

    private NamedScenarios() {}

    static Scenario byName(String name) {
        return switch (name) {
            case "healthy" -> Scenario.twoAccounts();
            case "failing-hook" ->
                Scenario.twoAccounts()
                        .with(aws -> aws.nextDeployment()
                                .fails(
                                        "i-0b2c3d4e",
                                        "AfterInstall",
                                        script("scripts/after_install.sh").log("npm ERR! missing script: build")));
            default -> throw new IllegalArgumentException("There is no scenario " + name + "; known are " + NAMES);
        };
    }
}
