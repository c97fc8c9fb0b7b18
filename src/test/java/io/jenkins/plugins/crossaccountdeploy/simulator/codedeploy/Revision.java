package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.List;
import java.util.Optional;

/**
 * Where CodeDeploy finds what it deploys.
 *
 * @param location as it was given, which is also its identity
 */
public record Revision(String location) {

    public static Revision parse(Json json) {
        String type = json.string("revisionType").orElse("");
        String member =
                switch (type) {
                    case "S3" -> "s3Location";
                    case "GitHub" -> "gitHubLocation";
                    case "String" -> "string";
                    case "AppSpecContent" -> "appSpecContent";
                    default -> throw invalid("The revision type is missing or unknown");
                };
        Json location = json.object(member).orElseThrow(() -> invalid("The revision lacks its " + member));
        List<String> required =
                switch (type) {
                    case "S3" -> List.of("bucket", "key", "bundleType");
                    case "GitHub" -> List.of("repository", "commitId");
                    default -> List.of("content");
                };
        for (String name : required) {
            if (location.string(name).filter(value -> !value.isBlank()).isEmpty()) {
                throw invalid("The revision lacks " + member + "." + name);
            }
        }
        location.string("bundleType")
                .filter(bundle -> !List.of("tar", "tgz", "zip", "YAML", "JSON").contains(bundle))
                .ifPresent(bundle -> {
                    throw invalid("Unknown bundle type " + bundle);
                });
        // members in a fixed order, so that equal locations are equal revisions
        Json fixed = Json.object();
        for (String name : List.of(
                "bucket", "key", "bundleType", "version", "eTag", "repository", "commitId", "content", "sha256")) {
            fixed.put(name, location.get(name));
        }
        return new Revision(
                Json.object().put("revisionType", type).put(member, fixed).toString());
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidRevisionException", message);
    }

    public Json json() {
        return Json.parse(location);
    }

    String type() {
        return json().string("revisionType").orElseThrow();
    }

    public Optional<Json> s3() {
        return json().object("s3Location");
    }

    /** The AppSpec file itself, where the revision is nothing else. */
    public Optional<String> content() {
        return json().object("string")
                .or(() -> json().object("appSpecContent"))
                .flatMap(inline -> inline.string("content"));
    }

    @Override
    public String toString() {
        return s3().map(s3 -> "s3://" + s3.string("bucket").orElse("") + "/"
                        + s3.string("key").orElse(""))
                .orElse(location);
    }
}
