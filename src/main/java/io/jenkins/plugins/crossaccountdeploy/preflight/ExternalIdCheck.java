package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Effect;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** Whether the role asks for its external ID: else whoever else uses this principal can be made to deploy (confused deputy). */
final class ExternalIdCheck {

    /** The shortest that <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">STS</a> gives. */
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(15);

    /** What a session that should not have been given may do. */
    private static final Policy NOTHING =
            new Policy(List.of(new Statement("", Effect.DENY, Map.of(), List.of("*"), List.of("*"), Map.of())));

    private final StsClient sts;
    private final Subject subject;
    private final Role role;
    private final Asker caller;
    private final RoundTrips trips;
    private final Findings findings;
    private final Question<AssumeRoleResponse> withoutExternalId;

    /** Begins to ask for a session without the external ID, if there is one. */
    ExternalIdCheck(Check check, Asker caller) {
        this.sts = check.sts();
        this.subject = check.subject();
        this.trips = check.trips();
        this.findings = check.findings();
        this.role = subject.environment().role();
        this.caller = caller;
        this.withoutExternalId = role.externalId().isEmpty()
                ? Question.omitted(attempt(), "the environment has no external ID")
                : probe(null);
    }

    private Attempt attempt() {
        return caller.attempt("sts:AssumeRole", role.arn());
    }

    /** Asks for a session that must not be given, and that could do nothing if it were. */
    private Question<AssumeRoleResponse> probe(String externalId) {
        return trips.ask(
                attempt(),
                caller.name(),
                () -> Accounts.genuine(
                        sts.assumeRole(role.request(subject.request().requester(), NOTHING, SHORTEST_SESSION)
                                .externalId(externalId)
                                .overrideConfiguration(caller.override())
                                .build())));
    }

    /** Says who else could assume the role; asked last, with a call that nothing else needs. */
    void judge(boolean isAssumed) throws InterruptedException {
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
            judgeOtherId();
        }
    }

    private void judgeOtherId() throws InterruptedException {
        if (trips.left() > 0) {
            Question<AssumeRoleResponse> other = probe(UUID.randomUUID().toString());
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
