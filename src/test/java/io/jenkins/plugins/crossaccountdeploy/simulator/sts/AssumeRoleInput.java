package io.jenkins.plugins.crossaccountdeploy.simulator.sts;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What somebody wants of AssumeRole, once it has been found to satisfy the constraints of the service model.
 *
 * @param policyText the session policy as it was sent
 * @param policy the same, parsed
 */
record AssumeRoleInput(
        String roleArn,
        String sessionName,
        Optional<String> externalId,
        Optional<String> sourceIdentity,
        Optional<String> policyText,
        Optional<Policy> policy,
        Map<String, String> tags,
        List<String> transitiveTagKeys,
        Duration duration) {

    /** Limits from the API reference of AssumeRole. */
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(12);
    private static final int LONGEST_POLICY = 2048;
    private static final int MOST_TAGS = 50;

    private static final String ANY_TEXT =
            "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+";
    private static final String NAME = "[\\w+=,.@-]*";

    /** The service looks no closer: a wrong account or resource type is a role that may not be assumed. */
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:[^:]+:[^:]*:[^:]*:[^:]+");

    static AssumeRoleInput of(Map<String, String> form) {
        Constraints constraints = new Constraints(form);
        String roleArn = constraints.required("RoleArn", 20, 2048, ANY_TEXT);
        String sessionName = constraints.required("RoleSessionName", 2, 64, NAME);
        Optional<String> externalId = constraints.optional("ExternalId", 2, 1224, "[\\w+=,.@:\\/-]*");
        Optional<String> sourceIdentity = constraints.optional("SourceIdentity", 2, 64, NAME);
        Optional<String> policyText = constraints.optional("Policy", 1, LONGEST_POLICY, ANY_TEXT);
        Duration duration = duration(form, constraints);
        Map<String, String> tags = tags(form, constraints);
        constraints.requireNone();
        if (!ARN.matcher(roleArn).matches()) {
            throw new AwsError(400, "ValidationError", roleArn + " is invalid");
        }
        List<String> transitive = transitiveTagKeys(form);
        if (!tags.keySet().containsAll(transitive)) {
            throw new AwsError(
                    400,
                    "InvalidParameterValue",
                    "The specified transitive tag key must be included in the requested tags.");
        }
        return new AssumeRoleInput(
                roleArn,
                sessionName,
                externalId,
                sourceIdentity,
                policyText,
                policyText.map(AssumeRoleInput::parse),
                tags,
                transitive,
                duration);
    }

    private static Duration duration(Map<String, String> form, Constraints constraints) {
        String given = form.getOrDefault("DurationSeconds", "3600");
        Duration duration;
        try {
            duration = Duration.ofSeconds(Long.parseLong(given));
        } catch (NumberFormatException noNumber) {
            throw new AwsError(400, "MalformedInput", "DurationSeconds is not a number");
        }
        if (duration.compareTo(SHORTEST) < 0) {
            constraints.violated(
                    given,
                    "durationSeconds",
                    "Member must have value greater than or equal to " + SHORTEST.toSeconds());
        }
        if (duration.compareTo(LONGEST) > 0) {
            constraints.violated(
                    given, "durationSeconds", "Member must have value less than or equal to " + LONGEST.toSeconds());
        }
        return duration;
    }

    private static Map<String, String> tags(Map<String, String> form, Constraints constraints) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 1; form.containsKey("Tags.member." + i + ".Key"); i++) {
            String key = form.get("Tags.member." + i + ".Key");
            String value = form.getOrDefault("Tags.member." + i + ".Value", "");
            constraints.require(key, "tags." + i + ".member.key", 1, 128, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
            constraints.require(value, "tags." + i + ".member.value", 0, 256, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
            if (tags.keySet().stream().anyMatch(key::equalsIgnoreCase)) {
                throw new AwsError(
                        400,
                        "InvalidParameterValue",
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
            tags.put(key, value);
        }
        if (tags.size() > MOST_TAGS) {
            constraints.violated(tags.toString(), "tags", "Member must have length less than or equal to " + MOST_TAGS);
        }
        return tags;
    }

    private static List<String> transitiveTagKeys(Map<String, String> form) {
        List<String> keys = new ArrayList<>();
        for (int i = 1; form.containsKey("TransitiveTagKeys.member." + i); i++) {
            keys.add(form.get("TransitiveTagKeys.member." + i));
        }
        return keys;
    }

    private static Policy parse(String text) {
        try {
            return Policy.parse(text);
        } catch (IllegalArgumentException | ClassCastException malformed) {
            if (String.valueOf(malformed.getMessage()).startsWith("The simulator does not know")) {
                throw malformed;
            }
            throw new AwsError(400, "MalformedPolicyDocument", "The policy is not in the valid JSON format.");
        }
    }
}
