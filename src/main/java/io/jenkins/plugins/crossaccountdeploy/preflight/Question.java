package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.preflight.Answer.NotAsked;
import io.jenkins.plugins.crossaccountdeploy.preflight.Answer.Silent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A question to AWS that was asked, or was not for a reason. */
final class Question<T> {

    private final Attempt attempt;
    private final String asWhom;
    private final CompletableFuture<Answer<T>> answer;
    private final Deadline deadline;

    /** When all that is asked is given up, by the clock of this process. */
    record Deadline(long nanoTime, Duration total) {

        static Deadline in(Duration total) {
            return new Deadline(System.nanoTime() + total.toNanos(), total);
        }

        long nanosLeft() {
            return nanoTime - System.nanoTime();
        }
    }

    Question(Attempt attempt, String asWhom, CompletableFuture<Answer<T>> answer, Deadline deadline) {
        this.attempt = attempt;
        this.asWhom = asWhom;
        this.answer = answer;
        this.deadline = deadline;
    }

    /** One that is not asked, for a reason that is half a sentence. */
    static <T> Question<T> omitted(Attempt attempt, String why) {
        return new Question<>(
                attempt, "", CompletableFuture.completedFuture(new NotAsked<>(why)), Deadline.in(Duration.ZERO));
    }

    Attempt attempt() {
        return attempt;
    }

    /** Waits for the answer, but not beyond the deadline. */
    Answer<T> answer() throws InterruptedException {
        try {
            return answer.isDone() ? answer.get() : answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return new Silent<>(deadline.total());
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("Failures are answers", impossible);
        }
    }

    /** What was asked of whom; empty if it was not. */
    String asked() {
        return asWhom.isEmpty() ? "" : attempt.action() + " on " + attempt.resource() + " as " + asWhom;
    }
}
