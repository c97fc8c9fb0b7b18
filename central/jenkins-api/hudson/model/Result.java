package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;

public final class Result {
    private Result() {}

    public static final @NonNull Result NOT_BUILT = new Result();
    public static final @NonNull Result ABORTED = new Result();
}
