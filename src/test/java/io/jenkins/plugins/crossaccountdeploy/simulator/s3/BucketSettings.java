package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;

/** The operations that tell something of a bucket itself. */
final class BucketSettings {

    private BucketSettings() {}

    static Response head(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:ListBucket");
        return Response.of(200).header("x-amz-bucket-region", bucket.region());
    }

    static Response location(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:GetBucketLocation");
        Xml xml = new Xml().open("LocationConstraint xmlns=\"" + S3Answers.NAMESPACE + "\"");
        String region = bucket.region().equals("us-east-1") ? "" : bucket.region();
        return S3Answers.xml(new StringBuilder(xml.toString()).append(region).append("</LocationConstraint>"));
    }

    static Response encryption(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:GetEncryptionConfiguration");
        Xml xml = new Xml()
                .open("ServerSideEncryptionConfiguration xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .open("Rule")
                .open("ApplyServerSideEncryptionByDefault")
                .element("SSEAlgorithm", bucket.encryption().algorithm());
        bucket.encryption().keyArn().ifPresent(arn -> xml.element("KMSMasterKeyID", arn));
        return S3Answers.xml(xml.close("ApplyServerSideEncryptionByDefault")
                .element("BucketKeyEnabled", bucket.encryption().bucketKey())
                .close("Rule")
                .close("ServerSideEncryptionConfiguration"));
    }

    static Response versioning(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:GetBucketVersioning");
        Xml xml = new Xml().open("VersioningConfiguration xmlns=\"" + S3Answers.NAMESPACE + "\"");
        if (bucket.isVersioned()) {
            xml.element("Status", "Enabled");
        }
        return S3Answers.xml(xml.close("VersioningConfiguration"));
    }

    static Response policy(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:GetBucketPolicy");
        if (!exchange.caller().accountId().equals(bucket.accountId())) {
            throw new AwsError(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        }
        return Response.of(200)
                .body(
                        "application/json",
                        bucket.policy()
                                .orElseThrow(() ->
                                        new AwsError(404, "NoSuchBucketPolicy", "The bucket policy does not exist"))
                                .text());
    }
}
