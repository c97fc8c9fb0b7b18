package io.jenkins.plugins.crossaccountdeploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentResponse;

class FaultTest {

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private final Clients user = Clients.ofUser(aws);
    private final Clients role = Clients.ofRole(aws);

    @AfterEach
    void close() {
        user.close();
        role.close();
        aws.close();
    }

    @Test
    void throttlesAsOftenAsToldAndInTheWordsOfTheService() {
        var throttling =
                aws.faults().on("CodeDeploy.GetDeploymentConfig").times(2).throttle();
        aws.faults().on("S3").throttle();
        aws.faults().on("STS").throttle();

        assertThat(code(this::config)).isEqualTo("ThrottlingException");
        assertThat(code(this::config)).isEqualTo("ThrottlingException");
        config();
        assertThat(throttling.hits()).isEqualTo(2);
        assertThat(code(() -> user.s3().listObjectsV2(r -> r.bucket(TwoAccounts.BUCKET))))
                .isEqualTo("SlowDown");
        assertThat(code(() -> user.sts().getCallerIdentity())).isEqualTo("Throttling");
    }

    @Test
    void strikesAtAChosenCall() {
        aws.faults().on("CodeDeploy.GetDeploymentConfig").after(1).fail();

        config();
        assertThat(catchThrowableOfType(AwsServiceException.class, this::config).statusCode())
                .isEqualTo(500);
        config();
    }

    @Test
    void losesTheRequest() {
        aws.faults().on("CodeDeploy.CreateDeployment").cutBefore();

        assertThatThrownBy(this::create).isInstanceOf(SdkClientException.class);
        assertThat(aws.deployments()).isEmpty();
        assertThat(aws.calls().of("CodeDeploy.CreateDeployment"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.status()).isZero();
                    assertThat(call.answered()).isFalse();
                });
    }

    @Test
    void losesTheAnswer() {
        aws.faults().on("CodeDeploy.CreateDeployment").cutAfter();

        assertThatThrownBy(this::create).isInstanceOf(SdkClientException.class);
        assertThat(aws.deployments()).hasSize(1);
        assertThat(aws.calls().of("CodeDeploy.CreateDeployment"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.status()).isEqualTo(200);
                    assertThat(call.answered()).isFalse();
                });
    }

    @Test
    void answersNonsense() {
        aws.faults().on("CodeDeploy.GetDeploymentConfig").malformed();

        assertThatThrownBy(this::config).isInstanceOf(SdkException.class);
        config();
    }

    @Test
    void saysThatTheTokenHasExpired() {
        aws.faults().on("*").expiredToken();

        assertThat(code(this::config)).isEqualTo("ExpiredTokenException");
    }

    @Test
    void deniesAccess() {
        aws.faults().on("CodeDeploy.GetDeploymentConfig").denyAccess();

        assertThat(code(this::config)).isEqualTo("AccessDeniedException");
    }

    @Test
    void holdsARequestUntilItIsLetGo() throws Exception {
        var gate = aws.faults().on("CodeDeploy.CreateDeployment").block();
        CompletableFuture<CreateDeploymentResponse> created = CompletableFuture.supplyAsync(this::create);
        gate.awaitHit();
        assertThat(aws.deployments()).isEmpty();
        assertThat(created).isNotDone();

        gate.end();

        assertThat(created.get(10, TimeUnit.SECONDS).deploymentId()).startsWith("d-");
    }

    @Test
    void cannotBeReachedForAWhile() {
        config();
        aws.unreachable(true);
        assertThatThrownBy(this::config).isInstanceOf(SdkClientException.class);

        aws.unreachable(false);
        config();
    }

    @Test
    void recordsWhoAskedWhatAndHowItWasAnswered() {
        aws.clock().advance(Duration.ofMinutes(1));
        user.s3().putObject(r -> r.bucket(TwoAccounts.BUCKET).key("x"), RequestBody.fromString("x"));
        code(() -> role.s3().listObjectsV2(r -> r.bucket(TwoAccounts.BUCKET)));

        assertThat(aws.calls().operations()).containsExactly("STS.AssumeRole", "S3.PutObject", "S3.ListObjectsV2");
        Call put = aws.calls().of("S3.PutObject").get(0);
        assertThat(put.principal()).isEqualTo("arn:aws:iam::111111111111:user/deployer");
        assertThat(put.resource()).isEqualTo("arn:aws:s3:::my-demo-application/x");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.at()).isEqualTo(aws.clock().now());
        Call list = aws.calls().of("S3.ListObjectsV2").get(0);
        assertThat(list.principal()).startsWith("arn:aws:sts::222222222222:assumed-role/CrossAccountRole/");
        assertThat(list.status()).isEqualTo(403);
        assertThat(list.errorCode()).isEqualTo("AccessDenied");
    }

    private void config() {
        role.codeDeploy().getDeploymentConfig(r -> r.deploymentConfigName("CodeDeployDefault.OneAtATime"));
    }

    private CreateDeploymentResponse create() {
        return role.codeDeploy()
                .createDeployment(r -> r.applicationName("CodeDeployDemo")
                        .deploymentGroupName("Prod")
                        .revision(Clients.bundle("x.zip")));
    }

    private static String code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(AwsServiceException.class, call)
                .awsErrorDetails()
                .errorCode();
    }
}
