package io.jenkins.plugins.crossaccountdeploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.Tag;

class RoleSessionTest {

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private final Clients user = Clients.ofUser(aws);

    @AfterEach
    void close() {
        user.close();
        aws.close();
    }

    @Test
    void knowsItsUsersAndSessions() {
        GetCallerIdentityResponse self = user.sts().getCallerIdentity();
        assertThat(self.arn()).isEqualTo("arn:aws:iam::111111111111:user/deployer");
        assertThat(self.account()).isEqualTo("111111111111");

        AssumeRoleResponse assumed = assume(r -> {});
        assertThat(assumed.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::222222222222:assumed-role/CrossAccountRole/jenkins-shop-42");
        assertThat(assumed.credentials().expiration())
                .isBetween(
                        aws.clock().now().plus(Duration.ofMinutes(59)),
                        aws.clock().now().plus(Duration.ofHours(1)));
        try (Clients session = Clients.withSession(aws, assumed.credentials())) {
            assertThat(session.sts().getCallerIdentity().arn())
                    .isEqualTo(assumed.assumedRoleUser().arn());
            assertThat(session.sts().getCallerIdentity().userId())
                    .isEqualTo(assumed.assumedRoleUser().assumedRoleId());
        }
    }

    @Test
    void remembersWhichSessionsWereGiven() {
        assume(r -> r.sourceIdentity("alice")
                .tags(Tag.builder().key("job").value("shop").build())
                .policy(allow("codedeploy:*", "*")));

        assertThat(aws.sessions()).singleElement().satisfies(session -> {
            assertThat(session.name()).isEqualTo("jenkins-shop-42");
            assertThat(session.assumedBy()).isEqualTo("arn:aws:iam::111111111111:user/deployer");
            assertThat(session.sourceIdentity()).hasValue("alice");
            assertThat(session.sessionTags()).isEqualTo(Map.of("job", "shop"));
            assertThat(session.sessionPolicy()).isPresent();
            assertThat(session.externalId()).hasValue(TwoAccounts.EXTERNAL_ID);
        });
    }

    @Test
    void refusesAWrongExternalIdWithoutSayingSo() {
        String expected =
                "User: arn:aws:iam::111111111111:user/deployer is not authorized to perform: sts:AssumeRole on"
                        + " resource: arn:aws:iam::222222222222:role/CrossAccountRole";
        assertThat(message(r -> r.externalId("wrong"))).isEqualTo(expected);
        assertThat(message(r -> r.externalId(null))).isEqualTo(expected);
        assertThat(message(r -> r.roleArn("arn:aws:iam::222222222222:role/None")))
                .isEqualTo(expected.replace("CrossAccountRole", "None"));
    }

    @Test
    void needsBothSidesOfTheTrust() {
        aws.production().role("CrossAccountRole").removeTrust("Assume");
        assertThat(code(r -> {})).isEqualTo("AccessDenied");

        aws.production().role("CrossAccountRole").trust("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                         "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}
                        """);
        assertThat(assume(r -> {}).credentials()).isNotNull();

        aws.development().user("deployer").removeStatement("deploy", "AssumeRole");
        assertThat(code(r -> {})).isEqualTo("AccessDenied");
    }

    @Test
    void needsThePermissionToTagTheSession() {
        aws.production().role("CrossAccountRole").removeTrust("Describe");

        assertThat(message(r -> r.tags(Tag.builder().key("job").value("shop").build())))
                .contains("is not authorized to perform: sts:TagSession on resource:");
        assertThat(message(r -> r.sourceIdentity("alice"))).contains("sts:SetSourceIdentity");
        assertThat(assume(r -> {}).credentials()).isNotNull();
    }

    @Test
    void validatesWhatItIsGiven() {
        assertThat(message(r -> r.roleSessionName("jenkins shop")))
                .isEqualTo("1 validation error detected: Value 'jenkins shop' at 'roleSessionName' failed to satisfy"
                        + " constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        assertThat(code(r -> r.roleSessionName("x".repeat(65)))).isEqualTo("ValidationError");
        assertThat(code(r -> r.durationSeconds(600))).isEqualTo("ValidationError");
        assertThat(message(r -> r.durationSeconds(7200)))
                .isEqualTo("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        assertThat(code(r -> r.policy("{"))).isEqualTo("MalformedPolicyDocument");
        assertThat(code(r -> r.policy(allow("codedeploy:*", "x".repeat(2048))))).isEqualTo("ValidationError");
    }

    @Test
    void limitsChainedSessionsToOneHour() {
        var next = aws.production().createRole("Next", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                 "Principal": {"AWS": "arn:aws:iam::222222222222:role/CrossAccountRole"}}]}
                """);
        next.maxSessionDuration(Duration.ofHours(12));
        try (Clients session = Clients.withSession(aws, assume(r -> {}).credentials())) {
            AssumeRoleRequest request = AssumeRoleRequest.builder()
                    .roleArn(next.arn())
                    .roleSessionName("chained")
                    .build();
            assertThat(session.sts().assumeRole(request).assumedRoleUser().arn())
                    .endsWith("Next/chained");
            assertThat(catchThrowableOfType(
                                    AwsServiceException.class,
                                    () -> session.sts()
                                            .assumeRole(request.toBuilder()
                                                    .durationSeconds(3601)
                                                    .build()))
                            .awsErrorDetails()
                            .errorMessage())
                    .contains("1 hour session limit for roles assumed by role chaining");
        }
    }

    @Test
    void narrowsASessionByItsPolicy() {
        AssumeRoleResponse assumed = assume(r -> r.policy(allow("codedeploy:GetDeploymentConfig", "*")));
        assertThat(assumed.packedPolicySize()).isPositive();
        try (Clients session = Clients.withSession(aws, assumed.credentials())) {
            assertThat(session.codeDeploy()
                            .getDeploymentConfig(r -> r.deploymentConfigName("CodeDeployDefault.OneAtATime"))
                            .deploymentConfigInfo()
                            .minimumHealthyHosts()
                            .value())
                    .isEqualTo(1);
            assertThat(catchThrowableOfType(
                                    AwsServiceException.class,
                                    () -> session.codeDeploy()
                                            .getDeploymentGroup(r -> r.applicationName("CodeDeployDemo")
                                                    .deploymentGroupName("Prod")))
                            .awsErrorDetails()
                            .errorMessage())
                    .endsWith("because no session policy allows the codedeploy:GetDeploymentGroup action");
        }
    }

    private AssumeRoleResponse assume(Consumer<AssumeRoleRequest.Builder> change) {
        AssumeRoleRequest.Builder request = Clients.assumeRole();
        change.accept(request);
        return user.sts().assumeRole(request.build());
    }

    private AwsServiceException refused(Consumer<AssumeRoleRequest.Builder> change) {
        return catchThrowableOfType(AwsServiceException.class, () -> assume(change));
    }

    private String message(Consumer<AssumeRoleRequest.Builder> change) {
        return refused(change).awsErrorDetails().errorMessage();
    }

    private String code(Consumer<AssumeRoleRequest.Builder> change) {
        return refused(change).awsErrorDetails().errorCode();
    }

    private static String allow(String action, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + action
                + "\",\"Resource\":\"" + resource + "\"}]}";
    }
}
