package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import io.jenkins.plugins.crossaccountdeploy.evaluation.Actor;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** Whether the role can be assumed as a deployment does. */
final class RoleCheck {

    /** Of the space that STS allows a session policy, in per cent. */
    private static final int NEARLY_FULL = 90;

    private final StsClient sts;
    private final Subject subject;
    private final Role role;
    private final Asker caller;
    private final RoundTrips trips;
    private final Findings findings;
    private final Deque<SessionPolicy> sessionPolicies;
    private SessionPolicy sessionPolicy;
    private Question<AssumeRoleResponse> assumed;

    /** Begins to ask for the role session. */
    RoleCheck(Check check, Asker caller) {
        this.sts = check.sts();
        this.subject = check.subject();
        this.trips = check.trips();
        this.findings = check.findings();
        this.role = subject.environment().role();
        this.caller = caller;
        this.sessionPolicies = sessionPolicies(subject);
        this.sessionPolicy = sessionPolicies.remove();
        this.assumed = assume(subject.environment().sessionDuration());
    }

    /**
     * Those that a deployment tries, and first of all the narrowest with what the check reads, if both have room. The session
     * of a run is not widened for its check: a run must not fail over what only a check needs.
     */
    private static Deque<SessionPolicy> sessionPolicies(Subject subject) {
        List<SessionPolicy> ofDeployment = subject.request().sessionPolicies();
        Deque<SessionPolicy> tried = new ArrayDeque<>(
                ofDeployment.stream().filter(SessionPolicy::isTaken).toList());
        List<Statement> statements =
                new ArrayList<>(ofDeployment.get(0).policy().statements());
        statements.add(Statement.allow(BundleScope.CHECK_BUCKET, List.of(subject.bucketArn())));
        statements.add(Statement.allow(BundleScope.CHECK_KEY, List.of("*")));
        SessionPolicy both = SessionPolicy.exact(new Policy(statements));
        if (both.isTaken()) {
            tried.addFirst(both);
        }
        if (tried.isEmpty()) {
            tried.add(ofDeployment.get(ofDeployment.size() - 1));
        }
        return tried;
    }

    private Question<AssumeRoleResponse> assume(Duration length) {
        Policy narrowedTo = sessionPolicy.policy();
        return trips.ask(
                caller.attempt("sts:AssumeRole", role.arn()),
                caller.name(),
                () -> Accounts.genuine(
                        sts.assumeRole(role.request(subject.request().requester(), narrowedTo, length)
                                .overrideConfiguration(caller.override())
                                .build())));
    }

    /** Waits for the role session. */
    Optional<Asker> session() throws InterruptedException {
        while (isTooLarge() && !sessionPolicies.isEmpty()) {
            sessionPolicy = sessionPolicies.remove();
            assumed = assume(subject.environment().sessionDuration());
        }
        Question<AssumeRoleResponse> question = assumed;
        Answer<AssumeRoleResponse> answer = question.answer();
        if (isTooLong(answer) && subject.environment().sessionDuration().compareTo(Role.DEFAULT_DURATION) > 0) {
            findings.warning(
                    Topic.ROLE,
                    question,
                    "sessions of " + role.duration().toMinutes() + " minutes are refused (" + answer.words() + ")",
                    "Deployments go on with sessions of an hour, which are renewed: raise the role's MaxSessionDuration, or"
                            + " enter 3600 seconds; a role that another one assumes never gets more.");
            assumed = assume(Role.DEFAULT_DURATION);
            return told();
        }
        if (isTooLarge()) {
            findings.failed(Topic.SESSION_POLICY, question, answer.words(), findings.remedy(question, answer));
            return Optional.empty();
        }
        return told();
    }

    private boolean isTooLarge() throws InterruptedException {
        return assumed.answer().isRefusedWith("PackedPolicyTooLarge");
    }

    private static boolean isTooLong(Answer<AssumeRoleResponse> answer) {
        return answer.refusal()
                .filter(StsException.class::isInstance)
                .filter(failure -> Accounts.isTooLong((StsException) failure))
                .isPresent();
    }

    private Optional<Asker> told() throws InterruptedException {
        Question<AssumeRoleResponse> question = assumed;
        return findings.required(Topic.ROLE, question).map(response -> {
            Principal session = new Principal(response.assumedRoleUser().arn(), role.account());
            findings.ok(
                    Topic.ROLE,
                    question,
                    session.shortName() + " until " + response.credentials().expiration());
            judgeSize(question, response);
            var credentials = StaticCredentialsProvider.create(AwsSessionCredentials.create(
                    response.credentials().accessKeyId(),
                    response.credentials().secretAccessKey(),
                    response.credentials().sessionToken()));
            return new Asker(
                    Side.PRODUCTION,
                    session,
                    Actor.of(role.arn(), session),
                    credentials,
                    Optional.of(sessionPolicy.policy()));
        });
    }

    private void judgeSize(Question<AssumeRoleResponse> question, AssumeRoleResponse response) {
        if (!sessionPolicy.widenedTo().isEmpty()) {
            findings.warning(
                    Topic.SESSION_POLICY,
                    question,
                    "one for deployments from here alone does not fit into the space that STS allows: it is widened to "
                            + sessionPolicy.widenedTo(),
                    "Leave out session tags, or use shorter names.");
            return;
        }
        if (response.packedPolicySize() == null) {
            return;
        }
        // Of the size that STS tells, what only the check reads is no part of a deployment's.
        int size = response.packedPolicySize()
                * subject.request().sessionPolicy().json().length()
                / sessionPolicy.policy().json().length();
        String finding = "takes " + size + " % of the space that STS allows";
        if (size >= NEARLY_FULL) {
            findings.warning(
                    Topic.SESSION_POLICY,
                    question,
                    finding,
                    "With a longer name of a job, application or group it would be widened: leave out session tags, or"
                            + " shorten the bucket's key prefix.");
        } else {
            findings.ok(Topic.SESSION_POLICY, question, finding);
        }
    }
}
