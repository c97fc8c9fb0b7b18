package org.jenkins.ui.symbol;

import edu.umd.cs.findbugs.annotations.NonNull;

public final class SymbolRequest {
    private SymbolRequest() {}

    public static class Builder {
        public Builder() {}

        @NonNull
        public Builder withName(String name) {
            return this;
        }

        @NonNull
        public Builder withClasses(String classes) {
            return this;
        }

        @NonNull
        public SymbolRequest build() {
            return null;
        }
    }
}
