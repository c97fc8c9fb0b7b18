package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.Kms;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm.Calculation;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The Simple Storage Service: buckets, objects, uploads in parts. */
public final class S3Service implements Service, AutoCloseable {

    private final Accounts accounts;
    private final S3Authentication authentication;
    private final InstantSource clock;
    private final ContentStore store;
    private final Map<String, Bucket> buckets = new ConcurrentSkipListMap<>();
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final Multipart multipart;

    /** @param keepingBodies whether objects can be read again, or only their sizes and checksums are kept */
    public S3Service(Accounts accounts, SignatureV4 signatures, Kms kms, InstantSource clock, boolean keepingBodies) {
        this.accounts = accounts;
        this.authentication = new S3Authentication(signatures, clock);
        this.clock = clock;
        this.store = new ContentStore(keepingBodies);
        ObjectEncryption encryption = new ObjectEncryption(kms);
        this.reader = new ObjectReader(encryption);
        this.writer = new ObjectWriter(accounts, clock, store, encryption);
        this.multipart = new Multipart(accounts, store, writer, encryption);
    }

    /** Makes an empty, versioned bucket. */
    public Bucket createBucket(String name, String accountId, String region) {
        Bucket bucket = new Bucket(name, accountId, region, clock.instant());
        buckets.put(name, bucket);
        return bucket;
    }

    public Optional<Bucket> bucket(String name) {
        return Optional.ofNullable(buckets.get(name));
    }

    public Collection<Bucket> buckets() {
        return buckets.values();
    }

    /** Puts an object there without asking anybody, unless there is one. */
    public void putIfAbsent(Bucket bucket, String key, byte[] bytes) {
        if (bucket.object(key).isPresent()) {
            return;
        }
        Calculation md5 = ChecksumAlgorithm.md5();
        md5.update(bytes, 0, bytes.length);
        bucket.put(new StoredObject(
                key,
                bucket.isVersioned() ? Optional.of(accounts.identifier("", 32)) : Optional.empty(),
                HexFormat.of().formatHex(md5.finish()),
                clock.instant(),
                new Content.InMemory(bytes),
                Encryption.DEFAULT,
                Map.of(),
                Map.of(),
                Optional.empty(),
                0,
                false,
                "arn:aws:iam::" + bucket.accountId() + ":root"));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    @Override
    public String name() {
        return "S3";
    }

    @Override
    public String action(Exchange exchange) {
        return S3Operation.of(exchange.request(), S3Path.of(exchange.request(), buckets.keySet()))
                .map(S3Operation::name)
                .orElse("");
    }

    @Override
    public void authenticate(Exchange exchange) {
        exchange.signature(authentication.verify(exchange.request()));
    }

    @Override
    public Response answer(Exchange exchange) throws IOException {
        Request request = exchange.request();
        S3Path path = S3Path.of(request, buckets.keySet());
        S3Operation operation = S3Operation.of(request, path)
                .orElseThrow(() -> new AwsError(
                        501,
                        "NotImplemented",
                        "A header or query you provided implies functionality that the simulator does not have: "
                                + request.method() + " " + request.rawPath() + "?" + request.rawQuery()));
        exchange.resource(path.arn());
        if (operation == S3Operation.ListBuckets) {
            return S3Listing.buckets(this, exchange);
        }
        Bucket bucket = bucket(path.bucket())
                .orElseThrow(() -> new AwsError(404, "NoSuchBucket", "The specified bucket does not exist")
                        .detail("BucketName", path.bucket()));
        requireRegion(operation, bucket, path, exchange);
        request.header("x-amz-expected-bucket-owner")
                .filter(owner -> !owner.equals(bucket.accountId()))
                .ifPresent(owner -> {
                    throw accessDenied(exchange);
                });
        return perform(operation, exchange, bucket, path.key())
                .header("x-amz-request-id", exchange.requestId())
                .header("Server", "AmazonS3");
    }

    private Response perform(S3Operation operation, Exchange exchange, Bucket bucket, String key) throws IOException {
        UploadBody body = new UploadBody(
                exchange.request(), S3Authentication.payloadHash(exchange.request()), exchange.signature());
        return switch (operation) {
            case ListBuckets -> throw new IllegalStateException();
            case HeadBucket -> BucketSettings.head(exchange, bucket);
            case GetBucketLocation -> BucketSettings.location(exchange, bucket);
            case GetBucketEncryption -> BucketSettings.encryption(exchange, bucket);
            case GetBucketVersioning -> BucketSettings.versioning(exchange, bucket);
            case GetBucketPolicy -> BucketSettings.policy(exchange, bucket);
            case GetPublicAccessBlock -> BucketProtection.publicAccessBlock(exchange, bucket);
            case GetBucketOwnershipControls -> BucketProtection.ownershipControls(exchange, bucket);
            case ListObjects -> ObjectListing.first(exchange, bucket);
            case ListObjectsV2 -> ObjectListing.second(exchange, bucket);
            case ListObjectVersions -> S3Listing.versions(exchange, bucket);
            case ListMultipartUploads -> S3Listing.uploads(exchange, bucket);
            case ListParts -> multipart.listParts(exchange, bucket, key);
            case CreateMultipartUpload -> multipart.create(exchange, bucket, key);
            case UploadPart -> multipart.uploadPart(exchange, bucket, key, body);
            case CompleteMultipartUpload -> multipart.complete(exchange, bucket, key, body);
            case AbortMultipartUpload -> multipart.abort(exchange, bucket, key);
            case PutObject -> writer.put(exchange, bucket, key, body);
            case GetObject -> reader.get(exchange, bucket, key, true);
            case HeadObject -> reader.get(exchange, bucket, key, false);
            case DeleteObject -> writer.delete(exchange, bucket, key);
            case PutObjectTagging -> ObjectTags.put(exchange, bucket, key, body, store);
            case GetObjectTagging -> ObjectTags.get(exchange, bucket, key);
        };
    }

    /**
     * Finds an object for somebody who wants to read it, as an instance does that fetches its bundle.
     *
     * @param wholly whether the bytes are wanted too, for which an encrypted object needs its key
     */
    public StoredObject readable(
            Caller caller,
            Bucket bucket,
            String key,
            Optional<String> version,
            RequestContext request,
            boolean wholly) {
        return reader.readable(caller, bucket, key, version, request, wholly);
    }

    /**
     * The endpoint stands for that of the region which a request is signed for. Such a request for a bucket elsewhere is
     * sent away; one that names the bucket by its host has reached the right region, but with a signature for another.
     */
    private static void requireRegion(S3Operation operation, Bucket bucket, S3Path path, Exchange exchange) {
        if (exchange.region().equals(bucket.region()) || operation == S3Operation.GetBucketLocation) {
            return;
        }
        String wrong = "the region '" + exchange.region() + "' is wrong; expecting '" + bucket.region() + "'";
        AwsError error;
        if (exchange.signature().presigned()) {
            error = new AwsError(
                            400,
                            "AuthorizationQueryParametersError",
                            "Error parsing the X-Amz-Credential parameter; " + wrong)
                    .detail("Region", bucket.region());
        } else if (path.inHost()) {
            error = new AwsError(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; " + wrong)
                    .detail("Region", bucket.region());
        } else {
            error = new AwsError(
                            301,
                            "PermanentRedirect",
                            "The bucket you are attempting to access must be addressed using the specified endpoint."
                                    + " Please send all future requests to this endpoint.")
                    .detail("Endpoint", bucket.name() + ".s3-" + bucket.region() + ".amazonaws.com")
                    .detail("Bucket", bucket.name());
        }
        throw error.header("x-amz-bucket-region", bucket.region());
    }

    @Override
    public Response error(AwsError error, Exchange exchange) {
        Xml xml = new Xml().open("Error").element("Code", error.code()).element("Message", error.getMessage());
        error.details().forEach(xml::element);
        xml.element("RequestId", exchange.requestId())
                .element("HostId", "simulator-" + exchange.requestId())
                .close("Error");
        Response response = Response.of(error.status())
                .body("application/xml", xml.toString())
                .header("x-amz-request-id", exchange.requestId())
                .header("x-amz-id-2", "simulator-" + exchange.requestId())
                .header("Server", "AmazonS3");
        error.headers().forEach(response::header);
        return response;
    }

    @Override
    public AwsError throttled() {
        return new AwsError(503, "SlowDown", "Please reduce your request rate.");
    }

    @Override
    public AwsError failed() {
        return new AwsError(500, "InternalError", "We encountered an internal error. Please try again.");
    }

    @Override
    public AwsError expiredToken() {
        return S3Authentication.expiredToken();
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        return new AwsError(403, "AccessDenied", "Access Denied");
    }

    @Override
    public AwsError conflict(Exchange exchange) {
        String key = S3Path.of(exchange.request(), buckets.keySet()).key();
        return WriteConditions.conflict(
                key, exchange.request().header("If-Match").isPresent() ? "If-Match" : "If-None-Match");
    }
}
