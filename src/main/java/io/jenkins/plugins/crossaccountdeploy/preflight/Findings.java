package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.SourceRoleException;
import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.preflight.Answer.NotAsked;
import io.jenkins.plugins.crossaccountdeploy.preflight.Answer.Silent;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** Collects the lines of a checklist, and puts refusals into words. */
final class Findings {

    private final Subject subject;
    private final Explanation explanation;

    /** The status of what a deployment has to ask too, and what was not answered. */
    private final Status unanswered;

    /** The status of what a deployment fails over if all is as the administrator says. */
    private final Status likely;

    private final List<CheckItem> items = new ArrayList<>();
    private Optional<Principal> caller = Optional.empty();

    private Findings(Subject subject, Status unanswered, Status likely) {
        this.subject = subject;
        this.explanation = new Explanation(subject.request());
        this.unanswered = unanswered;
        this.likely = likely;
    }

    /** For somebody who asks what would go wrong. */
    static Findings ofCheck(Subject subject) {
        return new Findings(subject, Status.FAILED, Status.FAILED);
    }

    /** For a run, which ends over what is certain alone: what else goes wrong, and for how long, it finds out itself. */
    static Findings ofRun(Subject subject) {
        return new Findings(subject, Status.UNKNOWN, Status.WARNING);
    }

    /** Whose the development credentials are, so that remedies can name it. */
    void caller(Principal known) {
        caller = Optional.of(known);
    }

    void ok(Topic topic, Question<?> question, String finding) {
        add(topic, Status.OK, question.asked(), finding, "");
    }

    void unknown(Topic topic, Question<?> question, String finding, String remedy) {
        add(topic, Status.UNKNOWN, question.asked(), finding, remedy);
    }

    void warning(Topic topic, Question<?> question, String finding, String remedy) {
        add(topic, Status.WARNING, question.asked(), finding, remedy);
    }

    void failed(Topic topic, Question<?> question, String finding, String remedy) {
        add(topic, Status.FAILED, question.asked(), finding, remedy);
    }

    /** A deployment fails if all is as the administrator says, and nothing that is not looked at helps it. */
    void likelyFailed(Topic topic, Question<?> question, String finding, String remedy) {
        add(topic, likely, question.asked(), finding, remedy);
    }

    /** The same, without anybody having been asked. */
    void likelyFailed(Topic topic, String finding, String remedy) {
        add(topic, likely, "", finding, remedy);
    }

    /** What follows without anybody having been asked. */
    void add(Topic topic, Status status, String finding, String remedy) {
        add(topic, status, "", finding, remedy);
    }

    private void add(Topic topic, Status status, String asked, String finding, String remedy) {
        items.add(new CheckItem(topic, status, finding, asked, remedy));
    }

    /** The answer to what a deployment has to ask too: without it, the deployment fails. */
    <T> Optional<T> required(Topic topic, Question<T> question) throws InterruptedException {
        Answer<T> answer = question.answer();
        if (answer.told().isEmpty()) {
            if (answer instanceof NotAsked<T>) {
                unknown(topic, question, answer.words(), "");
            } else {
                add(topic, unanswered, question.asked(), answer.words(), remedy(question, answer));
            }
        }
        return answer.told();
    }

    /** The role of the development account cannot be assumed, without which nobody can be asked. */
    void sourceRoleRefused(SourceRoleException refused) {
        Attempt attempt = explanation.attempts().assumeSource(refused.action());
        add(
                Topic.SOURCE_ROLE,
                Status.FAILED,
                attempt.action() + " on " + attempt.resource() + " as "
                        + (refused.claims().isPresent() ? "the ID token" : "the development credentials"),
                Explanation.words(refused),
                explanation.remedy(refused, attempt, caller));
    }

    /** The answer to what only the check asks: without it, something cannot be told. */
    <T> Optional<T> helpful(Topic topic, Question<T> question) throws InterruptedException {
        Answer<T> answer = question.answer();
        if (answer.told().isEmpty()) {
            unanswered(topic, question, answer);
        }
        return answer.told();
    }

    /** A policy as it was told; nothing if it was not, or if it is none. */
    Optional<ResourcePolicy> policy(Topic topic, Question<String> question) throws InterruptedException {
        Optional<String> told = helpful(topic, question);
        try {
            return told.map(ResourcePolicy::parse);
        } catch (IllegalArgumentException foreign) {
            unknown(topic, question, "cannot tell, " + foreign.getMessage(), "");
            return Optional.empty();
        }
    }

    private <T> void unanswered(Topic topic, Question<T> question, Answer<T> answer) {
        if (answer instanceof NotAsked<T> notAsked) {
            unknown(topic, question, "cannot tell, since " + notAsked.why(), "");
        } else if (answer.isDenied()) {
            unknown(topic, question, "cannot tell, needs " + question.attempt().action(), remedy(question, answer));
        } else {
            unknown(topic, question, "cannot tell, " + answer.words(), remedy(question, answer));
        }
    }

    /** What to do about a refusal, or about silence. */
    String remedy(Question<?> question, Answer<?> answer) {
        if (answer instanceof Silent<?>) {
            return "Check the controller's way to AWS: its proxy, its firewall and the endpoints of environment '"
                    + subject.environment().name() + "'.";
        }
        Optional<SdkException> refusal = answer.refusal();
        return refusal.map(failure -> explanation.remedy(failure, question.attempt(), caller))
                .orElse("");
    }

    /** Nothing is bundled: what was found about bundles does not matter. */
    void needNoBundles(String why) {
        items.removeIf(item -> item.topic().isAboutBundles());
        add(Topic.BUCKET, Status.OK, "none is needed, " + why, "");
    }

    Checklist checklist() {
        return new Checklist(subject.environment().name(), items);
    }
}
