package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;

public abstract class Cause {
    public abstract String getShortDescription();

    public void print(TaskListener listener) {}

    public static class UserIdCause extends Cause {
        public UserIdCause() {}

        @Override
        public String getShortDescription() {
            return null;
        }

        @CheckForNull
        public String getUserId() {
            return null;
        }
    }
}
