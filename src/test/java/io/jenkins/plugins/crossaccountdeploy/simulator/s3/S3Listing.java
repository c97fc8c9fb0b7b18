package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The lists that S3 gives: of buckets, objects, versions, uploads. */
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
                .open("ListAllMyBucketsResult xmlns=\"" + S3Service.NAMESPACE + "\"")
                .open("Buckets");
        for (Bucket bucket : s3.buckets()) {
            if (bucket.accountId().equals(exchange.caller().accountId())) {
                xml.open("Bucket")
                        .element("Name", bucket.name())
                        .element("CreationDate", bucket.created())
                        .close("Bucket");
            }
        }
        return S3Service.xml(xml.close("Buckets").close("ListAllMyBucketsResult"))
                .header("x-amz-request-id", exchange.requestId());
    }

    static Response objects(S3Service s3, Exchange exchange, Bucket bucket) {
        Request request = exchange.request();
        String prefix = request.query("prefix").orElse("");
        String delimiter = request.query("delimiter").orElse("");
        int most = request.query("max-keys")
                .map(Integer::parseInt)
                .map(n -> Math.min(n, 1000))
                .orElse(1000);
        boolean encoded = request.query("encoding-type").filter("url"::equals).isPresent();
        RequestContext context = exchange.context()
                .put("s3:prefix", request.query("prefix"))
                .put("s3:delimiter", request.query("delimiter"))
                .put("s3:max-keys", request.query("max-keys"));
        s3.require(exchange, bucket, "s3:ListBucket", bucket.arn(), context);
        String after = request.query("continuation-token")
                .map(token -> new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
                .or(() -> request.query("start-after"))
                .orElse("");

        Xml contents = new Xml();
        StringBuilder entries = new StringBuilder();
        TreeSet<String> prefixes = new TreeSet<>();
        int count = 0;
        String last = "";
        boolean truncated = false;
        for (StoredObject object : bucket.objects()) {
            String key = object.key();
            if (!key.startsWith(prefix)
                    || key.compareTo(after) <= 0
                    || !after.isEmpty() && !delimiter.isEmpty() && after.endsWith(delimiter) && key.startsWith(after)) {
                continue;
            }
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String group = end < 0 ? "" : key.substring(0, end + delimiter.length());
            if (prefixes.contains(group)) {
                continue;
            }
            if (count == most) {
                truncated = true;
                break;
            }
            count++;
            last = group.isEmpty() ? key : group;
            if (group.isEmpty()) {
                contents.open("Contents")
                        .element("Key", encoded ? encode(key) : key)
                        .element("LastModified", object.lastModified())
                        .element("ETag", S3Service.quoted(object.eTag()))
                        .element("Size", object.size())
                        .element("StorageClass", "STANDARD")
                        .close("Contents");
            } else {
                prefixes.add(group);
            }
        }
        String body = contents.toString();
        entries.append(body.substring(body.indexOf('\n') + 1));
        Xml xml = new Xml()
                .open("ListBucketResult xmlns=\"" + S3Service.NAMESPACE + "\"")
                .element("Name", bucket.name())
                .element("Prefix", encoded ? encode(prefix) : prefix)
                .element("KeyCount", count)
                .element("MaxKeys", most)
                .element("IsTruncated", truncated);
        if (!delimiter.isEmpty()) {
            xml.element("Delimiter", encoded ? encode(delimiter) : delimiter);
        }
        if (encoded) {
            xml.element("EncodingType", "url");
        }
        if (truncated) {
            xml.element(
                    "NextContinuationToken",
                    Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
        }
        for (String group : prefixes) {
            xml.open("CommonPrefixes")
                    .element("Prefix", encoded ? encode(group) : group)
                    .close("CommonPrefixes");
        }
        return S3Service.xml(xml.toString() + entries + "</ListBucketResult>");
    }

    static Response versions(S3Service s3, Exchange exchange, Bucket bucket) {
        s3.require(exchange, bucket, "s3:ListBucketVersions", bucket.arn(), exchange.context());
        String prefix = exchange.request().query("prefix").orElse("");
        Xml xml = new Xml()
                .open("ListVersionsResult xmlns=\"" + S3Service.NAMESPACE + "\"")
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
                    xml.element("ETag", S3Service.quoted(object.eTag()))
                            .element("Size", object.size())
                            .element("StorageClass", "STANDARD");
                }
                xml.close(element);
            }
        }
        return S3Service.xml(xml.close("ListVersionsResult"));
    }

    static Response uploads(S3Service s3, Exchange exchange, Bucket bucket) {
        s3.require(exchange, bucket, "s3:ListBucketMultipartUploads", bucket.arn(), exchange.context());
        String prefix = exchange.request().query("prefix").orElse("");
        Xml xml = new Xml()
                .open("ListMultipartUploadsResult xmlns=\"" + S3Service.NAMESPACE + "\"")
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
        return S3Service.xml(xml.close("ListMultipartUploadsResult"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
