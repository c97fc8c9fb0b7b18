package io.jenkins.plugins.crossaccountdeploy.simulator.kms;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.JsonService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The Key Management Service as its callers see it: DescribeKey and GetKeyPolicy.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html">AWS KMS
 *     permissions: which operations may be used across accounts</a>
 */
public final class KmsService extends JsonService {

    /** What requests to this service have in front of the operation. */
    public static final String TARGET_PREFIX = "TrentService.";

    private final Kms kms;

    public KmsService(Kms kms, SignatureV4 signatures) {
        super(TARGET_PREFIX, "kms", signatures);
        this.kms = kms;
    }

    @Override
    public String name() {
        return "KMS";
    }

    @Override
    protected Optional<Json> perform(Exchange exchange, Json input) {
        String id = input.string("KeyId")
                .orElseThrow(() -> new AwsError(
                        400,
                        "ValidationException",
                        "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not"
                                + " be null"));
        KmsKey key = find(id, exchange);
        return Optional.of(
                switch (exchange.action()) {
                    case "DescribeKey" -> describe(exchange, key);
                    case "GetKeyPolicy" -> policy(exchange, key);
                    default -> throw unknown(exchange);
                });
    }

    /** S3 passes the errors on with a prefix; here they are as the service itself names them. */
    private KmsKey find(String id, Exchange exchange) {
        try {
            return kms.find(id, exchange.caller().accountId(), exchange.region());
        } catch (AwsError error) {
            throw new AwsError(error.status(), error.code().replaceFirst("^KMS\\.", ""), error.getMessage());
        }
    }

    private Json describe(Exchange exchange, KmsKey key) {
        require(exchange, key);
        return Json.object()
                .put(
                        "KeyMetadata",
                        Json.object()
                                .put("AWSAccountId", key.accountId())
                                .put("Arn", key.arn())
                                .put("KeyId", key.id())
                                .put("Enabled", key.isEnabled())
                                .put("KeyManager", key.isManagedByAws() ? "AWS" : "CUSTOMER")
                                .put("KeySpec", key.spec())
                                .put("CustomerMasterKeySpec", key.spec())
                                .put("KeyState", key.state().word())
                                .put(
                                        "KeyUsage",
                                        key.spec().equals("SYMMETRIC_DEFAULT")
                                                        || key.spec().startsWith("RSA")
                                                ? "ENCRYPT_DECRYPT"
                                                : "SIGN_VERIFY")
                                .put("Origin", "AWS_KMS")
                                .put("MultiRegion", false));
    }

    private Json policy(Exchange exchange, KmsKey key) {
        require(exchange, key);
        return Json.object().put("Policy", key.policy().text()).put("PolicyName", "default");
    }

    private void require(Exchange exchange, KmsKey key) {
        exchange.resource(key.arn());
        boolean foreign = !exchange.caller().accountId().equals(key.accountId());
        Decision decision = PolicyEvaluation.decide(new AccessRequest(
                exchange.caller(),
                "kms:" + exchange.action(),
                key.arn(),
                key.accountId(),
                Optional.of(key.access()),
                ResourcePolicyRules.REQUIRED,
                exchange.context().put("kms:CallerAccount", exchange.caller().accountId())));
        if (!decision.isAllowed() || foreign && exchange.action().equals("GetKeyPolicy")) {
            throw denied(exchange, key.arn(), decision);
        }
    }

    private static AwsError denied(Exchange exchange, String resource, Decision decision) {
        String action = "kms:" + exchange.action();
        boolean unsaid = decision.isAllowed() || decision == Decision.NO_RESOURCE_POLICY;
        return new AwsError(
                400,
                "AccessDeniedException",
                "User: " + exchange.caller().arn() + " is not authorized to perform: " + action + " on resource: "
                        + resource + " "
                        + (unsaid
                                ? "because the resource does not exist in this Region, no resource-based policies allow"
                                        + " access, or a resource-based policy explicitly denies access"
                                : decision.reason(action)));
    }

    @Override
    public AwsError failed() {
        return new AwsError(500, "KMSInternalException", "An internal error occurred");
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        try {
            String id = Json.parse(new String(exchange.payload(), StandardCharsets.UTF_8))
                    .string("KeyId")
                    .orElse("*");
            return denied(exchange, id, Decision.NO_IDENTITY_POLICY);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
