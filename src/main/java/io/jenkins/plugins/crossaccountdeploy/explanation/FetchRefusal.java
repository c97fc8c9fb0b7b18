package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to do when an instance may not fetch its bundle: its agent passes on what S3 and KMS say. */
public final class FetchRefusal {

    private static final Pattern DENIED = Pattern.compile("Access ?Denied|not authorized to perform");

    private static final Pattern ROLE = Pattern.compile("arn:[^:]+:sts::(\\d{12}):assumed-role/([^/\\s]+)/");

    private final DeploymentRequest request;
    private final Denial denial;
    private final Optional<String> role;

    private FetchRefusal(String message, DeploymentRequest request) {
        this.request = request;
        denial = Denial.of(message, new Attempt("", Side.PRODUCTION, "s3:GetObject", request.objects()), request);
        Matcher named = ROLE.matcher(message);
        role = named.find() ? Optional.of(named.group(2)) : Optional.empty();
    }

    /**
     * What helps, in a sentence or two; nothing if the message is not about permissions.
     *
     * @param message of the lifecycle event that fetches the bundle
     */
    public static Optional<String> remedy(String message, DeploymentRequest request) {
        return DENIED.matcher(message).find()
                ? Optional.of(new FetchRefusal(message, request).remedy())
                : Optional.empty();
    }

    private String remedy() {
        boolean isKey = denial.action().startsWith("kms:");
        String owner = isKey ? "the KMS key" : "bucket " + request.store().bucket();
        if (denial.explicit()) {
            return "A policy denies " + whose() + " " + denial.action()
                    + ", which no other policy can outweigh: see the Deny statements of the policy of " + owner + ".";
        }
        return switch (denial.decider()) {
            case IDENTITY_POLICY ->
                "Add to the policy of " + whose() + ": " + statement(isKey).json() + ".";
            default ->
                "The instances' role may not fetch the bundle. The policy of " + whose() + " needs "
                        + statement(isKey).json() + ", and if the " + (isKey ? "key" : "bucket")
                        + " is another account's, the policy of " + owner + " has to allow that role the same."
                        + (isKey ? "" : ownership());
        };
    }

    /** A bucket's policy does not count for objects that belong to the account which has written them. */
    private String ownership() {
        return request.store().owner() == Store.Owner.THIRD
                ? " If both do, see whether the bucket has the Object Ownership 'Bucket owner enforced': without it, what Jenkins"
                        + " writes belongs to the development account, and the bucket's policy does not count for it."
                : "";
    }

    private String whose() {
        return role.map(name -> "the instances' role " + name).orElse("the instances' role");
    }

    private Statement statement(boolean isKey) {
        return isKey
                ? Statement.allow(List.of(denial.action()), List.of(denial.resource()))
                : Statement.allow(BundleScope.READ, List.of(request.objects()));
    }
}
