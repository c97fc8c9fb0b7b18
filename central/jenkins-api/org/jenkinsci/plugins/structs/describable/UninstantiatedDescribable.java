package org.jenkinsci.plugins.structs.describable;

import java.util.Map;

public class UninstantiatedDescribable {
    UninstantiatedDescribable() {}

    public Map<String, ?> getArguments() {
        return null;
    }

    public UninstantiatedDescribable withArguments(Map<String, ?> arguments) {
        return null;
    }
}
