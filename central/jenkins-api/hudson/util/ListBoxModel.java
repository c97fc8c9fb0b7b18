package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;

public class ListBoxModel extends ArrayList<ListBoxModel.Option> {
    private static final long serialVersionUID = 1;

    public static final class Option {
        @NonNull
        public String value;

        public Option(@NonNull String name, @NonNull String value) {
            this.value = value;
        }
    }

    public ListBoxModel() {}

    public ListBoxModel(Option... data) {}

    public ListBoxModel add(@NonNull String nameAndValue) {
        return null;
    }
}
