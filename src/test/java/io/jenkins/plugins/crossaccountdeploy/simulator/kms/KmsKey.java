package io.jenkins.plugins.crossaccountdeploy.simulator.kms;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A symmetric key of the Key Management Service. It encrypts nothing; it only says who may use it. */
public final class KmsKey {

    private final String id;
    private final String accountId;
    private final String region;
    private final List<Json> grants = new CopyOnWriteArrayList<>();
    private volatile Policy policy;
    private volatile State state = State.ENABLED;
    private volatile String spec = "SYMMETRIC_DEFAULT";

    enum State {
        ENABLED("Enabled"),
        DISABLED("Disabled"),
        PENDING_DELETION("PendingDeletion");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    KmsKey(String id, String accountId, String region, String policy) {
        this.id = id;
        this.accountId = accountId;
        this.region = region;
        this.policy = Policy.parse(policy);
    }

    public String id() {
        return id;
    }

    public String arn() {
        return "arn:aws:kms:" + region + ":" + accountId + ":key/" + id;
    }

    public String accountId() {
        return accountId;
    }

    public String region() {
        return region;
    }

    public Policy policy() {
        return policy;
    }

    /**
     * Lets a principal use the key without its policy, as a grant does.
     *
     * @param operations such as {@code Decrypt}
     */
    public void grant(String principalArn, String... operations) {
        Json statement = Json.object()
                .put("Effect", "Allow")
                .put("Principal", Json.object().put("AWS", principalArn))
                .put("Action", Arrays.stream(operations).map("kms:"::concat).toList())
                .put("Resource", "*");
        grants.add(statement);
    }

    /** What lets principals in: the policy and all grants. */
    Policy access() {
        if (grants.isEmpty()) {
            return policy;
        }
        Json document = Json.parse(policy.text());
        List<Object> statements = new ArrayList<>(document.list("Statement"));
        statements.addAll(grants);
        return Policy.parse(document.put("Statement", statements).toString());
    }

    public void policy(String json) {
        policy = Policy.parse(json);
    }

    public void removeStatement(String sid) {
        policy = policy.without(sid);
    }

    State state() {
        return state;
    }

    /** Whether AWS keeps it for a service, instead of a customer. */
    boolean isManagedByAws() {
        return id.startsWith("mrk-managed-for-s3-");
    }

    /** What it can do: {@code SYMMETRIC_DEFAULT} unless set; told only, not enforced. */
    public void spec(String keySpec) {
        spec = keySpec;
    }

    String spec() {
        return spec;
    }

    public boolean isEnabled() {
        return state == State.ENABLED;
    }

    public void enabled(boolean usable) {
        state = usable ? State.ENABLED : State.DISABLED;
    }

    /** It is going to be deleted, and cannot be used any more. */
    public void scheduleDeletion() {
        state = State.PENDING_DELETION;
    }

    /** Refuses the use of a key that cannot be used, in the words in which S3 passes that on. */
    void requireUsable() {
        switch (state) {
            case ENABLED -> {}
            case DISABLED -> throw new AwsError(400, "KMS.DisabledException", arn() + " is disabled.");
            case PENDING_DELETION ->
                throw new AwsError(400, "KMS.KMSInvalidStateException", arn() + " is pending deletion.");
        }
    }
}
