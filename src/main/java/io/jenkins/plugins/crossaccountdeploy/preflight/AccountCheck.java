package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Effect;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.evaluation.Actor;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** Who Jenkins is, whether the role can be assumed, and by whom else. */
final class AccountCheck {

    /** The shortest that <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">STS</a> gives. */
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(15);

    /** What a session that should not have been given may do. */
    private static final Policy NOTHING =
            new Policy(List.of(new Statement("", Effect.DENY, Map.of(), List.of("*"), List.of("*"), Map.of())));

    /** S3 takes no signature that is further off. */
    private static final Duration SIGNATURES_FAIL = Duration.ofMinutes(15);

    private static final Duration CLOCK_IS_OFF = Duration.ofMinutes(1);

    /** Of the space that STS allows a session policy, in per cent. */
    private static final int NEARLY_FULL = 90;

    private final StsClient sts;
    private final Subject subject;
    private final Role role;
    private final AwsCredentialsProvider development;
    private final RoundTrips trips;
    private final Findings findings;
    private Policy sessionPolicy = NOTHING;
    private Question<AssumeRoleResponse> assumed;
    private Question<AssumeRoleResponse> withoutExternalId;

    AccountCheck(
            StsClient sts, Subject subject, AwsCredentialsProvider development, RoundTrips trips, Findings findings) {
        this.sts = sts;
        this.subject = subject;
        this.role = subject.environment().role();
        this.development = development;
        this.trips = trips;
        this.findings = findings;
        Attempt assume = new Attempt("", Side.DEVELOPMENT, "sts:AssumeRole", role.arn());
        this.assumed = Question.omitted(assume, "it is not known who asks");
        this.withoutExternalId = Question.omitted(assume, "the environment has no external ID");
    }

    /** Asks whose the development credentials are, and compares clocks. */
    Optional<Asker> identify(java.time.InstantSource clock) throws InterruptedException {
        Attempt attempt = new Attempt("", Side.DEVELOPMENT, "sts:GetCallerIdentity", "*");
        Question<GetCallerIdentityResponse> question = trips.ask(
                attempt,
                "the development credentials",
                () -> Accounts.genuine(
                        sts.getCallerIdentity(request -> request.overrideConfiguration(as(development)))));
        Answer<GetCallerIdentityResponse> answer = question.answer();
        response(answer).ifPresent(response -> compareClocks(response, clock.instant()));
        return findings.required(Topic.CALLER, question).map(identity -> {
            Principal principal = new Principal(identity.arn(), identity.account());
            findings.caller(principal);
            findings.ok(Topic.CALLER, question, principal.arn());
            return new Asker(Side.DEVELOPMENT, principal, Actor.of(principal), development, Optional.empty());
        });
    }

    private static Optional<SdkHttpResponse> response(Answer<GetCallerIdentityResponse> answer) {
        return answer.told()
                .map(GetCallerIdentityResponse::sdkHttpResponse)
                .or(() -> answer.refusal()
                        .filter(AwsServiceException.class::isInstance)
                        .map(failure -> ((AwsServiceException) failure).awsErrorDetails())
                        .map(AwsErrorDetails::sdkHttpResponse));
    }

    private void compareClocks(SdkHttpResponse response, Instant here) {
        Optional<Instant> there = response.firstMatchingHeader("Date").flatMap(AccountCheck::moment);
        if (there.isEmpty()) {
            return;
        }
        Duration ahead = Duration.between(there.get(), here);
        String finding = "the controller's clock is " + ahead.abs().toSeconds() + " s "
                + (ahead.isNegative() ? "behind" : "ahead of") + " AWS's";
        String remedy = "Let the controller synchronize its clock (NTP).";
        if (ahead.abs().compareTo(SIGNATURES_FAIL) >= 0) {
            findings.add(
                    Topic.CLOCK, Status.FAILED, finding + ": AWS takes none of its signatures for uploads", remedy);
        } else if (ahead.abs().compareTo(CLOCK_IS_OFF) >= 0) {
            findings.add(Topic.CLOCK, Status.WARNING, finding, remedy);
        } else {
            findings.add(Topic.CLOCK, Status.OK, "agrees with AWS's", "");
        }
    }

    private static Optional<Instant> moment(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException foreign) {
            return Optional.empty();
        }
    }

    /** Begins to ask for the role session, as a deployment does, and for one without the external ID. */
    void assume(Asker caller, Policy narrowedTo) {
        assume(caller, narrowedTo, subject.environment().sessionDuration());
        if (!role.externalId().isEmpty()) {
            withoutExternalId = probe(caller, null);
        }
    }

    private void assume(Asker caller, Policy narrowedTo, Duration length) {
        sessionPolicy = narrowedTo;
        assumed = trips.ask(
                attempt(caller),
                caller.name(),
                () -> Accounts.genuine(
                        sts.assumeRole(role.request(subject.request().requester(), sessionPolicy, length)
                                .overrideConfiguration(caller.override())
                                .build())));
    }

    /** Asks for a session that must not be given, and that could do nothing if it were. */
    private Question<AssumeRoleResponse> probe(Asker caller, String externalId) {
        return trips.ask(
                attempt(caller),
                caller.name(),
                () -> Accounts.genuine(
                        sts.assumeRole(role.request(subject.request().requester(), NOTHING, SHORTEST_SESSION)
                                .externalId(externalId)
                                .overrideConfiguration(caller.override())
                                .build())));
    }

    private Attempt attempt(Asker caller) {
        return caller.attempt("sts:AssumeRole", role.arn());
    }

    /** Waits for the role session. */
    Optional<Asker> session(Asker caller) throws InterruptedException {
        Policy ofDeployment = subject.request().sessionPolicy();
        if (isTooLarge() && !sessionPolicy.equals(ofDeployment)) {
            assume(caller, ofDeployment, subject.environment().sessionDuration());
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
            assume(caller, sessionPolicy, Role.DEFAULT_DURATION);
            return told();
        }
        if (isTooLarge()) {
            findings.failed(
                    Topic.SESSION_POLICY,
                    question,
                    answer.words(),
                    findings.remedy(question, answer)
                            + " A deployment is not made with a wider session instead: it fails.");
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
                    Actor.of(role, Optional.of(session)),
                    credentials,
                    Optional.of(sessionPolicy));
        });
    }

    private void judgeSize(Question<AssumeRoleResponse> question, AssumeRoleResponse response) {
        if (response.packedPolicySize() == null) {
            return;
        }
        // Of the size that STS tells, what only the check reads is no part of a deployment's.
        int size = response.packedPolicySize()
                * subject.request().sessionPolicy().json().length()
                / sessionPolicy.json().length();
        String finding = "takes " + size + " % of the space that STS allows";
        if (size >= NEARLY_FULL) {
            findings.warning(
                    Topic.SESSION_POLICY,
                    question,
                    finding,
                    "A longer name of a job, application or group would not fit any more, and the deployment would fail:"
                            + " leave out session tags, or shorten the bucket's key prefix.");
        } else {
            findings.ok(Topic.SESSION_POLICY, question, finding);
        }
    }

    /** Says who else could assume the role; asked last, with a call that nothing else needs. */
    void judgeExternalId(Asker caller, boolean isAssumed) throws InterruptedException {
        if (role.externalId().isEmpty() && !isAssumed) {
            return;
        }
        if (role.externalId().isEmpty()) {
            findings.warning(
                    Topic.EXTERNAL_ID,
                    withoutExternalId,
                    "the environment has none, so that whoever else uses this principal can be made to deploy here"
                            + " (confused deputy)",
                    "Enter a random external ID in environment '"
                            + subject.environment().name()
                            + "', and add to the Allow statement of the trust policy of role "
                            + role.name() + ": \"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"(that ID)\"}}.");
            return;
        }
        Answer<AssumeRoleResponse> without = withoutExternalId.answer();
        if (without.told().isPresent()) {
            tooOpen(withoutExternalId, "the role can be assumed without it too (confused deputy)");
        } else if (!without.isDenied()) {
            findings.helpful(Topic.EXTERNAL_ID, withoutExternalId);
        } else if (!isAssumed) {
            findings.add(Topic.EXTERNAL_ID, Status.UNKNOWN, "cannot tell, since the role is refused either way", "");
        } else {
            judgeOtherId(caller);
        }
    }

    private void judgeOtherId(Asker caller) throws InterruptedException {
        if (trips.left() > 0) {
            Question<AssumeRoleResponse> other = probe(caller, UUID.randomUUID().toString());
            if (other.answer().told().isPresent()) {
                tooOpen(other, "the role can be assumed with any other too (confused deputy)");
                return;
            }
        }
        findings.ok(Topic.EXTERNAL_ID, withoutExternalId, "the role is refused without it, as it should be");
    }

    private void tooOpen(Question<AssumeRoleResponse> question, String finding) {
        findings.warning(
                Topic.EXTERNAL_ID,
                question,
                finding,
                "Add to the Allow statement of the trust policy of role " + role.name()
                        + ": \"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"(the ID of environment '"
                        + subject.environment().name() + "')\"}}.");
    }
}
