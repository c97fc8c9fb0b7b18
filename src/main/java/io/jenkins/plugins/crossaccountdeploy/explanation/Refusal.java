package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.SourceRoleException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/** AWS has said no, or nothing, to an attempt. */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Attempt attempt;
    private final SdkException failure;
    private final boolean partial;

    public Refusal(Attempt attempt, SdkException failure) {
        this(attempt, failure, false);
    }

    /**
     * The refusal of a call, or of a session that it needed: calls assume roles on their way, when sessions have run out.
     *
     * @param attempt what the call was to do
     */
    public static Refusal of(Attempt attempt, SdkException failure, Attempt.Of attempts) {
        if (failure instanceof SourceRoleException source) {
            return new Refusal(attempts.assumeSource(source.action()), failure);
        }
        boolean isSession = failure instanceof StsException && !attempt.action().startsWith("sts:");
        return new Refusal(isSession ? attempts.assume() : attempt, failure);
    }

    private Refusal(Attempt attempt, SdkException failure, boolean partial) {
        super(failure);
        this.attempt = attempt;
        this.failure = failure;
        this.partial = partial;
    }

    /** The same, where other calls of the same step were answered. */
    public Refusal amidAnswers() {
        return new Refusal(attempt, failure, true);
    }

    public Attempt attempt() {
        return attempt;
    }

    public SdkException failure() {
        return failure;
    }

    /** Whether other calls of the same step were answered. */
    public boolean isPartial() {
        return partial;
    }

    /** Whether what was asked for is denied; not the role session, without which nothing can be asked for. */
    public boolean isDenied() {
        return AwsErrors.isDenied(failure) && !(failure instanceof StsException);
    }
}
