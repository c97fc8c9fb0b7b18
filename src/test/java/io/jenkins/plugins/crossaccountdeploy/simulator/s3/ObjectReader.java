package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.HttpServer;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.util.Optional;

/** Gives objects to those who may have them. */
final class ObjectReader {

    private final ObjectEncryption encryption;

    ObjectReader(ObjectEncryption encryption) {
        this.encryption = encryption;
    }

    Response get(Exchange exchange, Bucket bucket, String key, boolean withBody) {
        Request request = exchange.request();
        boolean withChecksum = request.header("x-amz-checksum-mode")
                .filter("ENABLED"::equalsIgnoreCase)
                .isPresent();
        StoredObject object =
                readable(exchange.caller(), bucket, key, request.query("versionId"), exchange.context(), withBody);
        if (withChecksum && object.checksum().isPresent()) {
            requireDecrypting(exchange.caller(), object, bucket, exchange.context());
        }
        Optional<String> expected = request.header("If-Match");
        if (expected.isPresent() && !S3Answers.unquoted(expected.get()).equals(object.eTag())) {
            throw WriteConditions.failed("If-Match");
        }
        boolean unchanged = request.header("If-None-Match")
                .filter(tag -> S3Answers.unquoted(tag).equals(object.eTag()))
                .isPresent();
        Response response = unchanged ? Response.of(304) : content(request, object, withBody);
        describe(object, response);
        if (withChecksum && response.status() == 200) {
            object.checksum().ifPresent(checksum -> S3Answers.describe(checksum, response));
        }
        return response;
    }

    private static Response content(Request request, StoredObject object, boolean withBody) {
        Optional<ByteRange> range = request.header("Range").flatMap(text -> ByteRange.parse(text, object.size()));
        long from = range.map(ByteRange::from).orElse(0L);
        long count = range.map(ByteRange::count).orElse(object.size());
        Response response = Response.of(range.isPresent() ? 206 : 200);
        if (range.isPresent()) {
            response.header("Content-Range", "bytes " + from + "-" + (from + count - 1) + "/" + object.size());
        }
        if (withBody) {
            response.body(count, out -> object.content().writeTo(out, from, count));
        }
        return response.header("Content-Length", String.valueOf(count));
    }

    private static void describe(StoredObject object, Response response) {
        response.header("ETag", S3Answers.quoted(object.eTag()))
                .header("Last-Modified", HttpServer.date(object.lastModified()))
                .header("Accept-Ranges", "bytes");
        object.headers().forEach(response::header);
        if (!object.headers().containsKey("content-type")) {
            response.header("Content-Type", "binary/octet-stream");
        }
        S3Answers.describeVersion(object, response);
        object.encryption().describe(response);
        if (!object.tags().isEmpty()) {
            response.header("x-amz-tagging-count", String.valueOf(object.tags().size()));
        }
    }

    /**
     * Finds an object for somebody who wants to read it, be it over HTTP or as an instance that fetches its bundle.
     *
     * @param wholly whether the bytes are wanted too, for which an encrypted object needs its key
     */
    StoredObject readable(
            Caller caller,
            Bucket bucket,
            String key,
            Optional<String> version,
            RequestContext request,
            boolean wholly) {
        String action = version.isPresent() ? "s3:GetObjectVersion" : "s3:GetObject";
        String arn = S3Permissions.objectArn(bucket, key);
        Optional<StoredObject> found = version.map(id -> bucket.object(key, id)).orElseGet(() -> bucket.object(key));
        RequestContext context = request.copy().put("s3:VersionId", version);
        found.ifPresent(
                object -> object.tags().forEach((name, value) -> context.put("s3:ExistingObjectTag/" + name, value)));
        Decision decision = S3Permissions.decide(caller, bucket, action, arn, context);
        if (!decision.isAllowed()) {
            throw S3Permissions.denied(caller, bucket, action, arn, decision);
        }
        StoredObject object = found.orElseThrow(() -> missing(caller, bucket, key, version, request));
        if (object.deleteMarker()) {
            throw new AwsError(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
                    .header("x-amz-delete-marker", "true");
        }
        if (wholly) {
            requireDecrypting(caller, object, bucket, request);
        }
        return object;
    }

    private void requireDecrypting(Caller caller, StoredObject object, Bucket bucket, RequestContext context) {
        encryption.require(caller, "kms:Decrypt", object.encryption(), bucket, object.key(), context);
    }

    /** Who may not list the bucket is not told that an object does not exist. */
    private static AwsError missing(
            Caller caller, Bucket bucket, String key, Optional<String> version, RequestContext context) {
        Decision decision = S3Permissions.decide(caller, bucket, "s3:ListBucket", bucket.arn(), context);
        if (!decision.isAllowed()) {
            return S3Permissions.denied(caller, bucket, "s3:ListBucket", bucket.arn(), decision);
        }
        if (version.isPresent()) {
            return new AwsError(404, "NoSuchVersion", "The specified version does not exist.")
                    .detail("Key", key)
                    .detail("VersionId", version.get());
        }
        AwsError error = noSuchKey(key);
        return bucket.isDeleted(key) ? error.header("x-amz-delete-marker", "true") : error;
    }

    static AwsError noSuchKey(String key) {
        return new AwsError(404, "NoSuchKey", "The specified key does not exist.").detail("Key", key);
    }
}
