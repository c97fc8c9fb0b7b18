package io.jenkins.plugins.crossaccountdeploy.redeployment;

import hudson.Util;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Queue;
import hudson.model.SimpleParameterDefinition;
import hudson.model.User;
import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.RedeployJob;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.redeployment.Redeployment.Kind;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/**
 * Asks before something is rolled back or promoted, and has it done: a page by itself, and what the board shows in a dialog.
 * Jenkins' Item/Build on the environment's job decides who may; nobody else finds anything here.
 */
public final class RedeployPage implements ModelObject {

    static final String TOKEN = "token";

    static final String KIND = "kind";

    /** The fingerprint of what the form has shown. */
    static final String SHOWN = "shown";

    private static final Choice<Kind> KINDS = new Choice<>(Kind.class);

    private final Journal journal;

    public RedeployPage(Journal journal) {
        this.journal = journal;
    }

    /** The names and values of a request's parameters that name a deployment group. */
    static Map<String, String> parameters(String prefix, Cell cell) {
        return Map.of(
                prefix + "Environment", cell.environment(),
                prefix + "Application", cell.application(),
                prefix + "Group", cell.deploymentGroup());
    }

    private static Cell cell(StaplerRequest2 request, String prefix) {
        return new Cell(
                parameter(request, prefix + "Environment"),
                parameter(request, prefix + "Application"),
                parameter(request, prefix + "Group"));
    }

    private static String parameter(StaplerRequest2 request, String name) {
        return Util.fixNull(request.getParameter(name));
    }

    @Override
    public String getDisplayName() {
        return Messages.RedeployPage_DisplayName();
    }

    private Redeployment find(StaplerRequest2 request) {
        return new RedeployOffers(journal)
                .find(
                        cell(request, "from"),
                        parameter(request, TOKEN),
                        cell(request, "to"),
                        KINDS.of(parameter(request, KIND)).orElseThrow(HttpResponses::notFound))
                .orElseThrow(HttpResponses::notFound);
    }

    /** Asks. Not found, for those who may not read it, or may not have it done. */
    @GET
    public HttpResponse doIndex(StaplerRequest2 request) {
        return HttpResponses.forwardToView(new RedeployView(find(request), Instant.now()), "index");
    }

    /** Has the job built, and shows it. */
    @POST
    public HttpResponse doSubmit(StaplerRequest2 request) {
        Redeployment wanted = find(request);
        RedeployJob job = wanted.job();
        job.job().checkPermission(Item.BUILD);
        String reason = RedeployCause.reason(parameter(request, "reason"));
        if (!job.missing().isEmpty() || !job.job().isBuildable()) {
            String name = job.job().getFullName();
            throw notPossible(
                    job.job().isBuildable()
                            ? Messages.RedeployPage_Lacks(name, String.join(", ", job.missing()))
                            : Messages.RedeployPage_Disabled(name));
        }
        if (!wanted.isAsShown(parameter(request, SHOWN))) {
            throw notPossible(Messages.RedeployPage_Changed(wanted.from().environment()));
        }
        Cause cause = new RedeployCause(
                wanted.kind(),
                wanted.to(),
                wanted.revision().revision().address(),
                wanted.kind() == Kind.PROMOTION ? wanted.from().environment() : "",
                wanted.revision().since(),
                wanted.build(),
                user(),
                reason);
        Queue.Item queued = ParameterizedJobMixIn.scheduleBuild2(
                job.job(),
                0,
                new CauseAction(cause, new Cause.UserIdCause()),
                new ParametersAction(values(wanted, reason)));
        if (queued == null) {
            throw notPossible(Messages.RedeployPage_NotQueued(job.job().getFullName()));
        }
        return HttpResponses.redirectViaContextPath(job.job().getUrl());
    }

    /** Jenkins escapes the reason. */
    private static HttpResponseException notPossible(String reason) {
        return HttpResponses.errorWithoutStack(HttpServletResponse.SC_CONFLICT, reason);
    }

    private static String user() {
        return Optional.ofNullable(User.current())
                .map(User::getDisplayName)
                .orElseGet(() -> Jenkins.getAuthentication2().getName());
    }

    private static List<ParameterValue> values(Redeployment wanted, String reason) {
        Map<String, String> given = new HashMap<>(Map.of(
                RedeployJob.ENVIRONMENT, wanted.to().environment(),
                RedeployJob.APPLICATION, wanted.to().application(),
                RedeployJob.DEPLOYMENT_GROUP, wanted.to().deploymentGroup(),
                RedeployJob.REVISION, wanted.revision().revision().address(),
                RedeployJob.REASON, reason));
        if (wanted.kind() == Kind.AGAIN_IGNORING_APPLICATION_STOP) {
            given.put(RedeployJob.IGNORE_APPLICATION_STOP_FAILURES, "true");
        }
        List<ParameterValue> values = new ArrayList<>();
        for (ParameterDefinition definition : wanted.job().definitions()) {
            String text = given.get(definition.getName());
            if (text != null && definition instanceof SimpleParameterDefinition simple) {
                values.add(value(simple, text));
            } else {
                Optional.ofNullable(definition.getDefaultParameterValue()).ifPresent(values::add);
            }
        }
        return values;
    }

    private static ParameterValue value(SimpleParameterDefinition definition, String text) {
        try {
            return definition.createValue(text);
        } catch (IllegalArgumentException notOneOfTheChoices) {
            throw notPossible(Messages.RedeployPage_Refused(definition.getName(), text));
        }
    }
}
