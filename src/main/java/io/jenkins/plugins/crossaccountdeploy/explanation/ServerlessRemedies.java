package io.jenkins.plugins.crossaccountdeploy.explanation;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/** What to do about the errors of ECS and Lambda; see {@link Remedies}. */
final class ServerlessRemedies {

    private static final String DEFINITION = "Mend the task definition, of which ECS says above what is wrong.";

    private static final String CHANGING = "Something else changes the function: build again when it is done.";

    private static final String VERSIONS = "Delete versions of functions that nobody needs, or have the quota raised.";

    private static final Map<String, String> BY_CODE = Map.ofEntries(
            entry("ecs:ClientException", DEFINITION),
            entry("ecs:InvalidParameterException", DEFINITION),
            entry("ecs:SerializationException", DEFINITION),
            entry(
                    "ecs:LimitExceededException",
                    "Deregister and delete revisions of task definitions that nobody needs, or have the quota raised."),
            entry(
                    "lambda:ResourceNotFoundException",
                    "Create the function and its alias, or correct their names in the AppSpec."),
            entry("lambda:ResourceConflictException", CHANGING),
            entry("lambda:PreconditionFailedException", CHANGING),
            entry("lambda:CodeStorageExceededException", VERSIONS),
            entry("lambda:FunctionVersionsPerCapacityProviderLimitExceededException", VERSIONS),
            entry(
                    "lambda:InvalidParameterValueException",
                    "Correct the function in the AppSpec, of which Lambda says above what is wrong."),
            entry("lambda:ValidationException", "Correct the names of the function and of its alias in the AppSpec."));

    private ServerlessRemedies() {}

    /** @param action that was refused, with its service */
    static Optional<String> of(String code, String action) {
        return Optional.ofNullable(BY_CODE.get(action.substring(0, action.indexOf(':') + 1) + code));
    }
}
