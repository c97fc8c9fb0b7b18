package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import java.util.List;
import java.util.Optional;

/** The operations of S3 that the simulator knows, named as in the API reference. */
enum S3Operation {
    ListBuckets,
    HeadBucket,
    GetBucketLocation,
    GetBucketEncryption,
    GetBucketVersioning,
    GetBucketPolicy,
    GetPublicAccessBlock,
    GetBucketOwnershipControls,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ListMultipartUploads,
    ListParts,
    CreateMultipartUpload,
    UploadPart,
    CompleteMultipartUpload,
    AbortMultipartUpload,
    PutObject,
    GetObject,
    HeadObject,
    DeleteObject,
    PutObjectTagging,
    GetObjectTagging;

    /** Query parameters that ask for something else than the plain operation on an object. */
    private static final List<String> OTHER_SUBRESOURCES =
            List.of("acl", "attributes", "legal-hold", "retention", "torrent", "restore", "select", "renameObject");

    /** The same for a bucket. */
    private static final List<String> OTHER_SETTINGS = List.of(
            "accelerate",
            "acl",
            "analytics",
            "cors",
            "intelligent-tiering",
            "inventory",
            "lifecycle",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "policyStatus",
            "replication",
            "requestPayment",
            "session",
            "tagging",
            "website");

    static Optional<S3Operation> of(Request request, S3Path path) {
        if (path.bucket().isEmpty()) {
            return request.method().equals("GET") ? Optional.of(ListBuckets) : Optional.empty();
        }
        return Optional.ofNullable(path.key().isEmpty() ? ofBucket(request) : ofObject(request));
    }

    private static S3Operation ofBucket(Request request) {
        if (request.method().equals("HEAD")) {
            return HeadBucket;
        }
        if (!request.method().equals("GET")) {
            return null;
        }
        if (asks(request, "location")) {
            return GetBucketLocation;
        }
        if (asks(request, "encryption")) {
            return GetBucketEncryption;
        }
        if (asks(request, "versioning")) {
            return GetBucketVersioning;
        }
        if (asks(request, "policy")) {
            return GetBucketPolicy;
        }
        if (asks(request, "publicAccessBlock")) {
            return GetPublicAccessBlock;
        }
        if (asks(request, "ownershipControls")) {
            return GetBucketOwnershipControls;
        }
        if (asks(request, "versions")) {
            return ListObjectVersions;
        }
        if (asks(request, "uploads")) {
            return ListMultipartUploads;
        }
        if (asks(request, "list-type")) {
            return ListObjectsV2;
        }
        return OTHER_SETTINGS.stream().anyMatch(name -> asks(request, name)) ? null : ListObjects;
    }

    private static S3Operation ofObject(Request request) {
        if (OTHER_SUBRESOURCES.stream().anyMatch(name -> asks(request, name))
                || request.header("x-amz-copy-source").isPresent()) {
            return null;
        }
        boolean part = asks(request, "uploadId");
        boolean tagging = asks(request, "tagging");
        return switch (request.method()) {
            case "PUT" -> part ? UploadPart : tagging ? PutObjectTagging : PutObject;
            case "POST" -> part ? CompleteMultipartUpload : asks(request, "uploads") ? CreateMultipartUpload : null;
            case "DELETE" -> part ? AbortMultipartUpload : tagging ? null : DeleteObject;
            case "GET" -> part ? ListParts : tagging ? GetObjectTagging : GetObject;
            case "HEAD" -> HeadObject;
            default -> null;
        };
    }

    private static boolean asks(Request request, String parameter) {
        return request.query(parameter).isPresent();
    }
}
