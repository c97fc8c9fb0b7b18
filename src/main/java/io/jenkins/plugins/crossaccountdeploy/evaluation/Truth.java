package io.jenkins.plugins.crossaccountdeploy.evaluation;

import java.util.Collection;
import java.util.function.Function;

/** Three-valued logic, in the order from false to true: a conjunction is the least of its parts, a disjunction the greatest. */
enum Truth {
    FALSE,
    UNKNOWN,
    TRUE;

    static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }

    Truth and(Truth other) {
        return compareTo(other) < 0 ? this : other;
    }

    Truth or(Truth other) {
        return compareTo(other) > 0 ? this : other;
    }

    Truth not() {
        return switch (this) {
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
            case TRUE -> FALSE;
        };
    }

    static <T> Truth all(Collection<T> parts, Function<T, Truth> truth) {
        return parts.stream().map(truth).reduce(TRUE, Truth::and);
    }

    static <T> Truth any(Collection<T> parts, Function<T, Truth> truth) {
        return parts.stream().map(truth).reduce(FALSE, Truth::or);
    }
}
