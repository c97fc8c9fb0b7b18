package io.jenkins.plugins.crossaccountdeploy.account;

import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** What Jenkins authenticates itself with at AWS. */
public sealed interface Credential permits Credential.Keys, WebIdentityToken {

    /** An access key, of a user or of a session. */
    record Keys(AwsCredentials keys) implements Credential {

        /** Without the secret, whatever kind of key it is. */
        @Override
        public String toString() {
            return "Keys[" + keys.accessKeyId() + "]";
        }
    }
}
