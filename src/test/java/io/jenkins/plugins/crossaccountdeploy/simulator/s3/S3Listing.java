package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The lists that S3 gives: of buckets, versions, uploads; {@link ObjectListing} has that of objects. */
final class S3Listing {

    private S3Listing() {}

    static Response buckets(S3Service s3, Exchange exchange) {
        Decision decision = PolicyEvaluation.decide(AccessRequest.identityOnly(
                exchange.caller(), "s3:ListAllMyBuckets", "*", exchange.caller().accountId(), exchange.context()));
        if (!decision.isAllowed()) {
            throw new AwsError(
                    403,
                    "AccessDenied",
                    "User: " + exchange.caller().arn() + " is not authorized to perform: s3:ListAllMyBuckets "
                            + decision.reason("s3:ListAllMyBuckets"));
        }
        Xml xml = new Xml()
                .open("ListAllMyBucketsResult xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .open("Buckets");
        for (Bucket bucket : s3.buckets()) {
            if (bucket.accountId().equals(exchange.caller().accountId())) {
                xml.open("Bucket")
                        .element("Name", bucket.name())
                        .element("CreationDate", bucket.created())
                        .close("Bucket");
            }
        }
        return S3Answers.xml(xml.close("Buckets").close("ListAllMyBucketsResult"))
                .header("x-amz-request-id", exchange.requestId());
    }

    static Response versions(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:ListBucketVersions");
        String prefix = exchange.request().query("prefix").orElse("");
        Xml xml = new Xml()
                .open("ListVersionsResult xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .element("Name", bucket.name())
                .element("Prefix", prefix)
                .element("IsTruncated", false);
        for (StoredObject object : bucket.versions()) {
            if (object.key().startsWith(prefix)) {
                String element = object.deleteMarker() ? "DeleteMarker" : "Version";
                boolean latest = bucket.object(object.key()).equals(Optional.of(object));
                xml.open(element)
                        .element("Key", object.key())
                        .element("VersionId", object.version().orElse("null"))
                        .element("IsLatest", latest)
                        .element("LastModified", object.lastModified());
                if (!object.deleteMarker()) {
                    xml.element("ETag", S3Answers.quoted(object.eTag()))
                            .element("Size", object.size())
                            .element("StorageClass", "STANDARD");
                }
                xml.close(element);
            }
        }
        return S3Answers.xml(xml.close("ListVersionsResult"));
    }

    static Response uploads(Exchange exchange, Bucket bucket) {
        S3Permissions.require(exchange, bucket, "s3:ListBucketMultipartUploads");
        String prefix = exchange.request().query("prefix").orElse("");
        Xml xml = new Xml()
                .open("ListMultipartUploadsResult xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .element("Bucket", bucket.name())
                .element("Prefix", prefix)
                .element("IsTruncated", false);
        List<MultipartUpload> uploads = bucket.openMultipartUploads().stream()
                .filter(upload -> upload.key().startsWith(prefix))
                .sorted(Comparator.comparing(MultipartUpload::key).thenComparing(MultipartUpload::initiated))
                .toList();
        for (MultipartUpload upload : uploads) {
            xml.open("Upload")
                    .element("Key", upload.key())
                    .element("UploadId", upload.id())
                    .element("Initiated", upload.initiated())
                    .element("StorageClass", "STANDARD")
                    .close("Upload");
        }
        return S3Answers.xml(xml.close("ListMultipartUploadsResult"));
    }
}
