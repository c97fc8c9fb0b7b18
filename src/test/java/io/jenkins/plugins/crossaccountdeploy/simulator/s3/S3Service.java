package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.HttpServer;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.Kms;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.ChecksumAlgorithm.Calculation;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.ContentStore.Received;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject.ObjectChecksum;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The Simple Storage Service: buckets, objects, uploads in parts. */
public final class S3Service implements Service, AutoCloseable {

    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    /** Limits from the S3 user guide, "Amazon S3 multipart upload limits" and "Uploading objects". */
    private static final long LARGEST_PUT = 5L << 30;

    private final Accounts accounts;
    private final SignatureV4 signatures;
    private final Kms kms;
    private final InstantSource clock;
    private final ContentStore store;
    private final Map<String, Bucket> buckets = new ConcurrentSkipListMap<>();
    private final Multipart multipart;

    /** @param keepingBodies whether objects can be read again, or only their sizes and checksums are kept */
    public S3Service(Accounts accounts, SignatureV4 signatures, Kms kms, InstantSource clock, boolean keepingBodies) {
        this.accounts = accounts;
        this.signatures = signatures;
        this.kms = kms;
        this.clock = clock;
        this.store = new ContentStore(keepingBodies);
        this.multipart = new Multipart(this);
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
        exchange.signature(verify(exchange.request(), payloadHash(exchange.request())));
    }

    private static String payloadHash(Request request) {
        return request.header("x-amz-content-sha256")
                .or(() -> request.query("X-Amz-Content-Sha256"))
                .orElse(SignatureV4.UNSIGNED_PAYLOAD);
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
        UploadBody body = new UploadBody(request, payloadHash(request), exchange.signature());
        Response response =
                switch (operation) {
                    case ListBuckets -> throw new IllegalStateException();
                    case HeadBucket -> headBucket(exchange, bucket);
                    case GetBucketLocation -> location(exchange, bucket);
                    case GetBucketEncryption -> encryption(exchange, bucket);
                    case GetBucketVersioning -> versioning(exchange, bucket);
                    case GetBucketPolicy -> policy(exchange, bucket);
                    case ListObjectsV2 -> S3Listing.objects(this, exchange, bucket);
                    case ListObjectVersions -> S3Listing.versions(this, exchange, bucket);
                    case ListMultipartUploads -> S3Listing.uploads(this, exchange, bucket);
                    case ListParts -> multipart.listParts(exchange, bucket, path.key());
                    case CreateMultipartUpload -> multipart.create(exchange, bucket, path.key());
                    case UploadPart -> multipart.uploadPart(exchange, bucket, path.key(), body);
                    case CompleteMultipartUpload -> multipart.complete(exchange, bucket, path.key(), body);
                    case AbortMultipartUpload -> multipart.abort(exchange, bucket, path.key());
                    case PutObject -> putObject(exchange, bucket, path.key(), body);
                    case GetObject -> getObject(exchange, bucket, path.key(), true);
                    case HeadObject -> getObject(exchange, bucket, path.key(), false);
                    case DeleteObject -> deleteObject(exchange, bucket, path.key());
                    case PutObjectTagging -> putTagging(exchange, bucket, path.key(), body);
                    case GetObjectTagging -> getTagging(exchange, bucket, path.key());
                };
        return response.header("x-amz-request-id", exchange.requestId()).header("Server", "AmazonS3");
    }

    private SignatureV4.Verified verify(Request request, String hash) {
        if (request.query("AWSAccessKeyId").isPresent()
                || request.header("Authorization").orElse("").startsWith("AWS ")) {
            throw new AwsError(
                    400,
                    "InvalidRequest",
                    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
        }
        try {
            return signatures.verify(request, "s3", hash);
        } catch (AuthenticationFailure failure) {
            throw switch (failure.kind()) {
                case NOT_SIGNED -> new AwsError(403, "AccessDenied", "Access Denied");
                case INCOMPLETE -> new AwsError(400, "AuthorizationHeaderMalformed", failure.getMessage());
                case UNKNOWN_KEY ->
                    new AwsError(
                            403,
                            "InvalidAccessKeyId",
                            "The AWS Access Key Id you provided does not exist in our records.");
                case WRONG_TOKEN ->
                    new AwsError(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
                case EXPIRED_TOKEN -> expiredToken();
                case SKEWED ->
                    new AwsError(
                                    403,
                                    "RequestTimeTooSkewed",
                                    "The difference between the request time and the current time is too large.")
                            .detail("RequestTime", request.header("X-Amz-Date").orElse(""))
                            .detail("ServerTime", clock.instant().toString())
                            .detail("MaxAllowedSkewMilliseconds", "900000");
                case WRONG_SCOPE ->
                    new AwsError(
                            400,
                            "AuthorizationHeaderMalformed",
                            "The authorization header is malformed; " + failure.getMessage());
                case MISMATCH ->
                    new AwsError(
                            403,
                            "SignatureDoesNotMatch",
                            "The request signature we calculated does not match the signature you provided. Check your"
                                    + " key and signing method.");
            };
        }
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

    // ---------------------------------------------------------------------------------------------- permissions

    /** Refuses the request unless the policies allow the action. */
    void require(Exchange exchange, Bucket bucket, String action, String resource, RequestContext context) {
        Decision decision = decide(exchange.caller(), bucket, action, resource, context);
        if (!decision.isAllowed()) {
            throw denied(exchange.caller(), bucket, action, resource, decision);
        }
    }

    private static AwsError denied(Caller caller, Bucket bucket, String action, String resource, Decision decision) {
        // the reason is told to principals of the bucket's own account only
        String message = caller.accountId().equals(bucket.accountId())
                ? "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: \"" + resource
                        + "\" " + decision.reason(action)
                : "Access Denied";
        return new AwsError(403, "AccessDenied", message).header("x-amz-bucket-region", bucket.region());
    }

    static Decision decide(Caller caller, Bucket bucket, String action, String resource, RequestContext context) {
        return PolicyEvaluation.decide(new AccessRequest(
                caller,
                action,
                resource,
                bucket.accountId(),
                bucket.policy(),
                ResourcePolicyRules.OPTIONAL,
                context.copy().put("s3:ResourceAccount", bucket.accountId())));
    }

    static String objectArn(Bucket bucket, String key) {
        return bucket.arn() + "/" + key;
    }

    // ---------------------------------------------------------------------------------------------- the bucket

    private Response headBucket(Exchange exchange, Bucket bucket) {
        require(exchange, bucket, "s3:ListBucket", bucket.arn(), exchange.context());
        return Response.of(200).header("x-amz-bucket-region", bucket.region());
    }

    private Response location(Exchange exchange, Bucket bucket) {
        require(exchange, bucket, "s3:GetBucketLocation", bucket.arn(), exchange.context());
        Xml xml = new Xml().open("LocationConstraint xmlns=\"" + NAMESPACE + "\"");
        String region = bucket.region().equals("us-east-1") ? "" : bucket.region();
        return xml(new StringBuilder(xml.toString()).append(region).append("</LocationConstraint>"));
    }

    private Response encryption(Exchange exchange, Bucket bucket) {
        require(exchange, bucket, "s3:GetEncryptionConfiguration", bucket.arn(), exchange.context());
        Xml xml = new Xml()
                .open("ServerSideEncryptionConfiguration xmlns=\"" + NAMESPACE + "\"")
                .open("Rule")
                .open("ApplyServerSideEncryptionByDefault")
                .element("SSEAlgorithm", bucket.encryption().algorithm());
        bucket.encryption().keyArn().ifPresent(arn -> xml.element("KMSMasterKeyID", arn));
        return xml(xml.close("ApplyServerSideEncryptionByDefault")
                .element("BucketKeyEnabled", false)
                .close("Rule")
                .close("ServerSideEncryptionConfiguration"));
    }

    private Response versioning(Exchange exchange, Bucket bucket) {
        require(exchange, bucket, "s3:GetBucketVersioning", bucket.arn(), exchange.context());
        Xml xml = new Xml().open("VersioningConfiguration xmlns=\"" + NAMESPACE + "\"");
        if (bucket.isVersioned()) {
            xml.element("Status", "Enabled");
        }
        return xml(xml.close("VersioningConfiguration"));
    }

    private Response policy(Exchange exchange, Bucket bucket) {
        require(exchange, bucket, "s3:GetBucketPolicy", bucket.arn(), exchange.context());
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

    // ---------------------------------------------------------------------------------------------- objects

    private Response putObject(Exchange exchange, Bucket bucket, String key, UploadBody body) throws IOException {
        requireWritable(key);
        Map<String, String> tags = requestedTags(exchange);
        requirePut(exchange, bucket, key, tags);
        Encryption encryption = encryptionFor(exchange, bucket);
        requireEncrypting(exchange, bucket, key, encryption, "kms:GenerateDataKey");
        if (body.length() > LARGEST_PUT) {
            throw new AwsError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
                    .detail("ProposedSize", String.valueOf(body.length()))
                    .detail("MaxSizeAllowed", String.valueOf(LARGEST_PUT));
        }
        UploadBody.Verified received = body.receive(store, Optional.empty());
        Optional<ObjectChecksum> checksum = received.checksum()
                .map(algorithm -> new ObjectChecksum(
                        algorithm.name(), received.body().checksums().get(algorithm), "FULL_OBJECT"));
        StoredObject object = finish(
                exchange,
                bucket,
                key,
                received.body(),
                HexFormat.of().formatHex(received.body().md5()),
                encryption,
                keptHeaders(exchange.request()),
                tags,
                checksum,
                0);
        Response response = Response.of(200).header("ETag", quoted(object.eTag()));
        describeVersion(object, response);
        encryption.describe(response);
        object.checksum().ifPresent(value -> describe(value, response));
        return response;
    }

    /** Stores what has come in, unless a condition of the request forbids it. */
    StoredObject finish(
            Exchange exchange,
            Bucket bucket,
            String key,
            Received body,
            String eTag,
            Encryption encryption,
            Map<String, String> headers,
            Map<String, String> tags,
            Optional<ObjectChecksum> checksum,
            int parts) {
        // an object encrypted with a KMS key has an ETag that is not the MD5 of its bytes
        String shownTag = encryption.isKms()
                ? HexFormat.of()
                                .formatHex(SignatureV4.newSha256()
                                        .digest((eTag + key).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                                .substring(0, 32)
                        + (eTag.contains("-") ? eTag.substring(eTag.indexOf('-')) : "")
                : eTag;
        synchronized (bucket) {
            requireConditions(exchange.request(), bucket.object(key));
            Optional<String> version =
                    bucket.isVersioned() ? Optional.of(accounts.identifier("", 32)) : Optional.empty();
            StoredObject object = new StoredObject(
                    key,
                    version,
                    shownTag,
                    clock.instant(),
                    body.content(),
                    encryption,
                    Map.copyOf(headers),
                    Map.copyOf(tags),
                    checksum,
                    parts,
                    false,
                    exchange.caller().arn());
            bucket.put(object);
            return object;
        }
    }

    private static void requireConditions(Request request, Optional<StoredObject> existing) {
        boolean refused = request.header("If-None-Match").filter("*"::equals).isPresent() && existing.isPresent();
        Optional<String> expected = request.header("If-Match");
        if (expected.isPresent() && existing.isEmpty()) {
            throw noSuchKey("");
        }
        refused |= expected.isPresent()
                && !unquoted(expected.get()).equals(existing.orElseThrow().eTag());
        if (refused) {
            throw preconditionFailed(expected.isPresent() ? "If-Match" : "If-None-Match");
        }
    }

    private static AwsError preconditionFailed(String condition) {
        return new AwsError(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                .detail("Condition", condition);
    }

    void requirePut(Exchange exchange, Bucket bucket, String key, Map<String, String> tags) {
        RequestContext context = exchange.context();
        Request request = exchange.request();
        context.put("s3:x-amz-server-side-encryption", request.header("x-amz-server-side-encryption"));
        context.put(
                "s3:x-amz-server-side-encryption-aws-kms-key-id",
                request.header("x-amz-server-side-encryption-aws-kms-key-id"));
        context.put("s3:x-amz-acl", request.header("x-amz-acl"));
        context.put("s3:x-amz-content-sha256", request.header("x-amz-content-sha256"));
        tags.forEach((name, value) -> context.put("s3:RequestObjectTag/" + name, value));
        require(exchange, bucket, "s3:PutObject", objectArn(bucket, key), context);
        if (!tags.isEmpty()) {
            require(exchange, bucket, "s3:PutObjectTagging", objectArn(bucket, key), context);
        }
        if (request.header("x-amz-acl")
                .filter(acl -> !acl.equals("bucket-owner-full-control"))
                .isPresent()) {
            throw new AwsError(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
        }
        if (request.header("x-amz-acl").isPresent()) {
            require(exchange, bucket, "s3:PutObjectAcl", objectArn(bucket, key), context);
        }
    }

    static void requireWritable(String key) {
        if (key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 1024) {
            throw new AwsError(400, "KeyTooLongError", "Your key is too long").detail("MaxSizeAllowed", "1024");
        }
    }

    /** What the request asks for, or else the bucket's default. */
    Encryption encryptionFor(Exchange exchange, Bucket bucket) {
        Optional<String> algorithm = exchange.request().header("x-amz-server-side-encryption");
        Optional<String> key = exchange.request().header("x-amz-server-side-encryption-aws-kms-key-id");
        if (algorithm.isEmpty()) {
            if (key.isPresent()) {
                throw new AwsError(
                        400,
                        "InvalidArgument",
                        "Server Side Encryption with AWS KMS managed key requires HTTP header"
                                + " x-amz-server-side-encryption : aws:kms or aws:kms:dsse");
            }
            Encryption byDefault = bucket.encryption();
            return byDefault.isKms() ? withKey(byDefault, exchange, bucket) : byDefault;
        }
        return switch (algorithm.get()) {
            case "AES256" -> new Encryption("AES256", Optional.empty(), true);
            case "aws:kms", "aws:kms:dsse" ->
                withKey(
                        new Encryption(
                                algorithm.get(),
                                key.or(() -> bucket.encryption().keyArn()),
                                true),
                        exchange,
                        bucket);
            default ->
                throw new AwsError(
                        400, "InvalidEncryptionAlgorithmError", "The encryption request you specified is not valid.");
        };
    }

    private Encryption withKey(Encryption encryption, Exchange exchange, Bucket bucket) {
        String arn = encryption
                .keyArn()
                .map(id -> kms.find(id, exchange.caller().accountId(), bucket.region()))
                .orElseGet(() -> kms.managedKey(bucket.accountId(), bucket.region()))
                .arn();
        return new Encryption(encryption.algorithm(), Optional.of(arn), encryption.requested());
    }

    void requireEncrypting(Exchange exchange, Bucket bucket, String key, Encryption encryption, String action) {
        requireKey(exchange.caller(), action, encryption, objectArn(bucket, key), exchange.context());
    }

    private void requireKey(
            Caller caller, String action, Encryption encryption, String objectArn, RequestContext context) {
        if (encryption.isKms()) {
            String arn = encryption.keyArn().orElseThrow();
            kms.require(
                    caller,
                    action,
                    kms.byArn(arn)
                            .orElseThrow(() ->
                                    new AwsError(400, "KMS.NotFoundException", "Key '" + arn + "' does not exist")),
                    objectArn,
                    context);
        }
    }

    private Response getObject(Exchange exchange, Bucket bucket, String key, boolean withBody) {
        StoredObject object = readable(
                exchange.caller(), bucket, key, exchange.request().query("versionId"), exchange.context(), withBody);
        Optional<String> expected = exchange.request().header("If-Match");
        if (expected.isPresent() && !unquoted(expected.get()).equals(object.eTag())) {
            throw preconditionFailed("If-Match");
        }
        Response response = Response.of(200);
        if (exchange.request()
                .header("If-None-Match")
                .filter(tag -> unquoted(tag).equals(object.eTag()))
                .isPresent()) {
            response = Response.of(304);
        } else {
            Optional<ByteRange> range =
                    exchange.request().header("Range").flatMap(text -> ByteRange.parse(text, object.size()));
            long from = range.map(ByteRange::from).orElse(0L);
            long count = range.map(ByteRange::count).orElse(object.size());
            if (range.isPresent()) {
                response = Response.of(206)
                        .header("Content-Range", "bytes " + from + "-" + (from + count - 1) + "/" + object.size());
            }
            if (withBody) {
                response.body(count, out -> object.content().writeTo(out, from, count));
            }
            response.header("Content-Length", String.valueOf(count));
        }
        response.header("ETag", quoted(object.eTag()))
                .header("Last-Modified", HttpServer.date(object.lastModified()))
                .header("Accept-Ranges", "bytes");
        object.headers().forEach(response::header);
        if (!object.headers().containsKey("content-type")) {
            response.header("Content-Type", "binary/octet-stream");
        }
        describeVersion(object, response);
        object.encryption().describe(response);
        if (!object.tags().isEmpty()) {
            response.header("x-amz-tagging-count", String.valueOf(object.tags().size()));
        }
        if (exchange.request()
                        .header("x-amz-checksum-mode")
                        .filter("ENABLED"::equalsIgnoreCase)
                        .isPresent()
                && response.status() == 200) {
            Response described = response;
            object.checksum().ifPresent(checksum -> describe(checksum, described));
        }
        return response;
    }

    /**
     * Finds an object for somebody who wants to read it, be it over HTTP or as an instance that fetches its bundle.
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
        String action = version.isPresent() ? "s3:GetObjectVersion" : "s3:GetObject";
        Optional<StoredObject> found = version.map(id -> bucket.object(key, id)).orElseGet(() -> bucket.object(key));
        RequestContext context = request.copy().put("s3:VersionId", version);
        found.ifPresent(
                object -> object.tags().forEach((name, value) -> context.put("s3:ExistingObjectTag/" + name, value)));
        Decision decision = decide(caller, bucket, action, objectArn(bucket, key), context);
        if (!decision.isAllowed()) {
            throw denied(caller, bucket, action, objectArn(bucket, key), decision);
        }
        if (found.isEmpty()) {
            throw missing(caller, bucket, key, version, request);
        }
        StoredObject object = found.get();
        if (object.deleteMarker()) {
            throw new AwsError(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
                    .header("x-amz-delete-marker", "true");
        }
        if (wholly) {
            requireKey(caller, "kms:Decrypt", object.encryption(), objectArn(bucket, key), request);
        }
        return object;
    }

    /** Who may not list the bucket is not told that an object does not exist. */
    private AwsError missing(
            Caller caller, Bucket bucket, String key, Optional<String> version, RequestContext context) {
        Decision decision = decide(caller, bucket, "s3:ListBucket", bucket.arn(), context);
        if (!decision.isAllowed()) {
            return denied(caller, bucket, "s3:ListBucket", bucket.arn(), decision);
        }
        if (version.isPresent()) {
            return new AwsError(404, "NoSuchVersion", "The specified version does not exist.")
                    .detail("Key", key)
                    .detail("VersionId", version.get());
        }
        AwsError error = noSuchKey(key);
        return bucket.isDeleted(key) ? error.header("x-amz-delete-marker", "true") : error;
    }

    private static AwsError noSuchKey(String key) {
        return new AwsError(404, "NoSuchKey", "The specified key does not exist.").detail("Key", key);
    }

    private Response deleteObject(Exchange exchange, Bucket bucket, String key) {
        Optional<String> version = exchange.request().query("versionId");
        String action = version.isPresent() ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
        require(exchange, bucket, action, objectArn(bucket, key), exchange.context());
        Response response = Response.of(204);
        if (version.isPresent()) {
            bucket.object(key, version.get()).ifPresent(bucket::delete);
            return response.header("x-amz-version-id", version.get());
        }
        if (bucket.isVersioned()) {
            StoredObject marker = new StoredObject(
                    key,
                    Optional.of(accounts.identifier("", 32)),
                    "",
                    clock.instant(),
                    new Content.Forgotten(0),
                    Encryption.DEFAULT,
                    Map.of(),
                    Map.of(),
                    Optional.empty(),
                    0,
                    true,
                    exchange.caller().arn());
            bucket.put(marker);
            describeVersion(marker, response);
            return response.header("x-amz-delete-marker", "true");
        }
        bucket.object(key).ifPresent(bucket::delete);
        return response;
    }

    private Response putTagging(Exchange exchange, Bucket bucket, String key, UploadBody body) throws IOException {
        require(exchange, bucket, "s3:PutObjectTagging", objectArn(bucket, key), exchange.context());
        Map<String, String> tags = new TreeMap<>();
        for (Map<String, String> tag : XmlReader.children(body.text(store), "Tag")) {
            tags.put(tag.getOrDefault("Key", ""), tag.getOrDefault("Value", ""));
        }
        requireValid(tags);
        synchronized (bucket) {
            StoredObject object = bucket.object(key).orElseThrow(() -> noSuchKey(key));
            bucket.replace(object, object.withTags(tags));
            Response response = Response.of(200);
            describeVersion(object, response);
            return response;
        }
    }

    private Response getTagging(Exchange exchange, Bucket bucket, String key) {
        require(exchange, bucket, "s3:GetObjectTagging", objectArn(bucket, key), exchange.context());
        StoredObject object = bucket.object(key).orElseThrow(() -> noSuchKey(key));
        Xml xml = new Xml().open("Tagging xmlns=\"" + NAMESPACE + "\"").open("TagSet");
        object.tags()
                .forEach((name, value) -> xml.open("Tag")
                        .element("Key", name)
                        .element("Value", value)
                        .close("Tag"));
        return xml(xml.close("TagSet").close("Tagging"));
    }

    Map<String, String> requestedTags(Exchange exchange) {
        Map<String, String> tags =
                Request.parameters(exchange.request().header("x-amz-tagging").orElse(""), true);
        requireValid(tags);
        return tags;
    }

    /** Limits from the S3 user guide, "Categorizing your objects using tags". */
    private static void requireValid(Map<String, String> tags) {
        if (tags.size() > 10) {
            throw new AwsError(400, "BadRequest", "Object tags cannot be greater than 10");
        }
        tags.forEach((key, value) -> {
            String allowed = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*";
            if (key.isEmpty() || key.length() > 128 || !key.matches(allowed)) {
                throw new AwsError(400, "InvalidTag", "The TagKey you have provided is invalid");
            }
            if (value.length() > 256 || !value.matches(allowed)) {
                throw new AwsError(400, "InvalidTag", "The TagValue you have provided is invalid");
            }
        });
    }

    /** The headers that are kept with an object and given back with it. */
    static Map<String, String> keptHeaders(Request request) {
        Map<String, String> kept = new TreeMap<>();
        for (String name : request.headers().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz-meta-")
                    || List.of("content-type", "content-disposition", "content-language", "cache-control", "expires")
                            .contains(lower)) {
                kept.put(lower, String.join(",", request.headers().all(name)));
            }
        }
        String encoding = request.header("Content-Encoding").orElse("").replaceAll("aws-chunked,?", "");
        if (!encoding.isBlank()) {
            kept.put("content-encoding", encoding.strip());
        }
        int size = kept.entrySet().stream()
                .filter(header -> header.getKey().startsWith("x-amz-meta-"))
                .mapToInt(header -> header.getKey().length()
                        - "x-amz-meta-".length()
                        + header.getValue().length())
                .sum();
        if (size > 2048) {
            throw new AwsError(
                            400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
                    .detail("Size", String.valueOf(size))
                    .detail("MaxSizeAllowed", "2048");
        }
        return kept;
    }

    // ---------------------------------------------------------------------------------------------- answers

    static void describeVersion(StoredObject object, Response response) {
        object.version().ifPresent(version -> response.header("x-amz-version-id", version));
    }

    static void describe(ObjectChecksum checksum, Response response) {
        ChecksumAlgorithm.named(checksum.algorithm())
                .ifPresent(algorithm -> response.header(algorithm.header(), checksum.value()));
        response.header("x-amz-checksum-type", checksum.type());
    }

    static String quoted(String eTag) {
        return '"' + eTag + '"';
    }

    static String unquoted(String eTag) {
        return eTag.replace("\"", "").replace("&quot;", "").strip();
    }

    static Response xml(Object xml) {
        return Response.of(200).body("application/xml", xml.toString());
    }

    ContentStore store() {
        return store;
    }

    Accounts accounts() {
        return accounts;
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
        return new AwsError(400, "ExpiredToken", "The provided token has expired.");
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        return new AwsError(403, "AccessDenied", "Access Denied");
    }
}
