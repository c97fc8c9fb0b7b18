package io.jenkins.plugins.crossaccountdeploy;

import hudson.model.Executor;
import hudson.model.Result;
import hudson.model.Run;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.model.CauseOfInterruption;
import jenkins.model.InterruptedBuildAction;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * Who interrupts a build or a step of it. The deployment is stopped by the word of the build's user alone: a person, a timeout,
 * a failed branch with {@code failFast}, or whoever interrupts the build as a whole, such as a build that supersedes it.
 *
 * <p>Pipeline also interrupts the body of a block by itself, above all when the agent of {@code node} was removed or did not
 * come back, and plugins of clouds have causes of their own for that. What is not known to be a user's word is therefore
 * none.
 */
final class StopCause {

    /** Those of plugins that need not be there, and those that are private. */
    private static final Set<String> USERS = Set.of(
            CauseOfInterruption.UserInterruption.class.getName(),
            "org.jenkinsci.plugins.workflow.steps.TimeoutStepExecution$ExceededTimeout",
            "org.jenkinsci.plugins.workflow.cps.steps.ParallelStep$FailFastCause",
            "org.jenkinsci.plugins.workflow.job.properties.DisableConcurrentBuildsJobProperty$CancelledCause",
            "org.jenkinsci.plugins.pipeline.milestone.CancelledCause");

    private StopCause() {}

    /** A person's word, as if the build had been aborted. */
    static FlowInterruptedException of(String userId) {
        return new FlowInterruptedException(Result.ABORTED, true, new CauseOfInterruption.UserInterruption(userId));
    }

    /** Whether a step of a Pipeline is stopped by its user's word. */
    static boolean isUsers(Throwable cause, Run<?, ?> build) {
        return causes(cause)
                .anyMatch(each -> isNameless(each)
                        || each.getCauses().stream().anyMatch(one -> isUsers(one) || isOfBuild(one, build)));
    }

    /**
     * Whether a freestyle build is interrupted by its user's word.
     *
     * @param causes why its executor was interrupted
     * @param isAgentOffline whether the agent may be the reason
     */
    static boolean isUsers(Collection<CauseOfInterruption> causes, boolean isAgentOffline) {
        return !isAgentOffline || causes.isEmpty() || causes.stream().anyMatch(StopCause::isUsers);
    }

    private static boolean isUsers(CauseOfInterruption cause) {
        return USERS.contains(cause.getClass().getName());
    }

    /** Core names nobody when a script or a plugin interrupts a build on behalf of Jenkins itself. */
    private static boolean isNameless(FlowInterruptedException interruption) {
        return interruption.getCauses().isEmpty();
    }

    /** Whether the build as a whole was interrupted for this reason, rather than a block in it. */
    private static boolean isOfBuild(CauseOfInterruption cause, Run<?, ?> build) {
        Executor executor = build.getExecutor();
        return Stream.concat(
                        executor == null ? Stream.empty() : executor.getCausesOfInterruption().stream(),
                        Optional.ofNullable(build.getAction(InterruptedBuildAction.class)).stream()
                                .flatMap(action -> action.getCauses().stream()))
                .anyMatch(one -> one == cause);
    }

    /** A block that fails interrupts its body with its own failure as the cause, and so on inwards. */
    private static Stream<FlowInterruptedException> causes(Throwable cause) {
        return Stream.iterate(cause, each -> each != null, Throwable::getCause)
                .filter(FlowInterruptedException.class::isInstance)
                .map(FlowInterruptedException.class::cast);
    }

    /** In words; what is behind a failed block rather than that it failed. */
    static String reason(Throwable cause) {
        return Stream.iterate(cause, each -> each != null, Throwable::getCause)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .reduce((outer, inner) -> inner)
                .orElse("the build was aborted");
    }
}
