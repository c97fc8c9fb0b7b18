package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The condition keys of one request and their values. Names of keys compare without case. */
public final class RequestContext {

    /**
     * The keys that the simulator fills when they apply, so that a key that is missing here is truly missing from the
     * request. Keys that end in a slash take a name.
     */
    private static final List<String> KNOWN_KEYS = List.of(
            "ecs:createaction",
            "iam:passedtoservice",
            "aws:currenttime",
            "aws:epochtime",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principaltag/",
            "aws:principaltype",
            "aws:requestedregion",
            "aws:requesttag/",
            "aws:resourceaccount",
            "aws:securetransport",
            "aws:sourceidentity",
            "aws:sourceip",
            "aws:tagkeys",
            "aws:userid",
            "aws:username",
            "kms:calleraccount",
            "kms:encryptioncontext:",
            "kms:encryptioncontextkeys",
            "kms:viaservice",
            "s3:authtype",
            "s3:delimiter",
            "s3:existingobjecttag/",
            "s3:if-match",
            "s3:if-none-match",
            "s3:max-keys",
            "s3:prefix",
            "s3:requestobjecttag/",
            "s3:requestobjecttagkeys",
            "s3:resourceaccount",
            "s3:signatureversion",
            "s3:versionid",
            "s3:x-amz-acl",
            "s3:x-amz-content-sha256",
            "s3:x-amz-server-side-encryption",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            "sts:externalid",
            "sts:rolesessionname",
            "sts:sourceidentity",
            "sts:transitivetagkeys");

    /** What an identity provider says of somebody, by the provider's name. */
    private static final Pattern OF_PROVIDER = Pattern.compile("[a-z0-9-]+([.][a-z0-9-]+)+(/[^:]*)?:(aud|sub)");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    public RequestContext put(String key, String value) {
        return putAll(key, List.of(value));
    }

    public RequestContext putAll(String key, List<String> several) {
        requireKnown(key);
        values.put(key.toLowerCase(Locale.ROOT), List.copyOf(several));
        return this;
    }

    public RequestContext put(String key, Optional<String> value) {
        value.ifPresent(present -> put(key, present));
        return this;
    }

    List<String> get(String key) {
        return values.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
    }

    /** A copy that can be added to. */
    public RequestContext copy() {
        RequestContext copy = new RequestContext();
        copy.values.putAll(values);
        return copy;
    }

    static void requireKnown(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        if (OF_PROVIDER.matcher(lower).matches()) {
            return;
        }
        for (String known : KNOWN_KEYS) {
            boolean named = known.endsWith("/") || known.endsWith(":");
            if (named ? lower.startsWith(known) && lower.length() > known.length() : lower.equals(known)) {
                return;
            }
        }
        throw new IllegalArgumentException("The simulator does not know the condition key " + key);
    }

    /** Replaces policy variables; one without a value makes the text match nothing, as in IAM. */
    String replaceVariables(String text) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(variable(found.group(1))));
    }

    private String variable(String name) {
        return switch (name) {
            case "*", "?", "$" -> name;
            default -> {
                requireKnown(name);
                List<String> value = get(name);
                yield value.isEmpty() ? "\0" : value.get(0);
            }
        };
    }
}
