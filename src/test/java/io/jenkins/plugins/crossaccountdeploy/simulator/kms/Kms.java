package io.jenkins.plugins.crossaccountdeploy.simulator.kms;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The Key Management Service as S3 uses it on behalf of its callers. */
public final class Kms {

    private final Map<String, KmsKey> keys = new ConcurrentSkipListMap<>();

    /** Makes a customer managed key. */
    public KmsKey createKey(String accountId, String region, String id, String policy) {
        KmsKey key = new KmsKey(id, accountId, region, policy);
        keys.put(key.arn(), key);
        return key;
    }

    /**
     * The key {@code aws/s3} that S3 manages for an account. Its policy cannot be changed, and admits only principals of
     * that account.
     */
    public KmsKey managedKey(String accountId, String region) {
        String id = "mrk-managed-for-s3-" + accountId;
        return keys.computeIfAbsent(
                "arn:aws:kms:" + region + ":" + accountId + ":key/" + id,
                arn -> new KmsKey(id, accountId, region, """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},
                        "Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"],
                        "Resource":"*","Condition":{"StringEquals":
                        {"kms:CallerAccount":"%s","kms:ViaService":"s3.%s.amazonaws.com"}}}]}
                        """.formatted(accountId, region)));
    }

    /**
     * Finds a key by its ARN or its bare ID.
     *
     * @param accountId where a bare ID is looked for
     */
    public KmsKey find(String idOrArn, String accountId, String region) {
        if (idOrArn.endsWith("alias/aws/s3")) {
            return managedKey(accountId, region);
        }
        String arn =
                idOrArn.startsWith("arn:") ? idOrArn : "arn:aws:kms:" + region + ":" + accountId + ":key/" + idOrArn;
        KmsKey key = keys.get(arn);
        if (arn.split(":").length > 3 && !arn.split(":")[3].equals(region)) {
            throw notFound("Invalid arn " + arn.split(":")[3]);
        }
        if (key == null) {
            boolean possible = arn.matches(".*key/(mrk-)?[0-9a-f-]{32,36}");
            throw notFound(possible ? "Key '" + arn + "' does not exist" : "Invalid keyId '" + idOrArn + "'");
        }
        return key;
    }

    private static AwsError notFound(String message) {
        return new AwsError(400, "KMS.NotFoundException", message);
    }

    public Optional<KmsKey> byArn(String arn) {
        return Optional.ofNullable(keys.get(arn));
    }

    /**
     * Lets S3 use a key for a caller.
     *
     * @param action such as {@code kms:Decrypt}
     * @param objectArn what S3 puts into the encryption context: the object, or its bucket where that has a key
     */
    public void require(Caller caller, String action, KmsKey key, String objectArn, RequestContext request) {
        RequestContext context = request.copy();
        context.put("kms:ViaService", "s3." + key.region() + ".amazonaws.com");
        context.put("kms:CallerAccount", caller.accountId());
        context.put("kms:EncryptionContext:aws:s3:arn", objectArn);
        context.put("kms:EncryptionContextKeys", "aws:s3:arn");
        Decision decision = PolicyEvaluation.decide(new AccessRequest(
                caller,
                action,
                key.arn(),
                key.accountId(),
                Optional.of(key.access()),
                ResourcePolicyRules.REQUIRED,
                context));
        if (!decision.isAllowed()) {
            boolean foreign = !caller.accountId().equals(key.accountId());
            String reason = foreign && decision == Decision.NO_RESOURCE_POLICY
                    ? "because the resource does not exist in this Region, no resource-based policies allow access, or a"
                            + " resource-based policy explicitly denies access"
                    : decision.reason(action);
            throw new AwsError(
                    403,
                    "AccessDenied",
                    "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: " + key.arn()
                            + " " + reason);
        }
        key.requireUsable();
    }
}
