package io.jenkins.plugins.crossaccountdeploy.history;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;

/** What a run is about, in the order in which it goes through them. */
public enum Phase {
    CHECK,
    BUNDLE,
    PREPARE,
    ASSUME,
    REGISTER,
    CREATE,
    /** Instead of all before: it was begun by another run, or by somebody else. */
    TAKE_UP,
    WATCH,
    ROLL_BACK,
    DONE,
    /** Of a later version. */
    @JsonEnumDefaultValue
    OTHER;

    static Phase of(Stage stage) {
        if (stage instanceof Stage.Checking || stage instanceof Stage.ReadingAppSpec) {
            return CHECK;
        } else if (stage instanceof Stage.Bundling || stage instanceof Stage.Abandoning) {
            return BUNDLE;
        } else if (stage instanceof Stage.Preparing) {
            return PREPARE;
        } else if (stage instanceof Stage.Assuming) {
            return ASSUME;
        } else if (stage instanceof Stage.Registering) {
            return REGISTER;
        } else if (stage instanceof Stage.Creating) {
            return CREATE;
        } else if (stage instanceof Stage.TakingUp) {
            return TAKE_UP;
        } else if (stage instanceof Stage.Watching watching) {
            return watching.ending() instanceof Stage.Ending.RollingBack ? ROLL_BACK : WATCH;
        } else if (stage instanceof Stage.Done) {
            return DONE;
        }
        throw new IllegalStateException("a stage of no phase: " + stage.getClass());
    }
}
