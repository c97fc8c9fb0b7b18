package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.evaluation.Actor;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * One of the two principals whose credentials questions are asked with: Jenkins' own of the development account, and the role
 * session.
 *
 * @param sessionPolicy what the session is narrowed to, if it is one
 */
record Asker(
        Side side,
        Principal principal,
        Actor actor,
        AwsCredentialsProvider credentials,
        Optional<Policy> sessionPolicy) {

    /** Without the credentials. */
    @Override
    public String toString() {
        return name();
    }

    String name() {
        return principal.shortName() + " of account " + principal.account();
    }

    AwsRequestOverrideConfiguration override() {
        return as(credentials);
    }

    /** Whether it makes sense to ask: what a session policy leaves out is denied, whatever the role may do. */
    boolean mayTry(String action) {
        return sessionPolicy.isEmpty()
                || sessionPolicy.get().statements().stream()
                        .anyMatch(statement -> statement.actions().contains(action));
    }

    Attempt attempt(String action, String resource) {
        return new Attempt(action + " is refused", side, action, resource);
    }
}
