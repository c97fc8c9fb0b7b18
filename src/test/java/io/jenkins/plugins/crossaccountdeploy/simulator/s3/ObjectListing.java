package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** ListObjects in both of its versions: a page of the objects with a prefix, folded at a delimiter. */
final class ObjectListing {

    private static final int MOST_KEYS = 1000;

    /** What makes a continuation token one of ours; to clients it is opaque. */
    private static final String TOKEN_PREFIX = "continue after ";

    private final Bucket bucket;
    private final Request request;
    private final String prefix;
    private final String delimiter;
    private final int most;
    private final boolean encoded;
    private final List<StoredObject> objects = new ArrayList<>();
    private final TreeSet<String> commonPrefixes = new TreeSet<>();
    private String last = "";
    private boolean truncated;

    private ObjectListing(Exchange exchange, Bucket bucket) {
        this.bucket = bucket;
        this.request = exchange.request();
        this.prefix = request.query("prefix").orElse("");
        this.delimiter = request.query("delimiter").orElse("");
        this.most = mostKeys(request);
        this.encoded = isEncoded(request);
        RequestContext context = exchange.context()
                .put("s3:prefix", request.query("prefix"))
                .put("s3:delimiter", request.query("delimiter"))
                .put("s3:max-keys", request.query("max-keys"));
        S3Permissions.require(exchange, bucket, "s3:ListBucket", bucket.arn(), context);
    }

    /** The first version, with markers. */
    static Response first(Exchange exchange, Bucket bucket) {
        ObjectListing listing = new ObjectListing(exchange, bucket);
        String marker = exchange.request().query("marker").orElse("");
        listing.select(marker);
        Xml xml = listing.begin().element("Marker", listing.shown(marker));
        // only folded lists say where to go on: others go on after their last key
        if (listing.truncated && !listing.delimiter.isEmpty()) {
            xml.element("NextMarker", listing.shown(listing.last));
        }
        return listing.end(xml, true);
    }

    /** The second version, with tokens. */
    static Response second(Exchange exchange, Bucket bucket) {
        ObjectListing listing = new ObjectListing(exchange, bucket);
        Request request = exchange.request();
        listing.select(request.query("continuation-token")
                .map(ObjectListing::position)
                .or(() -> request.query("start-after"))
                .orElse(""));
        Xml xml = listing.begin().element("KeyCount", listing.objects.size() + listing.commonPrefixes.size());
        request.query("start-after").ifPresent(key -> xml.element("StartAfter", listing.shown(key)));
        request.query("continuation-token").ifPresent(token -> xml.element("ContinuationToken", token));
        if (listing.truncated) {
            xml.element("NextContinuationToken", token(listing.last));
        }
        return listing.end(
                xml, request.query("fetch-owner").filter("true"::equals).isPresent());
    }

    private static int mostKeys(Request request) {
        String given = request.query("max-keys").orElse(String.valueOf(MOST_KEYS));
        int most;
        try {
            most = Integer.parseInt(given);
        } catch (NumberFormatException noNumber) {
            throw invalid("max-keys", given, "Provided max-keys not an integer or within integer range");
        }
        if (most < 0) {
            throw invalid("maxKeys", given, "Argument maxKeys must be an integer between 0 and 2147483647");
        }
        return Math.min(most, MOST_KEYS);
    }

    private static boolean isEncoded(Request request) {
        Optional<String> encoding = request.query("encoding-type");
        if (encoding.isPresent() && !encoding.get().equals("url")) {
            throw invalid("encoding-type", encoding.get(), "Invalid Encoding Method specified in Request");
        }
        return encoding.isPresent();
    }

    private static AwsError invalid(String argument, String value, String message) {
        return new AwsError(400, "InvalidArgument", message)
                .detail("ArgumentName", argument)
                .detail("ArgumentValue", value);
    }

    private static String token(String last) {
        return Base64.getUrlEncoder().encodeToString((TOKEN_PREFIX + last).getBytes(StandardCharsets.UTF_8));
    }

    private static String position(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(TOKEN_PREFIX)) {
                return text.substring(TOKEN_PREFIX.length());
            }
        } catch (IllegalArgumentException malformed) {
            // not one of ours, as the following says
        }
        throw new AwsError(400, "InvalidArgument", "The continuation token provided is incorrect")
                .detail("ArgumentName", "continuation-token");
    }

    private void select(String after) {
        if (most == 0) {
            return;
        }
        boolean afterFolded = !after.isEmpty() && !delimiter.isEmpty() && after.endsWith(delimiter);
        for (StoredObject object : bucket.objects()) {
            String key = object.key();
            if (!key.startsWith(prefix) || key.compareTo(after) <= 0 || afterFolded && key.startsWith(after)) {
                continue;
            }
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String group = end < 0 ? "" : key.substring(0, end + delimiter.length());
            if (commonPrefixes.contains(group)) {
                continue;
            }
            if (objects.size() + commonPrefixes.size() == most) {
                truncated = true;
                return;
            }
            if (group.isEmpty()) {
                objects.add(object);
                last = key;
            } else {
                commonPrefixes.add(group);
                last = group;
            }
        }
    }

    private Xml begin() {
        Xml xml = new Xml()
                .open("ListBucketResult xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .element("Name", bucket.name())
                .element("Prefix", shown(prefix))
                .element("MaxKeys", most)
                .element("IsTruncated", truncated);
        if (!delimiter.isEmpty()) {
            xml.element("Delimiter", shown(delimiter));
        }
        return encoded ? xml.element("EncodingType", "url") : xml;
    }

    private Response end(Xml xml, boolean withOwner) {
        for (StoredObject object : objects) {
            xml.open("Contents")
                    .element("Key", shown(object.key()))
                    .element("LastModified", object.lastModified())
                    .element("ETag", S3Answers.quoted(object.eTag()))
                    .element("Size", object.size())
                    .element("StorageClass", "STANDARD");
            if (withOwner) {
                xml.open("Owner").element("ID", bucket.accountId()).close("Owner");
            }
            xml.close("Contents");
        }
        for (String group : commonPrefixes) {
            xml.open("CommonPrefixes").element("Prefix", shown(group)).close("CommonPrefixes");
        }
        return S3Answers.xml(xml.close("ListBucketResult"));
    }

    private String shown(String text) {
        return encoded ? URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/") : text;
    }
}
