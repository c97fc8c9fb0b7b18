package io.jenkins.plugins.crossaccountdeploy.watch;

import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import java.util.function.Supplier;

/** Makes the calls to AWS of a look. */
public interface Asking {

    /**
     * @param attempt what the call is, of which a refusal tells
     * @throws Refusal if AWS says no, or nothing
     */
    <T> T ask(Attempt attempt, Supplier<T> call) throws Refusal, InterruptedException;
}
