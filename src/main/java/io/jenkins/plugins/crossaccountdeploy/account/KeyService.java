package io.jenkins.plugins.crossaccountdeploy.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Two operations of the Key Management Service, whose module of the SDK Jenkins has no plugin for (<a
 * href="https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html">DescribeKey</a>, <a
 * href="https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html">GetKeyPolicy</a>). Does not retry.
 *
 * <p>All methods throw {@link software.amazon.awssdk.core.exception.SdkException}, as the SDK's clients do.
 */
public final class KeyService {

    private final ServiceCalls calls;

    KeyService(ServiceCalls calls) {
        this.calls = calls;
    }

    /**
     * What a key is.
     *
     * @param state such as {@code Enabled}, {@code Disabled} or {@code PendingDeletion}
     * @param manager {@code CUSTOMER} or {@code AWS}
     * @param spec such as {@code SYMMETRIC_DEFAULT}
     * @param usage such as {@code ENCRYPT_DECRYPT}
     */
    public record Key(String state, String manager, String spec, String usage) {}

    /** Also answers principals of other accounts, if the key's policy lets them. */
    public Key describe(String keyArn, AwsCredentialsProvider credentials) {
        JsonNode key = call("DescribeKey", Map.of("KeyId", keyArn), credentials).path("KeyMetadata");
        return new Key(
                key.path("KeyState").asText(),
                key.path("KeyManager").asText(),
                key.path("KeySpec").asText(),
                key.path("KeyUsage").asText());
    }

    /** The key's policy as JSON. Answers principals of the key's own account only. */
    public String policy(String keyArn, AwsCredentialsProvider credentials) {
        return call("GetKeyPolicy", Map.of("KeyId", keyArn, "PolicyName", "default"), credentials)
                .path("Policy")
                .asText();
    }

    private JsonNode call(String operation, Map<String, String> input, AwsCredentialsProvider credentials) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        input.forEach(members::put);
        return calls.json("TrentService." + operation, members.toString(), credentials);
    }
}
