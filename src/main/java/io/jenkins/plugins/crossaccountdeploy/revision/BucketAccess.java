package io.jenkins.plugins.crossaccountdeploy.revision;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The bucket, and the credentials that write it: the role's if it belongs to the production account, else Jenkins' own. */
record BucketAccess(Accounts accounts, Store store) {

    S3Client s3() {
        return accounts.s3();
    }

    S3Presigner presigner() {
        return accounts.presigner(writer());
    }

    AwsRequestOverrideConfiguration asWriter() {
        return as(writer());
    }

    private AwsCredentialsProvider writer() {
        return switch (store.owner()) {
            case DEVELOPMENT, THIRD -> accounts.development();
            case PRODUCTION -> accounts.production();
        };
    }

    /** The account that the bucket must belong to: no other gets the bundle, whoever has taken a bucket's name. */
    String owner() {
        return switch (store.owner()) {
            case DEVELOPMENT -> accounts.caller().account();
            case PRODUCTION -> accounts.environment().role().account();
            case THIRD -> store.account();
        };
    }
}
