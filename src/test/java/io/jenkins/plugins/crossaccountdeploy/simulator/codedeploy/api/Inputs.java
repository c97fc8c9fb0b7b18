package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.Optional;

/** Members that several requests have, each refused as the API reference says where it is missing or malformed. */
final class Inputs {

    /** From the shapes ApplicationName and DeploymentGroupName of the service model. */
    private static final int LONGEST_NAME = 100;

    /** There is a limit, but the service does not publish it. */
    private static final int LONGEST_DESCRIPTION = 1000;

    private Inputs() {}

    static String applicationName(Json input) {
        String name = input.string("applicationName")
                .orElseThrow(
                        () -> new AwsError(400, "ApplicationNameRequiredException", "Application name is missing"));
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new AwsError(
                    400,
                    "InvalidApplicationNameException",
                    "Application name must have between 1 and " + LONGEST_NAME + " characters");
        }
        return name;
    }

    static String groupName(Json input) {
        String name = input.string("deploymentGroupName")
                .orElseThrow(() ->
                        new AwsError(400, "DeploymentGroupNameRequiredException", "Deployment group name is missing"));
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new AwsError(
                    400,
                    "InvalidDeploymentGroupNameException",
                    "Deployment group name must have between 1 and " + LONGEST_NAME + " characters");
        }
        return name;
    }

    static Revision revision(Json input) {
        return Revision.parse(input.object("revision")
                .orElseThrow(() -> new AwsError(400, "RevisionRequiredException", "Revision is missing")));
    }

    static void requireShort(Optional<String> description) {
        if (description.filter(text -> text.length() > LONGEST_DESCRIPTION).isPresent()) {
            throw new AwsError(
                    400,
                    "DescriptionTooLongException",
                    "The description must have at most " + LONGEST_DESCRIPTION + " characters");
        }
    }

    static String deploymentId(Json input) {
        String id = input.string("deploymentId")
                .orElseThrow(() -> new AwsError(400, "DeploymentIdRequiredException", "Deployment ID is missing"));
        requireDeploymentId(id);
        return id;
    }

    static void requireDeploymentId(String id) {
        if (!id.matches("d-[A-Z0-9]{9}")) {
            throw new AwsError(
                    400, "InvalidDeploymentIdException", "Specified DeploymentId is not in the valid format: " + id);
        }
    }

    static AwsError batchLimit(int limit) {
        return new AwsError(
                400, "BatchLimitExceededException", "The maximum number of names or IDs for this request is " + limit);
    }
}
