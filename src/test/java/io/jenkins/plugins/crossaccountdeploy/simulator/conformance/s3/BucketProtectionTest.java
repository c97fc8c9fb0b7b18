package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;

class BucketProtectionTest extends S3Fixture {

    @Test
    void aNewBucketKeepsThePublicOut() {
        allowed();

        var block = s3().getPublicAccessBlock(r -> r.bucket(BUCKET)).publicAccessBlockConfiguration();

        assertThat(block.blockPublicAcls()).isTrue();
        assertThat(block.ignorePublicAcls()).isTrue();
        assertThat(block.blockPublicPolicy()).isTrue();
        assertThat(block.restrictPublicBuckets()).isTrue();
        assertThat(s3().getBucketOwnershipControls(r -> r.bucket(BUCKET))
                        .ownershipControls()
                        .rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.objectOwnership()).isEqualTo(ObjectOwnership.BUCKET_OWNER_ENFORCED));
    }

    @Test
    void partsOfItCanBeMissing() {
        allowed();
        aws.bucket(BUCKET).protection().blocksOnly("BlockPublicAcls");
        var block = s3().getPublicAccessBlock(r -> r.bucket(BUCKET)).publicAccessBlockConfiguration();
        assertThat(block.blockPublicAcls()).isTrue();
        assertThat(block.restrictPublicBuckets()).isFalse();

        aws.bucket(BUCKET).protection().blocksNothing();
        aws.bucket(BUCKET).protection().ownership(Optional.empty());
        assertThat(code(() -> s3().getPublicAccessBlock(r -> r.bucket(BUCKET))))
                .isEqualTo("NoSuchPublicAccessBlockConfiguration");
        assertThat(code(() -> s3().getBucketOwnershipControls(r -> r.bucket(BUCKET))))
                .isEqualTo("OwnershipControlsNotFoundError");
    }

    @Test
    void isToldToThoseWhoMayKnow() {
        assertThat(code(() -> s3().getPublicAccessBlock(r -> r.bucket(BUCKET)))).isEqualTo("AccessDenied");
        assertThat(code(() -> s3().getBucketOwnershipControls(r -> r.bucket(BUCKET))))
                .isEqualTo("AccessDenied");
    }

    private void allowed() {
        aws.development()
                .user(TwoAccounts.USER)
                .putPolicy("settings", allow("s3:GetBucketPublicAccessBlock", "s3:GetBucketOwnershipControls"));
    }
}
