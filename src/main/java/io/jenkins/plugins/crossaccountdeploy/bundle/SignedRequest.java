package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A presigned PUT. Whoever holds it can send exactly the part that it was signed for, until it expires: it counts as a
 * secret, and its {@code toString} keeps the query to itself.
 *
 * @param url where to send the part
 * @param headers the signed headers to send along, without {@code Host} and {@code Content-Length}
 */
public record SignedRequest(URI url, Map<String, List<String>> headers) implements Serializable {

    public SignedRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "PUT " + url.getScheme() + "://" + url.getAuthority() + url.getPath();
    }
}
