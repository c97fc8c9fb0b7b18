package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Tags of objects, sent with them or by themselves. */
final class ObjectTags {

    private ObjectTags() {}

    /** The tags in the header of a request. */
    static Map<String, String> requested(Exchange exchange) {
        Map<String, String> tags =
                Request.parameters(exchange.request().header("x-amz-tagging").orElse(""), true);
        requireValid(tags);
        return tags;
    }

    static Response put(Exchange exchange, Bucket bucket, String key, UploadBody body, ContentStore store)
            throws IOException {
        S3Permissions.require(
                exchange, bucket, "s3:PutObjectTagging", S3Permissions.objectArn(bucket, key), exchange.context());
        Map<String, String> tags = new TreeMap<>();
        for (Map<String, String> tag : XmlReader.children(body.text(store), "Tag")) {
            tags.put(tag.getOrDefault("Key", ""), tag.getOrDefault("Value", ""));
        }
        requireValid(tags);
        synchronized (bucket) {
            StoredObject object = bucket.object(key).orElseThrow(() -> ObjectReader.noSuchKey(key));
            bucket.replace(object, object.withTags(tags));
            Response response = Response.of(200);
            S3Answers.describeVersion(object, response);
            return response;
        }
    }

    static Response get(Exchange exchange, Bucket bucket, String key) {
        S3Permissions.require(
                exchange, bucket, "s3:GetObjectTagging", S3Permissions.objectArn(bucket, key), exchange.context());
        StoredObject object = bucket.object(key).orElseThrow(() -> ObjectReader.noSuchKey(key));
        Xml xml =
                new Xml().open("Tagging xmlns=\"" + S3Answers.NAMESPACE + "\"").open("TagSet");
        object.tags()
                .forEach((name, value) -> xml.open("Tag")
                        .element("Key", name)
                        .element("Value", value)
                        .close("Tag"));
        return S3Answers.xml(xml.close("TagSet").close("Tagging"));
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
}
