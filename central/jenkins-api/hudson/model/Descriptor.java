package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

public abstract class Descriptor<T extends Describable<T>> implements Saveable {
    protected Descriptor(Class<? extends T> clazz) {}

    protected Descriptor() {}

    @NonNull
    public String getDisplayName() {
        return null;
    }

    public boolean configure(StaplerRequest2 req, JSONObject json) throws FormException {
        return false;
    }

    @Override
    public synchronized void save() {}

    public synchronized void load() {}

    public static final class FormException extends Exception {
        private static final long serialVersionUID = 1;

        public FormException(String message, Throwable cause, String formField) {
            super(message, cause);
        }
    }
}
