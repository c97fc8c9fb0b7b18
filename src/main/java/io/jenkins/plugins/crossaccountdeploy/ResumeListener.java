package io.jenkins.plugins.crossaccountdeploy;

import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.YesNoMaybe;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionListener;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Goes on with the deployments of a Pipeline build when Jenkins has loaded it after a restart. Pipeline itself resumes a step
 * when the blocks around it are resumed, which may wait for their agents.
 */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class ResumeListener extends FlowExecutionListener {

    private static final Logger LOGGER = Logger.getLogger(ResumeListener.class.getName());

    @Override
    public void onResumed(@NonNull FlowExecution execution) {
        ListenableFuture<List<StepExecution>> steps = execution.getCurrentExecutions(false);
        steps.addListener(() -> goOn(steps), Runnable::run);
    }

    private static void goOn(ListenableFuture<List<StepExecution>> steps) {
        try {
            for (StepExecution step : steps.get()) {
                if (step instanceof CrossAccountDeployStepExecution deployment) {
                    deployment.goOn();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOGGER.log(Level.FINE, "A build does not go on, as Pipeline tells", e);
        }
    }
}
