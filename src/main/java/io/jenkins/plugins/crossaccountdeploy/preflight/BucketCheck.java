package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bucket: whether it is there, and whose it is. */
final class BucketCheck {

    private final Check check;
    private final S3Client s3;
    private final Subject subject;
    private final String name;
    private final RoundTrips trips;
    private final Findings findings;
    private final Asker writer;
    private final String owner;
    private final Question<HeadBucketResponse> head;

    /** Begins to ask whether it is there. */
    BucketCheck(Check check, Asker writer) {
        this.check = check;
        this.s3 = check.s3();
        this.subject = check.subject();
        this.name = subject.store().bucket();
        this.trips = check.trips();
        this.findings = check.findings();
        this.writer = writer;
        this.owner = subject.store().account().isEmpty()
                ? writer.principal().account()
                : subject.store().account();
        this.head = trips.ask(
                writer.attempt("s3:ListBucket", subject.bucketArn()), writer.name(), () -> head(Optional.of(owner)));
    }

    /** The answer to a HEAD request has no body, so that S3's own refusals have no code but by their status. */
    private HeadBucketResponse head(Optional<String> expectedOwner) {
        try {
            return s3.headBucket(request -> request.bucket(name)
                    .expectedBucketOwner(expectedOwner.orElse(null))
                    .overrideConfiguration(writer.override()));
        } catch (S3Exception refused) {
            boolean isDenied = ofS3(refused).isPresent()
                    && refused.statusCode() == 403
                    && AwsErrors.code(refused).isEmpty();
            throw isDenied
                    ? S3Exception.builder()
                            .statusCode(403)
                            .awsErrorDetails(refused.awsErrorDetails().toBuilder()
                                    .errorCode("AccessDenied")
                                    .build())
                            .build()
                    : refused;
        }
    }

    /** The answer, if it is S3's own. */
    private static Optional<SdkHttpResponse> ofS3(SdkException failure) {
        return AwsErrors.response(failure)
                .filter(response ->
                        response.firstMatchingHeader("x-amz-request-id").isPresent());
    }

    /** Waits until it is known whether the bucket is there, and says so; false if it is not, or if nothing can be learned of it. */
    boolean isUsable() throws InterruptedException {
        if (head.answer().told().isPresent()) {
            judgeRegion(head.answer().told().map(HeadBucketResponse::bucketRegion));
        } else if (isElsewhere()) {
            return false;
        } else if (isMissing()) {
            findings.failed(Topic.BUCKET, head, head.answer().words(), findings.remedy(head, head.answer()));
            return false;
        } else if (!head.answer().isDenied()) {
            findings.required(Topic.BUCKET, head);
            return false;
        } else if (isSomebodyElses()) {
            return false;
        } else {
            findings.helpful(Topic.BUCKET, head);
        }
        return true;
    }

    /**
     * Waits until it is known whether the bucket is there, and begins to ask how it is set up.
     *
     * @param session the role session, if there is one
     * @return nothing if no more can be learned of it
     */
    Optional<BucketSettings> settings(Optional<Asker> session) throws InterruptedException {
        return isUsable() ? Optional.of(new BucketSettings(check, owner, writer, reader(session))) : Optional.empty();
    }

    private Asker reader(Optional<Asker> session) {
        return session.filter(role -> role.principal().account().equals(owner)).orElse(writer);
    }

    /** Begins to ask how bundles are protected, of a bucket that is there. */
    BucketProtection protection(Optional<Asker> session) throws InterruptedException {
        // A call of its own was needed where it is not known whose the bucket is.
        boolean sparesVersioning = GroupCheck.asksForConfig(subject)
                || subject.hasSourceRole()
                || head.answer().told().isEmpty();
        return new BucketProtection(check, owner, reader(session), sparesVersioning);
    }

    private boolean isMissing() throws InterruptedException {
        return head.answer()
                .refusal()
                .flatMap(BucketCheck::ofS3)
                .filter(response -> response.statusCode() == 404)
                .isPresent();
    }

    private void judgeRegion(Optional<String> region) {
        if (region.isPresent() && !region.get().equals(subject.region())) {
            // A request that S3 has answered can be made: some endpoints serve buckets of all regions.
            findings.likelyFailed(Topic.BUCKET, head, inRegion(region.get()), nameOneOfThisRegion());
            return;
        }
        findings.ok(Topic.BUCKET, head, "s3://" + name + " is there, in " + region.orElse(subject.region()));
        findings.ok(Topic.BUCKET_OWNER, head, "account " + owner);
    }

    private String inRegion(String region) {
        return "s3://" + name + " is in " + region + ", the environment in " + subject.region();
    }

    private String nameOneOfThisRegion() {
        return "CodeDeploy reads a bundle from a bucket of its own region: name a bucket of " + subject.region() + ".";
    }

    /** Those who ask in the wrong region, or may not look at a bucket, are told all the same where it is. */
    private boolean isElsewhere() throws InterruptedException {
        Optional<String> region = head.answer()
                .refusal()
                .flatMap(BucketCheck::ofS3)
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
                .filter(found -> !found.equals(subject.region()));
        region.ifPresent(found -> findings.failed(Topic.BUCKET, head, inRegion(found), nameOneOfThisRegion()));
        return region.isPresent();
    }

    /** A bucket of another account than expected is denied too. */
    private boolean isSomebodyElses() throws InterruptedException {
        Question<HeadBucketResponse> whosever = trips.ask(head.attempt(), writer.name(), () -> head(Optional.empty()));
        if (whosever.answer().told().isEmpty()) {
            return false;
        }
        findings.failed(
                Topic.BUCKET_OWNER,
                whosever,
                "s3://" + name + " does not belong to account " + owner,
                "Correct the bucket's name or bucketAccount of environment '"
                        + subject.environment().name()
                        + "': whoever owns a bucket reads what is deployed, and can change it.");
        return true;
    }
}
