package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.ServerTime;
import io.jenkins.plugins.crossaccountdeploy.account.SourceRoleException;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Who Jenkins is in the development account, and whether its clock is right. */
final class CallerCheck {

    /** S3 takes no signature that is further off. */
    private static final Duration SIGNATURES_FAIL = Duration.ofMinutes(15);

    private static final Duration CLOCK_IS_OFF = Duration.ofMinutes(1);

    private final StsClient sts;
    private final Subject subject;
    private final AwsCredentialsProvider development;
    private final RoundTrips trips;
    private final Findings findings;

    /** @param development the credentials that Jenkins has */
    CallerCheck(Check check, AwsCredentialsProvider development) {
        this.sts = check.sts();
        this.subject = check.subject();
        this.trips = check.trips();
        this.findings = check.findings();
        this.development = development;
    }

    /** Asks whose the development credentials are, and compares clocks. */
    Optional<Asker> identify(InstantSource clock) throws InterruptedException {
        Attempt attempt = new Attempt("", Side.DEVELOPMENT, "sts:GetCallerIdentity", "*");
        Question<GetCallerIdentityResponse> question = trips.ask(
                attempt,
                "the development credentials",
                () -> Accounts.genuine(
                        sts.getCallerIdentity(request -> request.overrideConfiguration(as(development)))));
        if (subject.hasSourceRole()) {
            trips.count();
        }
        Answer<GetCallerIdentityResponse> answer = question.answer();
        if (answer.refusal().orElse(null) instanceof SourceRoleException refused) {
            findings.sourceRoleRefused(refused);
            return Optional.empty();
        }
        response(answer).ifPresent(response -> compareClocks(response, clock.instant()));
        return findings.required(Topic.CALLER, question).map(identity -> {
            Principal principal = new Principal(identity.arn(), identity.account());
            findings.caller(principal);
            findings.ok(Topic.CALLER, question, principal.arn());
            if (subject.hasSourceRole()) {
                findings.add(Topic.SOURCE_ROLE, Status.OK, subject.environment().sourceRoleArn(), "");
            }
            return new Asker(Side.DEVELOPMENT, principal, subject.caller(principal), development, Optional.empty());
        });
    }

    private static Optional<SdkHttpResponse> response(Answer<GetCallerIdentityResponse> answer) {
        return answer.told()
                .map(GetCallerIdentityResponse::sdkHttpResponse)
                .or(() -> answer.refusal().flatMap(AwsErrors::response));
    }

    private void compareClocks(SdkHttpResponse response, Instant here) {
        Optional<Instant> there = ServerTime.of(response);
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
}
