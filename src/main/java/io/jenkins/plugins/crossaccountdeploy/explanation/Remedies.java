package io.jenkins.plugins.crossaccountdeploy.explanation;

import static java.util.Map.entry;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.Map;
import java.util.Optional;

/**
 * What to do about the errors that AWS answers with, by their codes. What AWS itself says of them is told before, so that
 * these sentences add what it does not say: why, whose it is, and what to change.
 *
 * <p>Denials are not here: what helps depends on the policy that denies, see {@link Denial}.
 */
final class Remedies {

    static final String REPORT = "the plugin should not have asked like this, please report it as a bug.";

    /** Without the {@code Exception} that some services end their codes with, and with what a request fills in. */
    static final Map<String, String> BY_CODE = Map.ofEntries(
            // Who asks: the credentials and the clock that sign
            entry(
                    "InvalidClientTokenId",
                    "Check the access key of the development credentials: AWS knows none like it. In a region that accounts have to"
                            + " enable, see whether the development account has enabled region {region}."),
            entry("InvalidAccessKeyId", "Check the access key of the development credentials: S3 knows none like it."),
            entry(
                    "UnrecognizedClient",
                    "Check the access key of the development credentials: it was deleted or deactivated, or is of another"
                            + " partition than region {region}."),
            entry(
                    "SignatureDoesNotMatch",
                    "Enter the development credentials again: the secret does not belong to the access key."),
            entry(
                    "InvalidSignature",
                    "Check the secret of the development credentials and the controller's clock: both are signed with."),
            entry(
                    "IncompleteSignature",
                    "A proxy seems to remove headers from the controller's requests: let it pass them on as they are."),
            entry(
                    "MissingAuthenticationToken",
                    "A proxy seems to remove the Authorization header from the controller's requests: let it pass."),
            entry(
                    "InvalidToken",
                    "Enter the development credentials again: their session token is not theirs, or cut."),
            entry(
                    "ExpiredToken",
                    "The credentials that sign are over: renew the development credentials if they are temporary, and check"
                            + " the controller's clock."),
            entry("TokenRefreshRequired", "The development credentials are temporary, and over: renew them."),
            entry(
                    "RequestExpired",
                    "The request was under way for too long, or the controller's clock is off: check it."),
            entry("RequestTimeTooSkewed", "The controller's clock is off by more than 15 minutes: set it."),
            entry("OptInRequired", "Account {account} is not signed up for the service: activate it there."),
            entry("NotSignedUp", "The account of bucket {bucket} is not signed up for S3: activate it there."),
            entry("AllAccessDisabled", "AWS has closed the bucket {bucket}: ask AWS Support what for."),
            entry("AccountProblem", "AWS has suspended something of the account of bucket {bucket}: ask AWS Support."),
            entry(
                    "InvalidSecurity",
                    "S3 does not take the development credentials: enter them again, or have them issued anew."),

            // STS
            entry(
                    "MalformedPolicyDocument",
                    "The session policy that narrows the role is not accepted: see whether the names of bucket {bucket},"
                            + " application {application} and group {group} have characters that ARNs do not."),
            entry(
                    "PackedPolicyTooLarge",
                    "The session tags take so much space that not even the widest session policy fits: leave out the session tags"
                            + " of environment '{environment}', or shorten the job's name."),
            entry(
                    "RegionDisabled",
                    "STS is not active in region {region} for account {owner}, which has the role: an administrator of that"
                            + " account has to activate it, in the account settings of IAM."),
            entry(
                    "ValidationError",
                    "Correct the role of environment '{environment}': its ARN, its external ID or its duration; what STS"
                            + " complains of is said above."),

            // S3: where the bundle goes
            entry(
                    "NoSuchBucket",
                    "Create the bucket in region {region}, or correct its name in environment '{environment}'."),
            entry(
                    "InvalidBucketName",
                    "Correct the bucket's name in environment '{environment}': no bucket has such one."),
            entry(
                    "NoSuchKey",
                    "The bundle is not in bucket {bucket}: it was deleted, or a lifecycle rule has removed it. Build again."),
            entry("NoSuchVersion", "This version of the bundle was deleted from bucket {bucket}: build again."),
            entry(
                    "NoSuchUpload",
                    "Somebody has aborted the upload while it ran, or a lifecycle rule of bucket {bucket} that is too"
                            + " impatient: look at its AbortIncompleteMultipartUpload."),
            entry(
                    "InvalidObjectState",
                    "The bundle lies in an archive class of bucket {bucket}: restore it, and keep its lifecycle rules from"
                            + " archiving bundles."),
            entry(
                    "InvalidRequest",
                    "Bucket {bucket} does not take the upload as it is: compare what S3 says above with its Object Lock,"
                            + " its encryption and its access settings."),
            entry(
                    "InvalidArgument",
                    "Check the bucket {bucket}, the key prefix and the KMS key {key} of environment '{environment}':"
                            + " S3 cannot read one of them."),
            entry(
                    "EncryptionTypeMismatch",
                    "Bucket {bucket} has objects that are encrypted otherwise: give environment '{environment}' the KMS key"
                            + " that the bucket uses, or none."),
            entry(
                    "InvalidEncryptionAlgorithmError",
                    "Check the default encryption of bucket {bucket}: bundles take SSE-S3 or SSE-KMS."),
            entry("InvalidWriteOffset", "Bucket {bucket} appends to objects: name a general purpose bucket."),
            entry("TooManyParts", "The bundle has more parts than S3 takes: leave out what need not be deployed."),
            entry("EntityTooLarge", "The bundle is larger than S3 takes: leave out what need not be deployed."),
            entry(
                    "EntityTooSmall",
                    "A part of the upload came shorter than it was sent: check the agent's proxy, and build again."),
            entry("IncompleteBody", "A part of the upload came cut: check the agent's way to S3, and build again."),
            entry(
                    "BadDigest",
                    "What S3 received is not what was sent: check the agent's memory and its proxy, and build again."),
            entry(
                    "InvalidDigest",
                    "A proxy between the agent and S3 seems to change the checksum header: let it pass as it is."),
            entry(
                    "XAmzContentSHA256Mismatch",
                    "A proxy between Jenkins and S3 seems to change the bodies of requests: let them pass as they are."),
            entry(
                    "XAmzContentChecksumMismatch",
                    "A part was changed on its way from the agent to S3: check its proxy, and build again."),
            entry(
                    "InvalidPart",
                    "A part is missing or another than was sent: somebody else has uploaded to the same key?"),
            entry("InvalidPartOrder", "The parts are listed in the wrong order: " + REPORT),
            entry(
                    "InvalidRange",
                    "The object in bucket {bucket} is shorter than any bundle: somebody else has written it, delete it."),
            entry(
                    "MalformedXML",
                    "S3 could not read the request: is there a proxy that changes it, or another server?"),
            entry("KeyTooLongError", "Shorten the key prefix of environment '{environment}', or the job's name."),
            entry("MetadataTooLarge", "Shorten the job's name or Jenkins' URL: both are stored with the bundle."),
            entry("MethodNotAllowed", "The endpoint of environment '{environment}' is not S3's: correct it."),
            entry(
                    "NotImplemented",
                    "The server at the S3 endpoint of environment '{environment}' cannot do what S3 does: bundles need"
                            + " conditional writes (If-None-Match), multipart uploads and CRC-32C."),
            entry(
                    "MissingContentLength",
                    "A proxy between the agent and S3 seems to remove the Content-Length header: let it pass."),
            entry("MissingSecurityHeader", "A proxy seems to remove headers from requests to S3: let it pass them on."),
            entry(
                    "RequestHeaderSectionTooLarge",
                    "The headers of the request are too long for S3: shorten the job's name and Jenkins' URL."),
            entry(
                    "PreconditionFailed",
                    "The object in bucket {bucket} has changed meanwhile: does another job write to the same prefix?"),
            entry(
                    "ConditionalRequestConflict",
                    "Something else writes the same bundle at the moment: build again later."),
            entry("OperationAborted", "Something else changes bucket {bucket} at the moment: build again later."),
            entry(
                    "QuotaExceeded",
                    "The storage quota of the server at the S3 endpoint is used up: delete old bundles, or raise it."),

            // KMS, as S3 reports it
            entry(
                    "KMS.NotFound",
                    "The KMS key {key} does not exist in region {region}, or not for this principal: correct kmsKeyArn in"
                            + " environment '{environment}', or the default encryption of bucket {bucket}."),
            entry("KMS.Disabled", "The KMS key {key} is disabled: its administrators have to enable it."),
            entry(
                    "KMS.KMSInvalidState",
                    "The KMS key {key} cannot be used as it is, for instance because it waits to be deleted: its"
                            + " administrators have to cancel that, or environment '{environment}' needs another."),
            entry(
                    "KMS.InvalidState",
                    "The KMS key {key} is not ready for use, pending import or replica creation: see its key material."),
            entry(
                    "KMS.InvalidKeyUsage",
                    "The KMS key {key} is not one that encrypts: name a symmetric key for encryption and decryption."),
            entry("KMS.KeyUnavailable", "The KMS key {key} is not available at the moment: build again later."),
            entry(
                    "KMS.DependencyTimeout",
                    "KMS did not answer S3 in time: build again later, and see the key store of key {key}."),
            entry("KMS.KMSInternal", "KMS had an error of its own: build again later."),
            entry(
                    "KMS.InvalidGrantToken",
                    "The grant that lets S3 use the KMS key {key} is not valid: allow its use by policy instead."),
            entry(
                    "KMS.Throttling",
                    "The KMS requests of the key's account are used up: turn on S3 Bucket Keys for bucket {bucket}, which"
                            + " need far fewer of them."),

            // Any service
            entry(
                    "Throttling",
                    "Try again: AWS has had more requests of the account than it allows. See who else asks that often."),
            entry("SlowDown", "Bucket {bucket} has had more requests than S3 allows at once: build again later."),
            entry(
                    "InternalError",
                    "S3 fails for its own reasons: build again later, and see the AWS Health Dashboard."),
            entry("InternalFailure", "AWS fails for its own reasons: build again later, see the AWS Health Dashboard."),
            entry("ServiceUnavailable", "AWS is overloaded or down: build again later, see the AWS Health Dashboard."),
            entry(
                    "RequestTimeout",
                    "The request came too slowly: check the bandwidth and the proxy between Jenkins and AWS."),
            entry("RequestAborted", "The connection was cut before AWS had answered: build again."),
            entry("RequestEntityTooLarge", "The AppSpec file is longer than CodeDeploy takes: shorten it."),
            entry(
                    "MalformedHttpRequest",
                    "A proxy between the controller and AWS seems to change requests: let them pass."),
            entry("Serialization", "A proxy between the controller and AWS seems to change bodies: let them pass."),
            entry("UnknownOperation", "The endpoint of environment '{environment}' is another service's: correct it."),
            entry(
                    "InvalidAction",
                    "The STS endpoint of environment '{environment}' is another service's: correct it."));

    private Remedies() {}

    /** What helps against an error, if it is a known one. */
    static Optional<String> of(String code, DeploymentRequest request, Attempt attempt) {
        String key = code.endsWith("Exception") ? code.substring(0, code.length() - "Exception".length()) : code;
        return Optional.ofNullable(BY_CODE.getOrDefault(key, CodeDeployRemedies.BY_CODE.get(key)))
                .map(remedy -> filled(remedy, request, attempt));
    }

    private static String filled(String remedy, DeploymentRequest request, Attempt attempt) {
        Map<String, String> values = Map.of(
                "{owner}",
                switch (attempt.side()) {
                    case SOURCE -> request.environment().sourceRoleAccount();
                    case DEVELOPMENT, PRODUCTION -> request.environment().role().account();
                },
                "{application}",
                "'" + request.target().application() + "'",
                "{group}",
                "'" + request.target().deploymentGroup() + "'",
                "{config}",
                request.target().deploymentConfig().isEmpty()
                        ? "of the group"
                        : "'" + request.target().deploymentConfig() + "'",
                "{region}",
                request.environment().region(),
                "{account}",
                request.environment().role().account(),
                "{environment}",
                request.environment().name(),
                "{bucket}",
                request.store().bucket(),
                "{key}",
                request.store().kmsKeyArn().isEmpty()
                        ? "of bucket " + request.store().bucket()
                        : request.store().kmsKeyArn());
        String text = remedy;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        return text;
    }
}
