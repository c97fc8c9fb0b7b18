package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.KeyService;
import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;

/** What bundles are encrypted with, and whether the instances' account can use it. */
final class KeyCheck {

    private static final Pattern KEY_ARN = Pattern.compile("arn:[^:]+:kms:([^:]+):(\\d{12}):key/.+");

    /**
     * From <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html">Key states of KMS keys</a>. Others
     * do not keep anybody from using the key, or pass.
     */
    private static final Set<String> UNUSABLE =
            Set.of("Disabled", "PendingDeletion", "PendingReplicaDeletion", "PendingImport", "Unavailable");

    private final Check check;
    private final Subject subject;
    private final RoundTrips trips;
    private final Findings findings;
    private String arn = "";
    private Optional<Question<KeyService.Key>> description = Optional.empty();
    private Optional<Question<String>> policy = Optional.empty();

    KeyCheck(Check check) {
        this.check = check;
        this.subject = check.subject();
        this.trips = check.trips();
        this.findings = check.findings();
    }

    /** The key that bundles are encrypted with, if it is one that can be asked after. */
    Optional<String> arn() {
        return Optional.of(arn).filter(known -> !known.isEmpty());
    }

    /** Begins to ask after the key that the environment names, if it names one. */
    void ask(Asker caller, Optional<Asker> session, Optional<Asker> writer) {
        if (subject.store().kmsKeyArn().isEmpty()) {
            return;
        }
        findings.add(
                Topic.ENCRYPTION, Status.OK, "with the environment's own key, whatever the bucket does by itself", "");
        Optional<Asker> owner = owner(subject.store().kmsKeyArn(), caller, session);
        Optional<Asker> describer = owner.or(() -> writer);
        if (isUsable(subject.store().kmsKeyArn()) && describer.isPresent()) {
            describe(describer.get());
            readPolicy(owner, describer.get());
        }
    }

    /** Whether a key can be asked after; else what is wrong with it is said. */
    private boolean isUsable(String keyArn) {
        Matcher parts = KEY_ARN.matcher(keyArn);
        if (!parts.matches()) {
            findings.likelyFailed(
                    Topic.KEY,
                    keyArn + " is no ARN of a key",
                    "Name the key by its ARN: an alias or a bare ID means another key in another account.");
            return false;
        }
        if (!parts.group(1).equals(subject.region())) {
            findings.add(
                    Topic.KEY,
                    Status.FAILED,
                    keyArn + " is in " + parts.group(1) + ", the bucket in " + subject.region(),
                    "S3 uses keys of the bucket's own region: name one of " + subject.region() + ".");
            return false;
        }
        arn = keyArn;
        return true;
    }

    private static Optional<Asker> owner(String keyArn, Asker caller, Optional<Asker> session) {
        return Stream.concat(Stream.of(caller), session.stream())
                .filter(asker -> keyArn.contains(":" + asker.principal().account() + ":"))
                .findFirst();
    }

    private void describe(Asker asker) {
        description = Optional.of(trips.ask(
                asker, BundleScope.DESCRIBE_KEY, arn, () -> check.keys().describe(arn, asker.credentials())));
    }

    private void readPolicy(Optional<Asker> owner, Asker describer) {
        policy = Optional.of(owner.map(asker -> trips.ask(
                        asker,
                        BundleScope.READ_KEY_POLICY,
                        arn,
                        () -> check.keys().policy(arn, asker.credentials())))
                .orElseGet(() -> Question.omitted(
                        describer.attempt(BundleScope.READ_KEY_POLICY, arn),
                        "only principals of account " + arn.split(":")[4] + " may read the key's policy")));
    }

    /** Judges what the bucket does by itself, and asks after its key, if that is a customer's. */
    void judge(
            Question<Optional<ServerSideEncryptionByDefault>> encryption,
            BucketSettings bucket,
            Asker caller,
            Optional<Asker> session)
            throws InterruptedException {
        Optional<Optional<ServerSideEncryptionByDefault>> told = findings.helpful(Topic.ENCRYPTION, encryption);
        if (told.isEmpty()) {
            return;
        }
        Optional<ServerSideEncryptionByDefault> rule =
                told.get().filter(byDefault -> byDefault.sseAlgorithm() != ServerSideEncryption.AES256);
        if (rule.isEmpty()) {
            findings.ok(Topic.ENCRYPTION, encryption, "with keys of S3, which any account can use");
            return;
        }
        String key = Optional.ofNullable(rule.get().kmsMasterKeyID()).orElse("");
        boolean isWrittenByOwner = bucket.writer().principal().account().equals(bucket.owner());
        if (key.isEmpty() || key.endsWith("alias/aws/s3")) {
            judgeManagedKey(encryption, bucket.owner(), isWrittenByOwner);
            return;
        }
        if (key.contains("alias/")) {
            findings.unknown(
                    Topic.ENCRYPTION,
                    encryption,
                    "cannot tell, with " + key + " by default: which key an alias means is not looked up",
                    "Name the key by its ARN in the default encryption of the bucket.");
            return;
        }
        findings.ok(Topic.ENCRYPTION, encryption, "with " + key + " by default");
        // S3 looks for a bare ID in the account of whoever writes.
        boolean isBare = isWrittenByOwner && !key.startsWith("arn:");
        if (isUsable(isBare ? subject.keyArn(bucket.owner(), key) : key)) {
            // If only one call is left, it is for the policy, which says more.
            Optional<Asker> owner = owner(arn, caller, session);
            if (owner.isEmpty() || trips.left() > 1) {
                describe(owner.orElse(bucket.writer()));
            }
            readPolicy(owner, owner.orElse(bucket.writer()));
        }
    }

    private void judgeManagedKey(Question<?> encryption, String bucketOwner, boolean isWrittenByOwner) {
        String finding = "with aws/s3 by default, a key that AWS manages and that no other account than " + bucketOwner
                + " can use";
        String remedy = "Name a key of your own as kmsKeyArn of environment '"
                + subject.environment().name() + "', or let the bucket encrypt with keys of S3 (SSE-S3).";
        if (!isWrittenByOwner) {
            findings.likelyFailed(Topic.ENCRYPTION, encryption, finding, remedy);
        } else if (!subject.productionAccount().equals(bucketOwner)) {
            findings.failed(Topic.ENCRYPTION, encryption, finding, remedy);
        } else {
            findings.ok(Topic.ENCRYPTION, encryption, "with aws/s3 by default, in the account that uses it");
        }
    }

    /** Waits for what the key is. */
    void judge() throws InterruptedException {
        if (description.isEmpty()) {
            return;
        }
        Question<KeyService.Key> question = description.get();
        if (question.answer().isRefusedWith("NotFoundException")) {
            findings.failed(
                    Topic.KEY,
                    question,
                    arn + " does not exist",
                    "Correct kmsKeyArn of environment '" + subject.environment().name() + "'.");
            return;
        }
        findings.helpful(Topic.KEY, question).ifPresent(key -> judge(question, key));
    }

    private void judge(Question<?> question, KeyService.Key key) {
        if (UNUSABLE.contains(key.state())) {
            findings.failed(
                    Topic.KEY,
                    question,
                    arn + " is " + key.state(),
                    "Its administrators have to enable it, or to cancel its deletion; or name another key.");
        } else if (!key.spec().equals("SYMMETRIC_DEFAULT") || !key.usage().equals("ENCRYPT_DECRYPT")) {
            findings.failed(
                    Topic.KEY,
                    question,
                    arn + " is of kind " + key.spec() + ", for " + key.usage(),
                    "Name a symmetric key for encryption and decryption.");
        } else if (key.manager().equals("AWS") && !subject.productionAccount().equals(arn.split(":")[4])) {
            findings.failed(
                    Topic.KEY,
                    question,
                    arn + " is managed by AWS, and no other account can use it",
                    "Name a key of your own as kmsKeyArn of environment '"
                            + subject.environment().name() + "'.");
        } else {
            findings.ok(Topic.KEY, question, "enabled");
        }
    }

    /** The key's policy; nothing if it cannot be read, which findings then say, or if there is no key. */
    Optional<ResourcePolicy> policy(Topic topic) throws InterruptedException {
        return policy.isEmpty() ? Optional.empty() : findings.policy(topic, policy.get());
    }
}
