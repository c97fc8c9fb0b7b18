package io.jenkins.plugins.crossaccountdeploy.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IamNameTest {

    @Test
    void isWhatStandsBehindThePath() {
        assertThat(IamName.of("arn:aws:iam::111111111111:role/Jenkins")).isEqualTo(new IamName("/", "Jenkins"));
        assertThat(IamName.of("arn:aws:iam::111111111111:role/ci/a:b/Jenkins"))
                .isEqualTo(new IamName("/ci/a:b/", "Jenkins"));
        assertThat(IamName.of("arn:aws-cn:iam::111111111111:user/deployer")).isEqualTo(new IamName("/", "deployer"));
    }

    @Test
    void ofTheRootUserIsNoPath() {
        assertThat(IamName.of("arn:aws:iam::111111111111:root")).isEqualTo(new IamName("/", "root"));
    }
}
