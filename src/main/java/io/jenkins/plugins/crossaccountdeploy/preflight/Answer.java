package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** What has become of a question to AWS. */
sealed interface Answer<T> {

    /** It was answered. */
    record Told<T>(T value) implements Answer<T> {

        @Override
        public String words() {
            return "";
        }
    }

    /** AWS has said no, or could not be reached. */
    record Refused<T>(SdkException failure) implements Answer<T> {

        @Override
        public String words() {
            return failure instanceof CredentialsException
                    ? failure.getMessage().replaceAll("\\.$", "")
                    : Explanation.words(failure);
        }
    }

    /** It was given up. */
    record Silent<T>(Duration limit) implements Answer<T> {

        @Override
        public String words() {
            return "no answer within " + limit.toMillis() / 1000.0 + " s";
        }
    }

    /** It was not asked, for a reason that is half a sentence. */
    record NotAsked<T>(String why) implements Answer<T> {

        @Override
        public String words() {
            return "not asked, since " + why;
        }
    }

    /** Why there is no value, in half a sentence; empty if there is one. */
    String words();

    /** The value, if it was told. */
    default Optional<T> told() {
        return this instanceof Told<T> told ? Optional.of(told.value()) : Optional.empty();
    }

    /** The refusal, if it was one. */
    default Optional<SdkException> refusal() {
        return this instanceof Refused<T> refused ? Optional.of(refused.failure()) : Optional.empty();
    }

    default boolean isDenied() {
        return refusal().filter(AwsErrors::isDenied).isPresent();
    }

    /** Whether it was refused with an error of that code. */
    default boolean isRefusedWith(String code) {
        return refusal().map(AwsErrors::code).filter(code::equals).isPresent();
    }
}
