package hudson.util;

import java.util.ArrayList;
import java.util.Collection;

public class ComboBoxModel extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    public ComboBoxModel(Collection<? extends String> c) {}
}
