package io.jenkins.plugins.crossaccountdeploy;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.AbortException;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.crossaccountdeploy.account.Credential;
import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import io.jenkins.plugins.crossaccountdeploy.account.WebIdentityToken;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The development account's credentials, looked up in Jenkins again and again, so that a deployment of hours goes on when
 * they are rotated.
 *
 * <p>They are Jenkins' own, as the administrator has named them: no credentials of a folder and no parameter of a build take
 * their place by having the same ID.
 */
final class DevelopmentCredentials implements Supplier<Credential> {

    /** Some credentials are fetched from afar, or assume a role of their own, and each part of an upload needs them. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final String id;
    private final UnaryOperator<StandardCredentials> use;
    private final InstantSource clock;
    private Credential.Keys current;
    private Instant lookAgain = Instant.MIN;

    private DevelopmentCredentials(String id, UnaryOperator<StandardCredentials> use, InstantSource clock) {
        this.id = id;
        this.use = use;
        this.clock = clock;
    }

    /**
     * Those that a build uses.
     *
     * @param id of AWS credentials, or of a Secret text with an ID token; empty for those that the controller has by itself
     * @return empty for those that the controller has by itself
     */
    static Optional<Supplier<Credential>> of(String id, Run<?, ?> run, InstantSource clock) {
        return of(id, found -> CredentialsProvider.track(run, found), clock);
    }

    /** Those that no build uses. */
    static Optional<Supplier<Credential>> of(String id, InstantSource clock) {
        return of(id, UnaryOperator.identity(), clock);
    }

    private static Optional<Supplier<Credential>> of(
            String id, UnaryOperator<StandardCredentials> use, InstantSource clock) {
        return id.isEmpty() ? Optional.empty() : Optional.of(new DevelopmentCredentials(id, use, clock));
    }

    /**
     * Makes sure that the credentials are there.
     *
     * @throws AbortException if not
     */
    static void check(RequestFactory.Requested request, Run<?, ?> run) throws AbortException {
        String id = request.credentialsId();
        if (id.isEmpty()) {
            return;
        }
        if (find(id).map(found -> CredentialsProvider.track(run, found)).isEmpty()) {
            throw new AbortException(
                    "The environment '" + request.request().environment().name() + "' names the credentials '" + id
                            + "', which are not among Jenkins' own, or of neither kind: AWS Credentials, or Secret text"
                            + " with an ID token. An administrator can add them, or choose others, under Manage"
                            + " Jenkins, System, Cross-Account Deploy.");
        }
    }

    private static Optional<StandardCredentials> find(String id) {
        return DevelopmentCredentials.<StandardCredentials>find(id, AmazonWebServicesCredentials.class)
                .or(() -> find(id, StringCredentials.class));
    }

    private static <C extends StandardCredentials> Optional<C> find(String id, Class<? extends C> type) {
        return Optional.ofNullable(
                CredentialsProvider.findCredentialByIdInItemGroup(id, type, Jenkins.get(), ACL.SYSTEM2, List.of()));
    }

    /** Keys are kept for a minute; a token is read, and so issued, anew each time. */
    @Override
    public synchronized Credential get() {
        if (clock.instant().isBefore(lookAgain)) {
            return current;
        }
        StandardCredentials found = find(id).map(use)
                .orElseThrow(() -> new CredentialsException("The credentials '" + id
                        + "' are no longer in Jenkins. Add them again, or choose others in the environment"));
        if (found instanceof StringCredentials text) {
            return token(id, text);
        }
        current = new Credential.Keys(resolve(id, (AwsCredentialsProvider) found));
        lookAgain = clock.instant().plus(KEPT);
        return current;
    }

    /** What is no ID token is some other secret, and no business of AWS's. */
    static WebIdentityToken token(String id, StringCredentials text) {
        String secret;
        try {
            secret = text.getSecret().getPlainText();
        } catch (RuntimeException unusable) {
            throw new CredentialsException("The Secret text '" + id + "' cannot be read ("
                    + Explanation.reason(unusable) + "). Look at it, or choose others in the environment");
        }
        return WebIdentityToken.parse(secret)
                .orElseThrow(() -> new CredentialsException("The Secret text '" + id
                        + "' is no ID token of OpenID Connect with an issuer of https://, and is not sent to AWS."
                        + " Choose one that is, or AWS credentials, in the environment"));
    }

    /** The kind AWS Credentials may have no keys at all, and gives nothing then, or throws what the SDK throws at blank ones. */
    static AwsCredentials resolve(String id, AwsCredentialsProvider found) {
        AwsCredentials resolved;
        try {
            resolved = found.resolveCredentials();
        } catch (SdkException refused) {
            throw refused;
        } catch (RuntimeException unusable) {
            throw new CredentialsException("The AWS credentials '" + id + "' cannot be used ("
                    + Explanation.reason(unusable) + "). Enter them again, or choose others in the environment");
        }
        if (resolved == null) {
            throw new CredentialsException("The AWS credentials '" + id
                    + "' have neither an access key nor a role. Enter them again, or choose others in the environment");
        }
        return resolved;
    }
}
