package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject.ObjectChecksum;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm;

/** What the answers of several operations have in common. */
final class S3Answers {

    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private S3Answers() {}

    static Response xml(Object xml) {
        return Response.of(200).body("application/xml", xml.toString());
    }

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
}
