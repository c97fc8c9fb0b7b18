package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import java.util.Set;

/**
 * The bucket and the key that a request is about; either may be empty.
 *
 * @param inHost whether the bucket was named by the host rather than by the path
 */
record S3Path(String bucket, String key, boolean inHost) {

    /** Reads both ways of addressing: the bucket in the path, or in front of the host's name. */
    static S3Path of(Request request, Set<String> buckets) {
        String path = Request.decode(request.rawPath(), false).substring(1);
        String host = request.header("Host").orElse("").replaceFirst(":\\d+$", "");
        for (String bucket : buckets) {
            if (host.startsWith(bucket + ".")) {
                return new S3Path(bucket, path, true);
            }
        }
        int slash = path.indexOf('/');
        return slash < 0
                ? new S3Path(path, "", false)
                : new S3Path(path.substring(0, slash), path.substring(slash + 1), false);
    }

    String arn() {
        return "arn:aws:s3:::" + bucket + (key.isEmpty() ? "" : "/" + key);
    }
}
