package io.jenkins.plugins.crossaccountdeploy.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTargetType;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;

class TargetTest {

    private static Target.Event failed(Diagnostics diagnostics) {
        return new Target.Event(
                "i-0a1b2c3d",
                "AfterInstall",
                LifecycleEventStatus.FAILED,
                Instant.EPOCH,
                Duration.ZERO,
                Optional.of(diagnostics));
    }

    @Test
    void tellsOfAFailureWhatItsDiagnosticsHave() {
        Diagnostics.Builder diagnostics = Diagnostics.builder();
        assertThat(failed(diagnostics.build()).failure()).isEqualTo("no diagnostics");
        assertThat(failed(diagnostics.build()).errorCode()).isEqualTo(LifecycleErrorCode.UNKNOWN_ERROR);
        diagnostics.scriptName("start.sh");
        assertThat(failed(diagnostics.build()).failure()).isEqualTo("start.sh");
        diagnostics.errorCode("ScriptFailed");
        assertThat(failed(diagnostics.build()).failure()).isEqualTo("ScriptFailed: start.sh");
    }

    @Test
    void shiftsTrafficToAVersionThatHasNoNumberYet() {
        assertThat(Target.of(DeploymentTarget.builder()
                        .deploymentTargetType(DeploymentTargetType.LAMBDA_TARGET)
                        .lambdaTarget(lambda -> lambda.targetId("live")
                                .lambdaFunctionInfo(function -> function.targetVersionWeight(0.1)))
                        .build()))
                .extracting(Target::traffic)
                .containsExactly(new Target.Traffic(10, "the new version"));
    }
}
