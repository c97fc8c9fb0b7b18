package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.evaluation.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.evaluation.Actor;
import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy;
import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy.Access;
import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy.Verdict;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether Jenkins may write bundles and the instances may read them, as far as policies tell. */
final class AccessCheck {

    private static final String ALGORITHM = "s3:x-amz-server-side-encryption";
    private static final String ALGORITHM_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id";

    private final Subject subject;
    private final Findings findings;

    AccessCheck(Check check) {
        this.subject = check.subject();
        this.findings = check.findings();
    }

    /** The roles of the instances that can be looked at; what is wrong with the others is said. */
    List<String> instances() {
        if (subject.instanceRoleArns().isEmpty()) {
            findings.add(
                    Topic.INSTANCES,
                    Status.UNKNOWN,
                    "cannot tell whether they can fetch bundles, since their roles are not named",
                    "Name them as instanceRoleArns of environment '"
                            + subject.environment().name() + "'.");
        }
        List<String> usable = new ArrayList<>();
        for (String arn : subject.instanceRoleArns()) {
            String remedy = "Correct instanceRoleArns of environment '"
                    + subject.environment().name()
                    + "': the ARN of the role in the instances' profile, such as arn:aws:iam::"
                    + subject.productionAccount() + ":role/Instances.";
            if (!Role.isArn(arn)) {
                findings.add(Topic.INSTANCES, Status.FAILED, "'" + arn + "' is not the ARN of a role", remedy);
            } else if (!arn.split(":")[4].equals(subject.productionAccount())) {
                findings.add(
                        Topic.INSTANCES,
                        Status.FAILED,
                        arn + " is not of account " + subject.productionAccount() + ", where the instances are",
                        remedy);
            } else {
                usable.add(arn);
            }
        }
        return usable;
    }

    /** Says whether the bucket's policy is against the writer, with what S3 sees of an upload. */
    void judgeWriting(Asker writer, String owner, ResourcePolicy policy) {
        String key = subject.store().kmsKeyArn();
        AccessRequest request = AccessRequest.toBucket(
                writer.actor(),
                "s3:PutObject",
                subject.objectsArn(),
                owner,
                subject.region(),
                Map.of(
                        ALGORITHM,
                        key.isEmpty() ? List.of() : List.of("aws:kms"),
                        ALGORITHM_KEY,
                        key.isEmpty() ? List.of() : List.of(key)));
        String hint = key.isEmpty()
                ? " If it takes only encrypted objects: name the key as kmsKeyArn of environment '"
                        + subject.environment().name() + "'."
                : "";
        judge(Topic.WRITING, bucket(), policy, request, hint, false);
    }

    /** Says whether the key's policy is against the writer. */
    void judgeEncrypting(Asker writer, String keyArn, ResourcePolicy policy) {
        judge(
                Topic.WRITING,
                key(keyArn),
                policy,
                AccessRequest.toKey(
                        writer.actor(), "kms:GenerateDataKey", keyArn, subject.region(), subject.dnsSuffix()),
                "",
                false);
    }

    /**
     * Says whether the bucket's policy lets the instances fetch bundles. That it lets nobody of their account is certain,
     * whatever roles they have.
     */
    void judgeReading(List<String> instanceRoles, String owner, ResourcePolicy policy) {
        Actor anyInstance = Actor.anyOf(subject.environment().role().partition(), subject.productionAccount());
        boolean isForNobody = BundleScope.READ.stream()
                .allMatch(action -> isRefused(policy.about(reading(anyInstance, action, owner))));
        List<Actor> readers = instanceRoles.isEmpty() && isForNobody
                ? List.of(anyInstance)
                : instanceRoles.stream().map(Actor::ofRole).toList();
        readers.forEach(actor ->
                judge(Topic.READING, bucket(), policy, reading(actor, "s3:GetObject", owner), "", isForNobody));
    }

    private AccessRequest reading(Actor actor, String action, String owner) {
        return AccessRequest.toBucket(
                actor,
                action,
                subject.objectsArn(),
                owner,
                subject.region(),
                Map.of(ALGORITHM, List.of(), ALGORITHM_KEY, List.of()));
    }

    private static boolean isRefused(Verdict verdict) {
        return verdict.access() == Access.DENIED || verdict.access() == Access.NOT_ALLOWED;
    }

    /** Says whether the key's policy lets an instance decrypt bundles. */
    void judgeDecrypting(String instanceRole, String keyArn, ResourcePolicy policy) {
        judge(
                Topic.DECRYPTING,
                key(keyArn),
                policy,
                AccessRequest.toKey(
                        Actor.ofRole(instanceRole), "kms:Decrypt", keyArn, subject.region(), subject.dnsSuffix()),
                "",
                false);
    }

    private String bucket() {
        return "the policy of bucket " + subject.store().bucket();
    }

    private static String key(String arn) {
        return "the policy of key " + arn;
    }

    /** @param certain whether nothing that is not looked at can outweigh a refusal */
    private void judge(
            Topic topic,
            String policyName,
            ResourcePolicy policy,
            AccessRequest request,
            String hint,
            boolean certain) {
        Verdict verdict = policy.about(request);
        String who = request.actor().words();
        String what = request.action();
        Access access = verdict.access();
        if (access == Access.DENIED) {
            refused(
                    certain,
                    topic,
                    policyName + " denies " + who + " " + what + ", in statement " + verdict.because(),
                    "Nothing outweighs a Deny statement: except " + who + " from it, or meet its condition." + hint);
        } else if (access == Access.NOT_ALLOWED && isAboutKey(request)) {
            findings.add(
                    topic,
                    Status.WARNING,
                    policyName + " does not allow " + who + " " + what + ", and grants of the key are not looked at",
                    deleted(policy) + "Unless a grant does, add to " + policyName + ": " + statement(request) + ".");
        } else if (access == Access.NOT_ALLOWED) {
            refused(
                    certain,
                    topic,
                    policyName + " does not allow " + who + " " + what,
                    deleted(policy) + "Add to " + policyName + ": " + statement(request) + ".");
        } else if (access == Access.UNKNOWN) {
            findings.add(
                    topic,
                    Status.UNKNOWN,
                    "cannot tell, statement " + verdict.because() + " of " + policyName
                            + " has conditions or resources that " + who + " may or may not meet",
                    "");
        } else if (access == Access.LET_IN) {
            findings.add(topic, Status.OK, policyName + " lets " + who + " in", "");
        } else if (verdict.because().isEmpty()) {
            findings.add(
                    topic,
                    Status.UNKNOWN,
                    "cannot tell, " + policyName + " leaves " + what + " to the policies of " + who + " itself",
                    "");
        } else {
            findings.add(topic, Status.OK, policyName + " lets " + who + " in, if its own policies do too", "");
        }
    }

    private void refused(boolean certain, Topic topic, String finding, String remedy) {
        if (certain) {
            findings.add(topic, Status.FAILED, finding, remedy);
        } else {
            findings.likelyFailed(topic, finding, remedy);
        }
    }

    private static String deleted(ResourcePolicy policy) {
        List<String> deleted = policy.deletedPrincipals();
        return deleted.isEmpty()
                ? ""
                : "It names " + String.join(", ", deleted)
                        + ", which was deleted since: one that was made anew has to be named again. ";
    }

    private static boolean isAboutKey(AccessRequest request) {
        return request.action().startsWith("kms:");
    }

    private String statement(AccessRequest request) {
        List<String> actions =
                switch (request.action()) {
                    case "s3:GetObject" -> BundleScope.READ;
                    case "s3:PutObject" -> BundleScope.WRITE;
                    case "kms:GenerateDataKey" -> BundleScope.ENCRYPT;
                    default -> List.of(request.action());
                };
        return Statement.allow(
                        actions,
                        List.of(isAboutKey(request) ? "*" : subject.request().objects()))
                .of(List.of(request.actor().arn()))
                .json();
    }
}
