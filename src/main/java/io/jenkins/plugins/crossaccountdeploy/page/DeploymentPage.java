package io.jenkins.plugins.crossaccountdeploy.page;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** The page of one deployment of a build, as it is now. Whoever may read the build may look at it. */
public final class DeploymentPage implements ModelObject {

    private final Run<?, ?> build;
    private final int number;
    private final RunRecord run;
    private final Instant now = InstantSource.system().instant();

    /** @param number of the deployment in its build, beginning with 1 */
    DeploymentPage(Run<?, ?> build, int number, RunRecord run) {
        this.build = build;
        this.number = number;
        this.run = run;
    }

    /** The build, as Jenkins' layout calls it. */
    public Run<?, ?> getObject() {
        return build;
    }

    public int getNumber() {
        return number;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return run.place().environment() + ": " + Words.target(run.place());
    }

    public String getState() {
        return Words.state(run);
    }

    /** Such as {@code symbol-status-red}. */
    public String getSymbol() {
        return "symbol-" + StateSymbol.of(run.state());
    }

    /** The targets in numbers, if there are any. */
    public String getCounts() {
        return Words.counts(run.deployment().counts());
    }

    /** What failed, in a sentence. */
    public String getExplanation() {
        int end = run.explanation().indexOf(". ") + 1;
        return end == 0 ? run.explanation() : run.explanation().substring(0, end);
    }

    public long getSequence() {
        return run.sequence();
    }

    public boolean isOver() {
        return run.state().isOver();
    }

    public boolean isRolledBack() {
        return run.rollback().isKnown();
    }

    public String getRollback() {
        return run.rollback().id();
    }

    /** Whether anything is deployed; a push only uploads. */
    public boolean isDeploying() {
        return run.place().hasGroup();
    }

    public boolean isWithTargets() {
        return !run.deployment().targets().isEmpty();
    }

    /** The parts of the page beside the timelines, by name: markup. */
    public Map<String, String> getFragments() {
        Map<String, String> fragments = new Overview(run, now).fragments();
        fragments.put("operations", Operation.buttons(build, run).add(again()).toString());
        fragments.merge("explanation", howToDeployAgain().toString(), String::concat);
        return fragments;
    }

    private Html again() {
        Html html = new Html();
        String root = Stapler.getCurrentRequest2().getContextPath();
        for (DeployingAgain.Offer offer : DeployingAgain.get().offers(run)) {
            html.element("a", offer.label(), "class", "jenkins-button cad-redeploy", "href", root + "/" + offer.url());
        }
        return html;
    }

    /** Where nothing can be offered, what to do instead. */
    private Html howToDeployAgain() {
        Html html = new Html();
        boolean isWanted =
                isOver() && run.deployment().isKnown() && !run.state().isGood();
        if (isWanted
                && !DeployingAgain.get().isPossible(run)
                && build.getParent().hasPermission(Item.BUILD)) {
            html.element(
                    "p",
                    run.deployment().hasFailedInApplicationStop()
                            ? Messages.DeploymentPage_AgainIgnoringByHand()
                            : Messages.DeploymentPage_AgainByHand(),
                    "class",
                    "cad-muted");
        }
        return html;
    }

    /** The timeline: markup. */
    public String getTimeline() {
        return new Timeline(run.deployment(), new ConsoleLinks(run.place()))
                .table(run.deployment().id())
                .toString();
    }

    /** The timeline of the deployment that rolls this one back: markup. */
    public String getRollbackTimeline() {
        return new Timeline(run.rollback(), new ConsoleLinks(run.place()))
                .table(run.rollback().id())
                .toString();
    }

    public String getLeftOut() {
        return new Timeline(run.deployment(), new ConsoleLinks(run.place())).leftOut();
    }

    /** The record as JSON, at {@code api/json}. */
    public Json getApi() {
        return new Json(() -> run);
    }

    /**
     * What has changed, for a page that is open.
     *
     * @param since the sequence that it shows
     */
    @GET
    public HttpResponse doChanges(@QueryParameter long since) {
        return Json.answer(Changes.of(run, since, now, this::getFragments));
    }

    /** Lets the traffic go over. */
    @POST
    public HttpResponse doContinue() {
        return operate(Operation.CONTINUE);
    }

    /** Ends the wait before what was replaced is terminated. */
    @POST
    public HttpResponse doEndWait() {
        return operate(Operation.END_WAIT);
    }

    @POST
    public HttpResponse doStop() {
        return operate(Operation.STOP);
    }

    @POST
    public HttpResponse doStopAndRollBack() {
        return operate(Operation.STOP_AND_ROLL_BACK);
    }

    private HttpResponse operate(Operation operation) {
        build.checkPermission(operation.permission());
        Optional<RunOperations> operations = DeploymentHistory.get().operations(run.token());
        if (operations.isEmpty() || !operation.isFor(run)) {
            return HttpResponses.errorWithoutStack(409, Messages.DeploymentPage_Over());
        }
        operation.begin(operations.get());
        return HttpResponses.ok();
    }
}
