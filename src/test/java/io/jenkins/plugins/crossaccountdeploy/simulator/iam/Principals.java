package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Principal or NotPrincipal element of a resource policy. */
final class Principals {

    /** How a statement means the caller. */
    enum Match {
        /** Not at all. */
        NONE,
        /** Through its account, which leaves the decision to the identity policies there. */
        ACCOUNT,
        /** By the role of its session, or as anyone: session policies still apply. */
        ROLE_OR_ANYONE,
        /** By its own name. */
        ITSELF
    }

    private final boolean negated;
    private final List<String> names;
    private final List<String> federated;

    private Principals(boolean negated, List<String> names, List<String> federated) {
        this.negated = negated;
        this.names = names;
        this.federated = federated;
    }

    static Optional<Principals> parse(Json statement) {
        boolean negated = statement.has("NotPrincipal");
        Object value = statement.get(negated ? "NotPrincipal" : "Principal");
        if (value == null) {
            return Optional.empty();
        }
        if (value.equals("*")) {
            return Optional.of(new Principals(negated, List.of("*"), List.of()));
        }
        if (!(value instanceof Json kinds)) {
            throw new IllegalArgumentException("Invalid principal in policy: " + value);
        }
        List<String> names = new ArrayList<>();
        List<String> federated = new ArrayList<>();
        for (Map.Entry<String, Object> kind : kinds.members().entrySet()) {
            switch (kind.getKey()) {
                case "AWS" -> Policy.oneOrMany(kind.getValue()).forEach(name -> names.add((String) name));
                case "Federated" -> Policy.oneOrMany(kind.getValue()).forEach(name -> federated.add((String) name));
                // no service ever calls the simulator
                case "Service", "CanonicalUser" -> {}
                default -> throw new IllegalArgumentException("Invalid principal in policy: " + kind.getKey());
            }
        }
        names.forEach(Principals::requireValid);
        return Optional.of(new Principals(negated, names, federated));
    }

    private static void requireValid(String name) {
        if (!name.equals("*")
                && !name.matches("[0-9]{12}")
                && !name.matches("arn:aws:iam::[0-9]{12}:(root|user/.+|role/.+)")
                && !name.matches("arn:aws:sts::[0-9]{12}:assumed-role/.+")) {
            throw new IllegalArgumentException("Invalid principal in policy: \"AWS\":\"" + name + "\"");
        }
        if (name.length() > 1 && name.contains("*")) {
            throw new IllegalArgumentException("Invalid principal in policy: a wildcard can only stand alone: " + name);
        }
    }

    Match match(Caller caller) {
        if (caller instanceof WebIdentity) {
            return negated != federated.contains(caller.arn()) ? Match.ITSELF : Match.NONE;
        }
        Match best = Match.NONE;
        for (String name : names) {
            Match match = match(name, caller);
            if (match.compareTo(best) > 0) {
                best = match;
            }
        }
        if (negated) {
            return best == Match.NONE ? Match.ROLE_OR_ANYONE : Match.NONE;
        }
        return best;
    }

    private static Match match(String name, Caller caller) {
        if (name.equals(caller.arn())) {
            return Match.ITSELF;
        }
        if (name.equals("*") || name.equals(caller.principalArn())) {
            return Match.ROLE_OR_ANYONE;
        }
        if (name.equals(caller.accountId()) || name.equals("arn:aws:iam::" + caller.accountId() + ":root")) {
            return Match.ACCOUNT;
        }
        return Match.NONE;
    }
}
