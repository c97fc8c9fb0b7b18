package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jenkins.model.CauseOfInterruption;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.junit.jupiter.api.Test;

/** Who interrupts a build, as far as that shows without a Pipeline. */
class StopCauseTest {

    private static final CauseOfInterruption OF_A_CLOUD = new CauseOfInterruption() {

        private static final long serialVersionUID = 1;

        @Override
        public String getShortDescription() {
            return "EC2 instance was terminated";
        }
    };

    @Test
    void aLostAgentIsNoReasonToStopAFreestyleBuild() {
        assertThat(StopCause.isUsers(List.of(OF_A_CLOUD), true)).isFalse();
    }

    @Test
    void aPersonIsWhateverTheAgentDoes() {
        assertThat(StopCause.isUsers(List.of(new UserInterruption("ada")), true))
                .isTrue();
        assertThat(StopCause.isUsers(List.of(OF_A_CLOUD, new UserInterruption("ada")), true))
                .isTrue();
    }

    @Test
    void whoeverInterruptsABuildWhoseAgentIsThereMeansIt() {
        assertThat(StopCause.isUsers(List.of(OF_A_CLOUD), false)).isTrue();
    }

    @Test
    void soDoesJenkinsItself() {
        assertThat(StopCause.isUsers(List.of(), true)).isTrue();
    }

    @Test
    void theReasonOfAFailedBlockIsWhatIsBehindIt() {
        Exception block = new IllegalStateException("Body of block-scoped step failed");
        block.initCause(new IllegalStateException("Timeout waiting for agent to come back"));
        assertThat(StopCause.reason(block)).isEqualTo("Timeout waiting for agent to come back");
    }

    @Test
    void anAbortWithoutAnyReasonIsCalledThat() {
        assertThat(StopCause.reason(new InterruptedException())).isEqualTo("the build was aborted");
    }
}
