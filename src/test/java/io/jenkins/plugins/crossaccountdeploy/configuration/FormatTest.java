package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    @ParameterizedTest
    @CsvSource({
        "ENVIRONMENT_NAME, prod",
        "ENVIRONMENT_NAME, eu-west.2_blue",
        "REGION, eu-west-1",
        "REGION, us-gov-west-1",
        "REGION, cn-north-1",
        "REGION, eusc-de-east-1",
        "REGION, us-isob-east-1",
        "ACCOUNT, 333333333333",
        "BUCKET, my-demo-application",
        "BUCKET, logs.example.com",
        "BUCKET, a1b",
        "KEY_PREFIX, revisions",
        "KEY_PREFIX, revisions/web=1/(new)",
        "KMS_KEY_ARN, arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "KMS_KEY_ARN, arn:aws-cn:kms:cn-north-1:111111111111:key/mrk-1234abcd12ab34cd56ef1234567890ab",
        "ROLE_ARN, arn:aws:iam::222222222222:role/CrossAccountRole",
        "ROLE_ARN, arn:aws-us-gov:iam::222222222222:role/teams/web/Deploy@prod",
        "EXTERNAL_ID, 3f1c9a52-0b7e-4c1e-9a4e-9a52c1f3e0b7",
        "EXTERNAL_ID, a:b/c@d=e.f+g_h",
        "CODEDEPLOY_NAME, Demo application",
        "JOB_PATTERN, payments/**",
        "JOB_PATTERN, */web-?",
        "URL, http://127.0.0.1:4566",
        "URL, https://vpce-1.sts.eu-west-1.vpce.amazonaws.com/",
        "RELATIVE_PATH, dist/app",
        "RELATIVE_PATH, **/*.log",
        "RELATIVE_PATH, a..b/c",
        "TARGET_INSTANCES, Name=web-green",
        "TARGET_INSTANCES, asg:web-green",
    })
    void acceptsWhatAwsAndJenkinsAccept(Format format, String text) {
        assertThat(format.fault("It", text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ENVIRONMENT_NAME, prod/eu",
        "ENVIRONMENT_NAME, two words",
        "REGION, eu-west",
        "REGION, eu-west-1a",
        "REGION, EU-WEST-1",
        "ACCOUNT, 3333-3333-3333",
        "BUCKET, s3://my-demo-application",
        "BUCKET, Upper",
        "BUCKET, ab",
        "BUCKET, 192.168.0.1",
        "BUCKET, two..dots",
        "BUCKET, -begins",
        "BUCKET, xn--punycode",
        "BUCKET, access-point-s3alias",
        "KEY_PREFIX, /revisions",
        "KEY_PREFIX, revisions/",
        "KEY_PREFIX, a//b",
        "KMS_KEY_ARN, arn:aws:kms:eu-west-1:111111111111:alias/mine",
        "KMS_KEY_ARN, 1234abcd-12ab-34cd-56ef-1234567890ab",
        "ROLE_ARN, arn:aws:iam::222222222222:user/CrossAccountRole",
        "ROLE_ARN, arn:aws:sts::222222222222:assumed-role/CrossAccountRole/session",
        "ROLE_ARN, arn:aws:iam::22222222222:role/CrossAccountRole",
        "ROLE_ARN, CrossAccountRole",
        "EXTERNAL_ID, a",
        "EXTERNAL_ID, with space",
        "EXTERNAL_ID, what?",
        "JOB_PATTERN, /payments",
        "JOB_PATTERN, payments//web",
        "URL, ftp://example.com",
        "URL, example.com",
        "URL, https://user:secret@example.com",
        "URL, https://example.com?x=1",
        "RELATIVE_PATH, /etc/passwd",
        "RELATIVE_PATH, C:\\Windows",
        "RELATIVE_PATH, ../other",
        "RELATIVE_PATH, a/../b",
        "RELATIVE_PATH, a/..",
        "TARGET_INSTANCES, web-green",
        "TARGET_INSTANCES, =value",
    })
    void refusesTheRest(Format format, String text) {
        assertThat(format.fault("It", text))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("It is n"));
    }

    @Test
    void knowsTheLimitsOfLength() {
        assertThat(Format.EXTERNAL_ID.fits("x".repeat(1224))).isTrue();
        assertThat(Format.EXTERNAL_ID.fits("x".repeat(1225))).isFalse();
        assertThat(Format.CODEDEPLOY_NAME.fits("x".repeat(100))).isTrue();
        assertThat(Format.CODEDEPLOY_NAME.fits("x".repeat(101))).isFalse();
        assertThat(Format.BUCKET.fits("x".repeat(63))).isTrue();
        assertThat(Format.BUCKET.fits("x".repeat(64))).isFalse();
    }

    @Test
    void leavesRoomInKeysForJobAndDigest() {
        assertThat(Format.KEY_PREFIX.fault("It", "p".repeat(512))).isEmpty();
        assertThat(Format.KEY_PREFIX.fault("It", "p".repeat(513))).isPresent();
    }

    @Test
    void leavesOutWhatMayBeLeftOut() {
        assertThat(Format.KEY_PREFIX.fault("It", "")).isEmpty();
        assertThat(Format.BUCKET.problemOfRequired("source.bucket", ""))
                .map(problem -> problem.toString(Locale.ENGLISH))
                .contains("source.bucket is missing");
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThat(Format.JOB_PATTERN.faults("allowedJobs", List.of("shop/**", "/web")))
                .singleElement()
                .asString()
                .startsWith("allowedJobs '/web' is not a pattern");
    }
}
