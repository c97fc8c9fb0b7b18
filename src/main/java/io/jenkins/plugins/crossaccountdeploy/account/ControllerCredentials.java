package io.jenkins.plugins.crossaccountdeploy.account;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;

/**
 * The credentials that the controller has by itself, from where the <a
 * href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html">SDK's default chain</a> has
 * them and in its order.
 *
 * <p>A web identity (a service account of Kubernetes) is turned into credentials by STS, which has to be reached the way all of
 * AWS is; the SDK's own chain would build a client of its own for that, and pass Jenkins' proxy by. What a container or an
 * instance tells of itself is on the machine, and the SDK asks for it without any proxy. Only a profile that assumes a role
 * still brings a client of the SDK's own.
 */
final class ControllerCredentials {

    private ControllerCredentials() {}

    /**
     * Finds out nothing yet.
     *
     * @param sts trades a web identity for credentials
     */
    static AwsCredentialsProviderChain through(StsClient sts) {
        return AwsCredentialsProviderChain.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                StsWebIdentityTokenFileCredentialsProvider.builder()
                        .stsClient(sts)
                        .build(),
                ProfileCredentialsProvider.create(),
                ContainerCredentialsProvider.create(),
                InstanceProfileCredentialsProvider.create());
    }
}
