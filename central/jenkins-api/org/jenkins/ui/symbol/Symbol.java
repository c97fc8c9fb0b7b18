package org.jenkins.ui.symbol;

import edu.umd.cs.findbugs.annotations.NonNull;

public final class Symbol {
    private Symbol() {}

    public static String get(@NonNull SymbolRequest request) {
        return null;
    }
}
