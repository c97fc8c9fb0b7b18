package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** One of the two principals that can be asked as: Jenkins' own of the development account, and the role session. */
record Asker(Side side, Principal principal, Actor actor, AwsCredentialsProvider credentials) {

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

    Attempt attempt(String action, String resource) {
        return new Attempt(action + " is refused", side, action, resource);
    }
}
