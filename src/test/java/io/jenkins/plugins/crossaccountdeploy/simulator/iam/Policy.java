package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A policy document, as it is attached to a user, a role, a session, a bucket, a key or as the trust of a role.
 *
 * @param text the document as it was given
 * @param statements what it says
 */
public record Policy(String text, List<Statement> statements) {

    /** One statement of a policy. Everything in it must apply to a request for the statement to have its effect. */
    record Statement(
            Optional<String> sid,
            boolean allow,
            Optional<Principals> principals,
            Predicate<String> action,
            Predicate<ResourceAndContext> resource,
            List<Condition> conditions) {}

    /** Policy variables in a resource can only be replaced when the request is known. */
    record ResourceAndContext(String resource, RequestContext context) {}

    public Policy {
        statements = List.copyOf(statements);
    }

    /**
     * Reads a document. Whatever the simulator cannot evaluate is refused here with an {@link IllegalArgumentException}
     * rather than ignored: an ignored condition would make a test pass for the wrong reason.
     */
    public static Policy parse(String text) {
        Json document = Json.parse(text);
        for (String name : document.members().keySet()) {
            if (!List.of("Version", "Id", "Statement").contains(name)) {
                throw new IllegalArgumentException("Syntax error: unknown policy element " + name);
            }
        }
        List<Statement> statements = new ArrayList<>();
        for (Object statement : oneOrMany(document.get("Statement"))) {
            statements.add(statement((Json) statement));
        }
        return new Policy(text, statements);
    }

    /** In characters, as quotas count them: white space does not matter. */
    int size() {
        return text.replaceAll("\\s", "").length();
    }

    /** The same policy without the statements of that Sid; it is an error if there is none. */
    public Policy without(String sid) {
        Json document = Json.parse(text);
        List<Object> kept = new ArrayList<>(oneOrMany(document.get("Statement")));
        if (!kept.removeIf(statement ->
                ((Json) statement).string("Sid").filter(sid::equals).isPresent())) {
            throw new IllegalArgumentException("No statement has the Sid " + sid + ": " + text);
        }
        return parse(document.put("Statement", kept).toString());
    }

    private static Statement statement(Json json) {
        for (String name : json.members().keySet()) {
            if (!List.of(
                            "Sid",
                            "Effect",
                            "Principal",
                            "NotPrincipal",
                            "Action",
                            "NotAction",
                            "Resource",
                            "NotResource",
                            "Condition")
                    .contains(name)) {
                throw new IllegalArgumentException("Syntax error: unknown statement element " + name);
            }
        }
        String effect = json.string("Effect").orElse("");
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw new IllegalArgumentException("Syntax error: Effect must be Allow or Deny");
        }
        if (json.has("Action") == json.has("NotAction")) {
            throw new IllegalArgumentException("Syntax error: a statement needs either Action or NotAction");
        }
        return new Statement(
                json.string("Sid"),
                effect.equals("Allow"),
                Principals.parse(json),
                actions(json),
                resources(json),
                conditions(json));
    }

    private static Predicate<String> actions(Json json) {
        boolean negated = json.has("NotAction");
        List<Wildcard> patterns = oneOrMany(json.get(negated ? "NotAction" : "Action")).stream()
                .map(pattern -> Wildcard.withoutCase((String) pattern))
                .toList();
        return action -> negated != patterns.stream().anyMatch(pattern -> pattern.matches(action));
    }

    private static Predicate<ResourceAndContext> resources(Json json) {
        boolean negated = json.has("NotResource");
        if (!negated && !json.has("Resource")) {
            // a trust policy: the role that it belongs to is the resource
            return any -> true;
        }
        List<String> patterns = oneOrMany(json.get(negated ? "NotResource" : "Resource")).stream()
                .map(String.class::cast)
                .toList();
        return asked -> negated
                != patterns.stream()
                        .anyMatch(pattern -> Wildcard.withCase(asked.context().replaceVariables(pattern))
                                .matches(asked.resource()));
    }

    private static List<Condition> conditions(Json json) {
        List<Condition> conditions = new ArrayList<>();
        json.object("Condition").ifPresent(operators -> {
            for (Map.Entry<String, Object> operator : operators.members().entrySet()) {
                for (Map.Entry<String, Object> key :
                        ((Json) operator.getValue()).members().entrySet()) {
                    List<String> values = oneOrMany(key.getValue()).stream()
                            .map(String::valueOf)
                            .toList();
                    conditions.add(Condition.of(operator.getKey(), key.getKey(), values));
                }
            }
        });
        return conditions;
    }

    static List<Object> oneOrMany(Object value) {
        if (value == null) {
            throw new IllegalArgumentException("Syntax error: a required policy element is missing");
        }
        return value instanceof List<?> list ? new ArrayList<>(list) : List.of(value);
    }
}
