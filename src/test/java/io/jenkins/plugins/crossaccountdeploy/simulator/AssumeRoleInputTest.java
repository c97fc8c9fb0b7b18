package io.jenkins.plugins.crossaccountdeploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Tag;

class AssumeRoleInputTest {

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private final Clients user = Clients.ofUser(aws);

    @AfterEach
    void close() {
        user.close();
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing-valid-in-here",
                "arn::b:::something/test-role",
                "arn:a::::something/test-role",
                "arn:a:::something/test-role",
                "arn:a:a::aaaaaaaaaa:",
                "arn:aws:iam:222222222222:role/CrossAccountRole"
            })
    void refusesWhatIsNoArn(String arn) {
        AwsErrorDetails refused = refused(r -> r.roleArn(arn));

        assertThat(refused.errorCode()).isEqualTo("ValidationError");
        assertThat(refused.errorMessage()).isEqualTo(arn + " is invalid");
    }

    @Test
    void looksNoCloserAtAnArn() {
        for (String arn :
                new String[] {"arn:aws:iam::222222222222:user/deployer", "arn:aws:iam::2222:role/CrossAccountRole"}) {
            assertThat(refused(r -> r.roleArn(arn)).errorCode()).isEqualTo("AccessDenied");
        }
    }

    @Test
    void tellsAllViolationsAtOnce() {
        assertThat(refused(r -> r.roleArn("x").roleSessionName("a b").durationSeconds(1))
                        .errorMessage())
                .isEqualTo("3 validation errors detected: Value 'x' at 'roleArn' failed to satisfy constraint: Member"
                        + " must have length greater than or equal to 20; Value 'a b' at 'roleSessionName' failed to"
                        + " satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '1'"
                        + " at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or"
                        + " equal to 900");
    }

    @Test
    void allotsASessionsPolicyAndTagsSomeSpaceOnly() {
        assertThat(assume(r -> {}).packedPolicySize()).isNull();
        AssumeRoleResponse small = assume(r -> r.tags(tag(1)));
        assertThat(small.packedPolicySize()).isBetween(1, 30);

        AwsErrorDetails tags = refused(r ->
                r.tags(IntStream.range(0, 50).mapToObj(AssumeRoleInputTest::tag).toList()));
        assertThat(tags.errorCode()).isEqualTo("PackedPolicyTooLarge");
        assertThat(tags.errorMessage()).matches("Packed size of session tags consumes \\d{3}% of allotted space\\.");

        aws.packedPolicySpace(40);
        assertThat(refused(r -> r.policy("{\"Version\": \"2012-10-17\", \"Statement\": []}"))
                        .errorMessage())
                .matches("Packed policy consumes \\d{3}% of allotted space, please use smaller policy\\.");
    }

    @Test
    void passesOnOnlyTagsThatThereAre() {
        assertThat(refused(r -> r.tags(tag(1)).transitiveTagKeys("other")).errorMessage())
                .isEqualTo("The specified transitive tag key must be included in the requested tags.");
        assertThat(refused(r -> r.tags(
                                Tag.builder().key("job").value("1").build(),
                                Tag.builder().key("Job").value("2").build()))
                        .errorMessage())
                .startsWith("Duplicate tag keys found.");
    }

    private static Tag tag(int number) {
        return Tag.builder()
                .key("key-" + number)
                .value(IntStream.range(0, 8)
                        .mapToObj(i -> Integer.toHexString((number * 8 + i + 1) * 0x9E3779B1))
                        .collect(Collectors.joining()))
                .build();
    }

    private AssumeRoleResponse assume(Consumer<AssumeRoleRequest.Builder> change) {
        AssumeRoleRequest.Builder request = Clients.assumeRole();
        change.accept(request);
        return user.sts().assumeRole(request.build());
    }

    private AwsErrorDetails refused(Consumer<AssumeRoleRequest.Builder> change) {
        return catchThrowableOfType(AwsServiceException.class, () -> assume(change))
                .awsErrorDetails();
    }
}
