package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;

public abstract class Cause {
    public static class UserIdCause extends Cause {
        public UserIdCause() {}

        @CheckForNull
        public String getUserId() {
            return null;
        }
    }
}
