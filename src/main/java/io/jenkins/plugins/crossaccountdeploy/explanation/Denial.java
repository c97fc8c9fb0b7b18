package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a request was denied, as far as AWS tells: mostly what was denied, and often the kind of policy that decided (<a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">IAM User Guide, access denied
 * error messages</a>).
 *
 * @param decider the kind of policy that decided
 * @param explicit whether it has a Deny statement for it; else it only lacks one that allows
 * @param action what was denied, which need not be what was asked for: CreateDeployment also reads the config
 * @param resource what a policy has to name
 * @param isNamed whether AWS itself has named the action
 */
record Denial(Decider decider, boolean explicit, String action, String resource, boolean isNamed) {

    private static final Pattern DENIED =
            Pattern.compile("not authorized to perform: ([\\w-]+:\\w+)(?: on resource: \"?([^\\s\"]+)\"?)?");

    /** Which policy decided, with the words by which AWS's messages name it. */
    enum Decider {
        TRUST_POLICY("trust policy"),
        IDENTITY_POLICY("identity-based polic"),
        RESOURCE_POLICY("resource-based polic"),
        SESSION_POLICY("session polic"),
        BOUNDARY("permissions boundar"),
        ENDPOINT_POLICY("VPC endpoint polic"),
        SERVICE_CONTROL_POLICY("service control polic"),
        RESOURCE_CONTROL_POLICY("resource control polic"),
        /** No policy: a presigned URL has expired. */
        EXPIRY("Request has expired"),
        /** No policy: a presigned URL is not valid yet. */
        PREMATURITY("Request is not yet valid"),
        /** AWS does not say, as often across accounts. */
        UNSAID("");

        private final String words;

        Decider(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * @param message what AWS says
     * @param attempt what was asked for, in case AWS does not say
     */
    static Denial of(String message, Attempt attempt, DeploymentRequest request) {
        Decider decider = Stream.of(Decider.values())
                .filter(candidate -> message.contains(candidate.words))
                .findFirst()
                .orElse(Decider.UNSAID);
        Matcher named = DENIED.matcher(message);
        boolean isNamed = named.find();
        String action = isNamed ? named.group(1) : attempt.action();
        return new Denial(
                decider,
                message.contains("explicit deny"),
                action,
                action.equals(attempt.action())
                        ? attempt.resource()
                        : resource(Optional.ofNullable(named.group(2)), action, request),
                isNamed);
    }

    /** A key that AWS does not name, though it names the action, is the one that the ciphertext is associated with. */
    private static String resource(Optional<String> named, String action, DeploymentRequest request) {
        String key = request.store().kmsKeyArn();
        return named.map(resource -> generalized(resource, request))
                .orElse(action.startsWith("kms:") && !key.isEmpty() ? key : "*");
    }

    /** The next bundle has another key. */
    private static String generalized(String resource, DeploymentRequest request) {
        String objects = request.objects();
        return resource.startsWith(objects.substring(0, objects.length() - 1)) ? objects : resource;
    }

    /** What was denied. Who may not list a bucket is denied to read what is not there. */
    String words() {
        return switch (service()) {
            case "s3" ->
                (isNamed || !action.equals("s3:GetObject") ? action : action + " or s3:ListBucket")
                        + " is not allowed on the bucket";
            case "kms" -> action + " is not allowed on the bundle's key" + (resource.equals("*") ? "" : " " + resource);
            default -> action + " is not allowed on " + resource;
        };
    }

    /**
     * Which policy to change, and how: a sentence or two.
     *
     * @param side whose credentials have asked
     * @param caller Jenkins' own principal, as far as it is known
     */
    String remedy(DeploymentRequest request, Attempt.Side side, Optional<Principal> caller) {
        return new DenialRemedy(this, request, side, caller).text();
    }

    /** Such as {@code s3}. */
    String service() {
        return action.substring(0, action.indexOf(':'));
    }
}
