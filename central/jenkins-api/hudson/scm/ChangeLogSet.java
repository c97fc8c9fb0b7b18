package hudson.scm;

import org.kohsuke.stapler.export.ExportedBean;

@ExportedBean(defaultVisibility = 999)
public abstract class ChangeLogSet<T extends ChangeLogSet.Entry> implements Iterable<T> {
    ChangeLogSet() {}

    @ExportedBean(defaultVisibility = 999)
    public abstract static class Entry {
        public Entry() {}

        public String getCommitId() {
            return null;
        }

        public long getTimestamp() {
            return 0;
        }
    }
}
