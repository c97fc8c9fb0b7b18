package jenkins.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;
import org.kohsuke.stapler.export.ExportedBean;

@ExportedBean
public abstract class CauseOfInterruption implements Serializable {
    private static final long serialVersionUID = 1L;

    public abstract String getShortDescription();

    public static final class UserInterruption extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        public UserInterruption(@NonNull String userId) {}

        @Override
        public String getShortDescription() {
            return null;
        }
    }
}
