package io.jenkins.plugins.crossaccountdeploy.account;

import software.amazon.awssdk.core.exception.SdkClientException;

/** There are no credentials that a request could be signed with: AWS was not even asked. */
public final class CredentialsException extends SdkClientException {

    private static final long serialVersionUID = 1;

    /**
     * @param message what is wrong with which credentials, and what to do
     */
    public CredentialsException(String message) {
        super(builder().message(message));
    }
}
