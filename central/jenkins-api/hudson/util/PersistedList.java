package hudson.util;

import java.util.AbstractList;

public class PersistedList<T> extends AbstractList<T> {
    PersistedList() {}

    @Override
    public T get(int index) {
        return null;
    }

    @Override
    public int size() {
        return 0;
    }
}
