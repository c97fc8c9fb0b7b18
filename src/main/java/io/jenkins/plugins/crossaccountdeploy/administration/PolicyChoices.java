package io.jenkins.plugins.crossaccountdeploy.administration;

import hudson.Util;
import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;

/**
 * What only the administrator knows: what is there already, where the rest is created.
 *
 * @param existing what is there already
 * @param newKey whether a key is created if the environment names none
 */
record PolicyChoices(Set<Part> existing, boolean newKey) {

    private static final Choice<Part> PART = new Choice<>(Part.class);

    PolicyChoices {
        existing = Set.copyOf(existing);
    }

    /**
     * Those of a request.
     *
     * @param existing names of parts, such as {@code role,bucket}
     * @throws HttpResponseException if there is no part of some name
     */
    static PolicyChoices requested(String existing, boolean newKey) {
        return new PolicyChoices(
                Arrays.stream(Util.fixNull(existing).split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .map(name -> PART.of(name)
                                .orElseThrow(() -> EnvironmentAdministration.malformed(
                                        PART.fault("existing", name).orElse(""))))
                        .collect(Collectors.toSet()),
                newKey);
    }

    Blueprint blueprint(DeploymentEnvironment environment, Identity identity) {
        Blueprint blueprint = environment.toBlueprint(identity.principal(), existing);
        return newKey && environment.getSource().getKmsKeyArn().isEmpty() ? blueprint.withNewKey() : blueprint;
    }
}
