package io.jenkins.plugins.crossaccountdeploy.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.StagesTest;
import org.junit.jupiter.api.Test;

class PhaseTest {

    @Test
    void everyStageBelongsToAPhase() {
        assertThat(StagesTest.stages().map(Phase::of))
                .containsExactly(
                        Phase.CHECK,
                        Phase.CHECK,
                        Phase.BUNDLE,
                        Phase.BUNDLE,
                        Phase.PREPARE,
                        Phase.ASSUME,
                        Phase.REGISTER,
                        Phase.CREATE,
                        Phase.TAKE_UP,
                        Phase.WATCH,
                        Phase.DONE);
    }
}
