package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.List;
import java.util.Optional;

/** The bucket and its key, and who may use them. */
final class Storage {

    private final Check check;
    private final Asker caller;
    private final KeyCheck key;
    private final AccessCheck access;
    private Optional<Asker> writer = Optional.empty();
    private Optional<BucketCheck> bucket = Optional.empty();
    private Optional<BucketSettings> settings = Optional.empty();
    private Optional<BucketProtection> protection = Optional.empty();
    private Optional<ResourcePolicy> bucketPolicy = Optional.empty();
    private Optional<ResourcePolicy> keyPolicy = Optional.empty();

    /** Begins to ask what Jenkins' own principal can ask. */
    Storage(Check check, Asker caller) {
        this.check = check;
        this.caller = caller;
        this.key = new KeyCheck(check);
        this.access = new AccessCheck(check);
        if (!check.subject().isWrittenByRole()) {
            askAs(caller);
        }
    }

    private void askAs(Asker whoWrites) {
        writer = Optional.of(whoWrites);
        bucket = Optional.of(new BucketCheck(check, whoWrites));
    }

    /** Waits until it is known whether the bucket is there, and asks no more. */
    void judgeBucket(Optional<Asker> session) throws InterruptedException {
        askAsRole(session);
        if (bucket.isPresent()) {
            bucket.get().isUsable();
        }
    }

    private void askAsRole(Optional<Asker> session) {
        if (check.subject().isWrittenByRole()) {
            session.ifPresent(this::askAs);
        }
    }

    /** Begins to ask the rest, as soon as it is known whether the bucket is there. */
    void ask(Optional<Asker> session) throws InterruptedException {
        askAsRole(session);
        key.ask(caller, session, writer);
        if (bucket.isPresent()) {
            settings = bucket.get().settings(session);
        } else {
            check.findings().add(Topic.BUCKET, Status.UNKNOWN, "not asked, since there is no session of the role", "");
        }
    }

    /** Begins to ask what only keeps bundles safe. */
    void askForProtection(Optional<Asker> session) throws InterruptedException {
        if (settings.isPresent()) {
            protection = Optional.of(bucket.orElseThrow().protection(session));
        }
    }

    /** Waits until it is known whether bundles that are there can be fetched. */
    void judge(Optional<Asker> session) throws InterruptedException {
        if (settings.isPresent() && settings.get().encryption().isPresent()) {
            key.judge(settings.get().encryption().get(), settings.get(), caller, session);
        }
        key.judge();
        bucketPolicy = settings.isPresent() ? settings.get().policy(Topic.READING) : Optional.empty();
        keyPolicy = key.policy(Topic.DECRYPTING);
        List<String> instances = access.instances();
        bucketPolicy.ifPresent(
                policy -> access.judgeReading(instances, settings.orElseThrow().owner(), policy));
        keyPolicy.ifPresent(policy ->
                instances.forEach(role -> access.judgeDecrypting(role, key.arn().orElseThrow(), policy)));
    }

    /** Says, of what is known by now, whether Jenkins can write bundles, and whether they are safe. */
    void judgeWriting() throws InterruptedException {
        bucketPolicy.ifPresent(policy ->
                access.judgeWriting(writer.orElseThrow(), settings.orElseThrow().owner(), policy));
        keyPolicy.ifPresent(policy -> writer.ifPresent(
                whoWrites -> access.judgeEncrypting(whoWrites, key.arn().orElseThrow(), policy)));
        if (protection.isPresent()) {
            protection.get().judge();
        }
    }
}
