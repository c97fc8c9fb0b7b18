package io.jenkins.plugins.crossaccountdeploy.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The task definitions of the production account. Spoken to without the SDK's module of ECS, so that a field which is newer
 * than that module is sent as it is. All methods throw {@link software.amazon.awssdk.core.exception.SdkException}.
 */
public final class TaskDefinitions {

    private static final String TARGET = "AmazonEC2ContainerServiceV20141113.";

    private final Accounts accounts;

    public TaskDefinitions(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * The ARN of the latest active revision, if it is the very same as a task definition (<a
     * href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html">DescribeTaskDefinition</a>).
     */
    public Optional<String> findSame(TaskDefinition wanted) {
        ObjectNode input = JsonNodeFactory.instance.objectNode().put("taskDefinition", wanted.family());
        input.putArray("include").add("TAGS");
        JsonNode answer;
        try {
            answer = call("DescribeTaskDefinition", input.toString());
        } catch (AwsServiceException refused) {
            if (AwsErrors.code(refused).equals("ClientException")) {
                // The family has no active revision.
                return Optional.empty();
            }
            throw refused;
        }
        return Likeness.isSame(wanted.tree(), TaskDefinition.of(answer).tree())
                ? Optional.of(arn(answer))
                : Optional.empty();
    }

    /** Registers a revision, and returns its ARN. Doing it again makes another revision. */
    public String register(TaskDefinition definition) {
        return arn(call("RegisterTaskDefinition", definition.json()));
    }

    private JsonNode call(String operation, String input) {
        return accounts.ecs().json(TARGET + operation, input, accounts.production());
    }

    private static String arn(JsonNode answer) {
        String arn = answer.path("taskDefinition").path("taskDefinitionArn").asText();
        if (arn.isEmpty()) {
            throw SdkClientException.create("The answer of ECS names no task definition");
        }
        return arn;
    }
}
