package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.KeyService;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * One check under way, which its parts share.
 *
 * @param clients that give up in time
 * @param subject what is checked
 * @param trips the calls that it makes
 * @param findings what it has found so far
 */
record Check(Clients clients, Subject subject, RoundTrips trips, Findings findings) {

    StsClient sts() {
        return clients.sts(subject.environment());
    }

    S3Client s3() {
        return clients.s3(subject.environment());
    }

    CodeDeployClient codeDeploy() {
        return clients.codeDeploy(subject.environment());
    }

    KeyService keys() {
        return clients.keys(subject.environment(), subject.region());
    }
}
