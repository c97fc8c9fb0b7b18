package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.evaluation.Actor;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;

/**
 * Asks AWS whether an environment would work, without changing anything. Makes at most ten calls, side by side where they
 * do not need each other, and gives up in time. What fails is a line of the checklist, never an exception.
 */
public final class Preflight {

    private static final Set<ComputePlatform> WITHOUT_BUNDLES = Set.of(ComputePlatform.LAMBDA, ComputePlatform.ECS);

    private final Clients clients;
    private final Executor executor;
    private final InstantSource clock;
    private final Limits limits;

    /**
     * When to give up, by real time.
     *
     * @param call a single call, its one retry included
     * @param total all of them
     */
    public record Limits(Duration call, Duration total) {

        /** As long as a person waits for a button, and a proxy for Jenkins. */
        public static final Limits USUAL = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(20));
    }

    /**
     * @param executor makes the calls; if it takes no more, the check says so. The check itself waits for them, which it
     *     must not do on one of its threads.
     * @param clock the controller's, which is compared with AWS's
     */
    public Preflight(Clients clients, Executor executor, InstantSource clock, Limits limits) {
        this.clients = clients.answeringWithin(limits.call());
        this.executor = executor;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Checks all there is to check, with a role session of its own.
     *
     * @param development the credentials that Jenkins has
     * @throws InterruptedException if the thread is interrupted; calls under way end by themselves
     */
    public Checklist check(Subject subject, AwsCredentialsProvider development) throws InterruptedException {
        Check check = begin(subject, Findings.ofCheck(subject));
        Findings findings = check.findings();
        Optional<Asker> identity = new CallerCheck(check, development).identify(clock);
        if (identity.isEmpty()) {
            return findings.checklist();
        }
        Asker caller = identity.get();
        RoleCheck role = new RoleCheck(check, caller);
        ExternalIdCheck externalId = new ExternalIdCheck(check, caller);
        Storage storage = new Storage(check, caller);
        Optional<Asker> session = role.session();
        GroupCheck group = new GroupCheck(check, session);
        storage.ask(session);
        storage.askForProtection(session);
        Optional<ComputePlatform> platform = group.judge();
        storage.judge(session);
        storage.judgeWriting();
        externalId.judge(session.isPresent());
        platform.filter(WITHOUT_BUNDLES::contains)
                .ifPresent(known -> findings.needNoBundles("a deployment to " + known + " is an AppSpec alone"));
        return findings.checklist();
    }

    private Check begin(Subject subject, Findings findings) {
        return new Check(clients, subject, new RoundTrips(executor, limits.call(), limits.total()), findings);
    }

    /**
     * Checks what a run that bundles does not find out itself in time: whether the bucket is there, and whether instances can
     * fetch and decrypt what is in it. What has FAILED is certain, no deployment of a new bundle survives it; what is likely
     * to fail is a WARNING. Makes at most six calls, and asks nothing that the session of the run may not. A push only needs
     * the bucket.
     *
     * @param accounts of the run, which has found out already who it is
     */
    public Checklist checkStorage(Subject subject, Accounts accounts) throws InterruptedException {
        Check check = begin(subject, Findings.ofRun(subject));
        Findings findings = check.findings();
        boolean isPush = subject.request().isPush();
        Principal principal;
        Optional<Principal> session;
        try {
            principal = accounts.caller();
            session = isPush && !subject.isWrittenByRole()
                    ? Optional.empty()
                    : Optional.of(accounts.session().principal());
        } catch (SdkException unanswered) {
            findings.add(Topic.ROLE, Status.UNKNOWN, "not asked again: " + Explanation.words(unanswered), "");
            return findings.checklist();
        }
        findings.caller(principal);
        Asker caller = new Asker(
                Side.DEVELOPMENT, principal, subject.caller(principal), accounts.development(), Optional.empty());
        Optional<Asker> role = session.map(assumed -> new Asker(
                Side.PRODUCTION,
                assumed,
                Actor.of(subject.environment().role().arn(), assumed),
                accounts.production(),
                Optional.of(subject.request().sessionPolicy())));
        Storage storage = new Storage(check, caller);
        if (isPush) {
            storage.judgeBucket(role);
        } else {
            storage.ask(role);
            storage.judge(role);
        }
        return findings.checklist();
    }
}
