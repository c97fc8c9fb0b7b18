package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a hook script (or a step of the agent itself) fails on a target. Succeeding needs no plan.
 *
 * @param path of the script in the bundle; empty to take the one that the AppSpec file names
 * @param errorCode one of CodeDeploy's LifecycleErrorCode values
 * @param message what the agent reports
 * @param log what the script had printed, a line an element
 * @param duration how long it took to fail, if not as long as it would have taken to succeed
 */
public record Script(
        Optional<String> path, String errorCode, String message, List<String> log, Optional<Duration> duration) {

    /** A script that fails; say how with the methods below. */
    public static Script script(String path) {
        return new Script(Optional.of(path), "ScriptFailed", "", List.of(), Optional.empty()).exit(1);
    }

    /** The script of the AppSpec file for that event fails. */
    public static Script script() {
        return new Script(Optional.empty(), "ScriptFailed", "", List.of(), Optional.empty()).exit(1);
    }

    /** The agent itself cannot go on, with nothing but a message. */
    public static Script unknownError(String message) {
        return new Script(Optional.of(""), "UnknownError", message, List.of(), Optional.empty());
    }

    public Script exit(int status) {
        return with("ScriptFailed", "Script at specified location: %s failed with exit code " + status);
    }

    /** It runs until the time limit of the AppSpec file. */
    public Script timesOut(Duration limit) {
        return with(
                        "ScriptTimedOut",
                        "Script at specified location: %s failed to complete in " + limit.toSeconds() + " seconds")
                .after(limit);
    }

    /** It is not in the bundle. */
    public Script missing() {
        return with(
                "ScriptMissing",
                "Script does not exist at specified location:"
                        + " /opt/codedeploy-agent/deployment-root/deployment-archive/%s");
    }

    /** It is no executable file. */
    public Script notExecutable() {
        return with("ScriptNotExecutable", "Script at specified location: %s is not executable");
    }

    /** What it wrote to its error stream. */
    public Script log(String... lines) {
        return new Script(path, errorCode, message, List.of(lines), duration);
    }

    public Script after(Duration time) {
        return new Script(path, errorCode, message, log, Optional.of(time));
    }

    private Script with(String code, String text) {
        return new Script(path, code, text, log, duration);
    }

    /** The end of the log as the agent sends it: at most 2 kB. */
    public String logTail(String event, String script) {
        if (log.isEmpty() && script.isEmpty()) {
            return "";
        }
        StringBuilder tail = new StringBuilder("LifecycleEvent - " + event + "\nScript - " + script + "\n");
        log.forEach(line -> tail.append("[stderr]").append(line).append('\n'));
        return tail.length() <= 2048 ? tail.toString() : tail.substring(tail.length() - 2048);
    }
}
