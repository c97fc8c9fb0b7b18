package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.List;
import java.util.Optional;

/** The bucket and its key, and who may use them. */
final class Storage {

    private final Clients clients;
    private final Subject subject;
    private final Asker caller;
    private final RoundTrips trips;
    private final Findings findings;
    private final KeyCheck key;
    private final AccessCheck access;
    private Optional<Asker> writer = Optional.empty();
    private Optional<BucketCheck> bucket = Optional.empty();
    private Optional<BucketSettings> settings = Optional.empty();

    /** Begins to ask what Jenkins' own principal can be asked as. */
    Storage(Clients clients, Subject subject, Asker caller, RoundTrips trips, Findings findings) {
        this.clients = clients;
        this.subject = subject;
        this.caller = caller;
        this.trips = trips;
        this.findings = findings;
        this.key = new KeyCheck(clients, subject, trips, findings);
        this.access = new AccessCheck(subject, findings);
        if (!subject.isWrittenByRole()) {
            askAs(caller);
        }
    }

    private void askAs(Asker whoWrites) {
        writer = Optional.of(whoWrites);
        bucket = Optional.of(new BucketCheck(clients.s3(subject.environment()), subject, whoWrites, trips, findings));
    }

    /** Begins to ask the rest, as soon as it is known whether the bucket is there. */
    void ask(Optional<Asker> session) throws InterruptedException {
        if (subject.isWrittenByRole()) {
            session.ifPresent(this::askAs);
        }
        key.ask(caller, session, writer);
        if (bucket.isPresent()) {
            settings = bucket.get().settings(session);
        } else {
            findings.add(Topic.BUCKET, Status.UNKNOWN, "not asked, since there is no session of the role", "");
        }
    }

    /** Waits for all answers. */
    void judge(Optional<Asker> session, boolean hasInstances) throws InterruptedException {
        if (settings.isPresent()) {
            settings.get().judge();
            if (settings.get().encryption().isPresent()) {
                key.judge(settings.get().encryption().get(), settings.get(), caller, session);
            }
        }
        key.judge();
        List<String> instances = hasInstances ? access.instances() : List.of();
        if (settings.isPresent()) {
            judgeBucketPolicy(settings.get(), instances);
        }
        judgeKeyPolicy(instances);
    }

    private void judgeBucketPolicy(BucketSettings present, List<String> instances) throws InterruptedException {
        Optional<ResourcePolicy> policy = present.policy(Topic.READING);
        if (policy.isPresent()) {
            access.judgeWriting(present.writer(), present.owner(), policy.get());
            instances.forEach(role -> access.judgeReading(role, present.owner(), policy.get()));
        }
    }

    private void judgeKeyPolicy(List<String> instances) throws InterruptedException {
        Optional<ResourcePolicy> policy = key.policy(Topic.DECRYPTING);
        if (policy.isPresent()) {
            String arn = key.arn().orElseThrow();
            writer.ifPresent(whoWrites -> access.judgeEncrypting(whoWrites, arn, policy.get()));
            instances.forEach(role -> access.judgeDecrypting(role, arn, policy.get()));
        }
    }
}
