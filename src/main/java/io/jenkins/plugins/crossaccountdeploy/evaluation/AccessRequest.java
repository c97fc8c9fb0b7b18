package io.jenkins.plugins.crossaccountdeploy.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A request that somebody would make, as far as it is known beforehand.
 *
 * @param action such as {@code s3:GetObject}
 * @param resource the ARN of an example of what it is about
 * @param anyOf what the ARNs of all that it is about start with
 * @param ownerAccount the account that the resource belongs to
 * @param needsResourcePolicy whether the resource's own policy has to allow it even to principals of its account, as that of a
 *     key has to
 * @param context values by condition key, in lower case; no value for a key that the request certainly lacks. Of other keys
 *     nothing is known.
 */
public record AccessRequest(
        Actor actor,
        String action,
        String resource,
        String anyOf,
        String ownerAccount,
        boolean needsResourcePolicy,
        Map<String, List<String>> context) {

    public AccessRequest {
        context = Map.copyOf(context);
    }

    /** The values of a condition key; nothing if they are not known. */
    Optional<List<String>> values(String key) {
        return Optional.ofNullable(context.get(key.toLowerCase(Locale.ROOT)));
    }

    /**
     * To the bundles in a bucket.
     *
     * @param objects what their ARNs start with
     * @param more values of the condition keys that the action has besides those of all requests
     */
    public static AccessRequest toBucket(
            Actor actor, String action, String objects, String owner, String region, Map<String, List<String>> more) {
        Map<String, List<String>> context = ofActor(actor, owner, region);
        BiConsumer<String, List<String>> put = (key, values) -> context.put(key.toLowerCase(Locale.ROOT), values);
        put.accept("aws:SecureTransport", List.of("true"));
        put.accept("aws:ViaAWSService", List.of("false"));
        put.accept("s3:ResourceAccount", List.of(owner));
        put.accept("s3:x-amz-acl", List.of());
        more.forEach(put);
        return new AccessRequest(
                actor, action, objects + "any-job/" + "0".repeat(64) + ".zip", objects, owner, false, context);
    }

    /** To a key, by way of S3. */
    public static AccessRequest toKey(Actor actor, String action, String keyArn, String region, String dnsSuffix) {
        String owner = keyArn.split(":")[4];
        Map<String, List<String>> context = ofActor(actor, owner, region);
        context.put("kms:viaservice", List.of("s3." + region + "." + dnsSuffix));
        context.put("kms:calleraccount", List.of(actor.account()));
        context.put("kms:grantisforawsresource", List.of());
        context.put("aws:viaawsservice", List.of("true"));
        return new AccessRequest(actor, action, keyArn, keyArn, owner, true, context);
    }

    private static Map<String, List<String>> ofActor(Actor actor, String owner, String region) {
        Map<String, List<String>> context = new HashMap<>();
        if (!actor.conditionArn().isEmpty()) {
            context.put("aws:principalarn", actor.conditionArn());
        }
        if (actor.isRole()) {
            context.put("aws:username", List.of());
        }
        context.put("aws:principalaccount", List.of(actor.account()));
        if (actor.kind() != Actor.Kind.ANY) {
            context.put("aws:principaltype", List.of(actor.isRole() ? "AssumedRole" : "User"));
        }
        context.put("aws:principalisawsservice", List.of("false"));
        context.put("aws:principalservicename", List.of());
        context.put("aws:resourceaccount", List.of(owner));
        context.put("aws:requestedregion", List.of(region));
        return context;
    }
}
