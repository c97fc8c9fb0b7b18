package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.preflight.Answer.Refused;
import io.jenkins.plugins.crossaccountdeploy.preflight.Answer.Silent;
import io.jenkins.plugins.crossaccountdeploy.preflight.Answer.Told;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** The calls of one check: at most ten, side by side, and none for longer than there is time. */
final class RoundTrips {

    /** More would make a check slow, and weigh on the rate limits of the accounts. */
    static final int MOST = 10;

    /** Why a question is not asked. */
    static final String TOO_MANY = "a check makes " + MOST + " calls at most";

    private final Executor executor;
    private final Duration limit;
    private final Question.Deadline deadline;
    private int made;

    /**
     * @param executor makes the calls
     * @param limit what a single call is given up after, by the clients
     * @param total what all of them are given up after
     */
    RoundTrips(Executor executor, Duration limit, Duration total) {
        this.executor = executor;
        this.limit = limit;
        this.deadline = Question.Deadline.in(total);
    }

    /** Counts a call that another one makes on its way, for a session. */
    void count() {
        made++;
    }

    /** How many calls may still be made. */
    int left() {
        return MOST - made;
    }

    /** Asks for something that only a check asks for, unless that is in vain. */
    <T> Question<T> ask(Asker asker, String action, String resource, Supplier<T> call) {
        Attempt attempt = asker.attempt(action, resource);
        return asker.mayTry(action)
                ? ask(attempt, asker.name(), call)
                : Question.omitted(attempt, "the session policy leaves " + action + " out");
    }

    /** Asks without waiting for the answer. */
    <T> Question<T> ask(Attempt attempt, String asWhom, Supplier<T> call) {
        if (left() == 0) {
            return Question.omitted(attempt, TOO_MANY);
        }
        made++;
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> answer.complete(answer(call)));
        } catch (RejectedExecutionException busy) {
            return Question.omitted(attempt, "all threads of Jenkins for such calls are in use");
        }
        return new Question<>(attempt, asWhom, answer, deadline);
    }

    private <T> Answer<T> answer(Supplier<T> call) {
        if (deadline.nanosLeft() <= 0) {
            return new Silent<>(deadline.total());
        }
        try {
            T value = call.get();
            return value == null ? new Refused<>(SdkClientException.create("The answer is empty")) : new Told<>(value);
        } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException late) {
            return new Silent<>(limit);
        } catch (SdkException refused) {
            return new Refused<>(
                    isUnreadable(refused)
                            ? SdkClientException.create("The answer cannot be read as one of AWS's")
                            : refused);
        } catch (RuntimeException unusable) {
            // Of the credentials: where they are stored, or blank ones.
            return new Refused<>(new CredentialsException("the credentials cannot be used: " + unusable.getMessage()));
        }
    }

    /** What is in the way of a parser says nothing to people. */
    private static boolean isUnreadable(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof XMLStreamException
                || root instanceof NullPointerException
                || root.getClass().getSimpleName().equals("JsonParseException");
    }
}
