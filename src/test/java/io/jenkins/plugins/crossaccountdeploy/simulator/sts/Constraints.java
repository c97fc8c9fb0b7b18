package io.jenkins.plugins.crossaccountdeploy.simulator.sts;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The constraints of the service model on the members of a request: all that are violated are told at once. */
final class Constraints {

    private final Map<String, String> form;
    private final List<String> violations = new ArrayList<>();

    Constraints(Map<String, String> form) {
        this.form = form;
    }

    /** A member that there must be; empty if there is none, which {@link #requireNone} then tells. */
    String required(String name, int shortest, int longest, String pattern) {
        if (!form.containsKey(name)) {
            violations.add(
                    "Value null at '" + member(name) + "' failed to satisfy constraint: Member must not be null");
        }
        return optional(name, shortest, longest, pattern).orElse("");
    }

    Optional<String> optional(String name, int shortest, int longest, String pattern) {
        Optional<String> value = Optional.ofNullable(form.get(name));
        value.ifPresent(given -> require(given, member(name), shortest, longest, pattern));
        return value;
    }

    void require(String value, String member, int shortest, int longest, String pattern) {
        if (!value.matches(pattern)) {
            violated(value, member, "Member must satisfy regular expression pattern: " + pattern);
        }
        if (value.length() < shortest) {
            violated(value, member, "Member must have length greater than or equal to " + shortest);
        }
        if (value.length() > longest) {
            violated(value, member, "Member must have length less than or equal to " + longest);
        }
    }

    void violated(String value, String member, String constraint) {
        violations.add("Value '" + value + "' at '" + member + "' failed to satisfy constraint: " + constraint);
    }

    /** Refuses the request if any constraint was violated. */
    void requireNone() {
        int count = violations.size();
        if (count > 0) {
            throw new AwsError(
                    400,
                    "ValidationError",
                    count + " validation error" + (count == 1 ? "" : "s") + " detected: "
                            + String.join("; ", violations));
        }
    }

    private static String member(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
