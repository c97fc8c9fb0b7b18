package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a bucket has against access lists and public policies. A new bucket has all of it, as AWS makes them since April
 * 2023. It is only told, not enforced: nobody here is anonymous.
 */
public final class BucketProtection {

    private static final List<String> BLOCKS =
            List.of("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets");

    private volatile Optional<Set<String>> blocked = Optional.of(Set.copyOf(BLOCKS));
    private volatile Optional<String> ownership = Optional.of("BucketOwnerEnforced");

    BucketProtection() {}

    /** @param names such as {@code BlockPublicAcls}; the others are switched off */
    public void blocksOnly(String... names) {
        blocked = Optional.of(Set.of(names));
    }

    /** The bucket has no settings of its own. */
    public void blocksNothing() {
        blocked = Optional.empty();
    }

    /** @param objectOwnership such as {@code ObjectWriter}; none if empty */
    public void ownership(Optional<String> objectOwnership) {
        ownership = objectOwnership;
    }

    static Response publicAccessBlock(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:GetBucketPublicAccessBlock");
        Set<String> on = bucket.protection()
                .blocked
                .orElseThrow(() -> new AwsError(
                        404,
                        "NoSuchPublicAccessBlockConfiguration",
                        "The public access block configuration was not found"));
        Xml xml = new Xml().open("PublicAccessBlockConfiguration xmlns=\"" + S3Answers.NAMESPACE + "\"");
        BLOCKS.forEach(block -> xml.element(block, on.contains(block)));
        return S3Answers.xml(xml.close("PublicAccessBlockConfiguration"));
    }

    static Response ownershipControls(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:GetBucketOwnershipControls");
        String ownership = bucket.protection()
                .ownership
                .orElseThrow(() -> new AwsError(
                        404, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"));
        return S3Answers.xml(new Xml()
                .open("OwnershipControls xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .open("Rule")
                .element("ObjectOwnership", ownership)
                .close("Rule")
                .close("OwnershipControls"));
    }
}
