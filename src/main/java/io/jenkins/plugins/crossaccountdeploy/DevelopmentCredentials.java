package io.jenkins.plugins.crossaccountdeploy;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
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
final class DevelopmentCredentials implements AwsCredentialsProvider {

    /** Some credentials are fetched from afar, or assume a role of their own, and each part of an upload needs them. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final String id;
    private final Run<?, ?> run;
    private final InstantSource clock;
    private AwsCredentials current;
    private Instant lookAgain = Instant.MIN;

    private DevelopmentCredentials(String id, Run<?, ?> run, InstantSource clock) {
        this.id = id;
        this.run = run;
        this.clock = clock;
    }

    /**
     * @param id of AWS credentials in Jenkins; empty for those that the controller has by itself
     * @return empty for those that the controller has by itself
     */
    static Optional<AwsCredentialsProvider> of(String id, Run<?, ?> run, InstantSource clock) {
        return id.isEmpty() ? Optional.empty() : Optional.of(new DevelopmentCredentials(id, run, clock));
    }

    /**
     * Makes sure that the credentials are there.
     *
     * @throws AbortException if not
     */
    static void check(RequestFactory.Requested request, Run<?, ?> run) throws AbortException {
        String id = request.credentialsId();
        if (!id.isEmpty() && find(id, run) == null) {
            throw new AbortException(
                    "The environment '" + request.request().environment().name()
                            + "' names the AWS credentials '" + id
                            + "', which are not among Jenkins' own or not of the kind AWS Credentials."
                            + " An administrator can add them, or choose others, under Manage Jenkins, System, Cross-Account Deploy.");
        }
    }

    @CheckForNull
    private static AmazonWebServicesCredentials find(String id, Run<?, ?> run) {
        return CredentialsProvider.track(
                run,
                CredentialsProvider.findCredentialByIdInItemGroup(
                        id, AmazonWebServicesCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()));
    }

    @Override
    public synchronized AwsCredentials resolveCredentials() {
        if (!clock.instant().isBefore(lookAgain)) {
            AmazonWebServicesCredentials found = find(id, run);
            if (found == null) {
                throw new CredentialsException("The AWS credentials '" + id
                        + "' are no longer in Jenkins. Add them again, or choose others in the environment");
            }
            current = resolve(id, found);
            lookAgain = clock.instant().plus(KEPT);
        }
        return current;
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
