package io.jenkins.plugins.crossaccountdeploy.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The policy of a bucket or a key, evaluated as AWS does, as far as requests are known beforehand. Whatever is not
 * understood makes the verdict unknown, never wrong.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">IAM User
 *     Guide, policy evaluation logic</a>
 */
public final class ResourcePolicy {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The IDs of users and roles, which AWS shows in place of the ARN once they are deleted. */
    private static final Pattern DELETED = Pattern.compile("A(?:ROA|IDA)[A-Z0-9]{12,}");

    /** That of a resource which has none. */
    public static final ResourcePolicy NONE = new ResourcePolicy(List.of());

    private final List<Statement> statements;

    private ResourcePolicy(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /**
     * What a policy says to a request.
     *
     * @param because the names of the statements that decide, or of those of which it is not known whether they apply; empty if
     *     there are none
     */
    public record Verdict(Access access, String because) {}

    /** Who gets in. */
    public enum Access {
        /** The policy itself lets the principal in. */
        LET_IN,
        /** The principal's own policies decide, which are not looked at here. */
        LEFT_TO_ITS_OWN,
        /** A statement denies it, whatever else allows it. */
        DENIED,
        /** No statement allows it, which would be needed. */
        NOT_ALLOWED,
        /** It depends on what is not known of the request. */
        UNKNOWN
    }

    private record Statement(
            String name,
            boolean allows,
            boolean excepts,
            List<String> principals,
            List<String> actions,
            boolean notActions,
            List<String> resources,
            boolean notResources,
            List<PolicyCondition> conditions) {

        /** Whether it is about the request, whoever makes it. */
        Truth isAbout(AccessRequest request) {
            return isAboutAction(request)
                    .and(isAboutResource(request))
                    .and(Truth.all(conditions, condition -> condition.holds(request)));
        }

        private Truth isAboutAction(AccessRequest request) {
            String asked = request.action().toLowerCase(Locale.ROOT);
            return Truth.of(notActions
                    != actions.stream().anyMatch(action -> Glob.matches(action.toLowerCase(Locale.ROOT), asked)));
        }

        private Truth isAboutResource(AccessRequest request) {
            Truth among = Truth.any(resources, pattern -> isAbout(pattern, request));
            return notResources ? among.not() : among;
        }

        private static Truth isAbout(String pattern, AccessRequest request) {
            return PolicyCondition.resolved(pattern, request)
                    .map(text -> isMatched(text, request))
                    .orElse(Truth.UNKNOWN);
        }

        private static Truth isMatched(String pattern, AccessRequest request) {
            if (Glob.matches(pattern, request.resource())) {
                return Truth.TRUE;
            }
            // Some of the objects may be meant, but not the example.
            boolean narrower = !request.anyOf().equals(request.resource())
                    && !pattern.contains(PolicyCondition.NOTHING)
                    && Glob.matchesSomeThatStartWith(request.anyOf(), pattern);
            return narrower ? Truth.UNKNOWN : Truth.FALSE;
        }

        /** Whether it names the principal itself. */
        Truth names(Actor actor) {
            if (excepts) {
                return means(actor).not();
            }
            return Truth.any(principals, actor::isNamedBy);
        }

        /** Whether it names the principal or its account. */
        private Truth means(Actor actor) {
            return Truth.any(
                    principals,
                    principal -> Truth.of(actor.isOfAccount(principal)).or(actor.isNamedBy(principal)));
        }

        Truth applies(AccessRequest request) {
            Truth meant = means(request.actor());
            return (excepts ? meant.not() : meant).and(isAbout(request));
        }

        Truth appliesByName(AccessRequest request) {
            return names(request.actor()).and(isAbout(request));
        }
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException if it is no policy
     */
    public static ResourcePolicy parse(String json) {
        try {
            List<Statement> statements = new ArrayList<>();
            for (JsonNode statement : many(JSON.readTree(json).path("Statement"))) {
                statements.add(statement(statement, statements.size() + 1));
            }
            return new ResourcePolicy(statements);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("Not a policy in JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static Statement statement(JsonNode json, int number) {
        boolean excepts = json.has("NotPrincipal");
        boolean notActions = json.has("NotAction");
        boolean notResources = json.has("NotResource");
        JsonNode principal = json.path(excepts ? "NotPrincipal" : "Principal");
        List<String> principals = principal.isTextual()
                ? texts(principal)
                : Stream.of("AWS", "CanonicalUser")
                        .flatMap(kind -> texts(principal.path(kind)).stream())
                        .toList();
        return new Statement(
                json.path("Sid").asText("number " + number),
                json.path("Effect").asText().equals("Allow"),
                excepts,
                principals,
                texts(json.path(notActions ? "NotAction" : "Action")),
                notActions,
                texts(json.path(notResources ? "NotResource" : "Resource")),
                notResources,
                conditions(json.path("Condition")));
    }

    private static List<PolicyCondition> conditions(JsonNode json) {
        List<PolicyCondition> conditions = new ArrayList<>();
        json.properties()
                .forEach(operator -> operator.getValue()
                        .properties()
                        .forEach(key -> conditions.add(
                                new PolicyCondition(operator.getKey(), key.getKey(), texts(key.getValue())))));
        return conditions;
    }

    private static List<String> texts(JsonNode json) {
        return many(json).stream().map(JsonNode::asText).toList();
    }

    private static List<JsonNode> many(JsonNode json) {
        if (json.isMissingNode()) {
            return List.of();
        }
        List<JsonNode> many = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(many::add);
        } else {
            many.add(json);
        }
        return many;
    }

    /** What it says to a request. */
    public Verdict about(AccessRequest request) {
        boolean sameAccount = request.actor().account().equals(request.ownerAccount());
        boolean hasToAllow = request.needsResourcePolicy() || !sameAccount;
        Truth denied = any(false, statement -> statement.applies(request));
        Truth allowed = any(true, statement -> statement.applies(request));
        Truth byName = any(true, statement -> statement.appliesByName(request));
        if (denied == Truth.TRUE) {
            return new Verdict(Access.DENIED, names(false, Truth.TRUE, request));
        }
        if (hasToAllow && allowed == Truth.FALSE) {
            return new Verdict(Access.NOT_ALLOWED, "");
        }
        if (denied == Truth.UNKNOWN) {
            return new Verdict(Access.UNKNOWN, names(false, Truth.UNKNOWN, request));
        }
        if (sameAccount && byName == Truth.TRUE) {
            return new Verdict(Access.LET_IN, names(true, Truth.TRUE, request));
        }
        if (!hasToAllow || allowed == Truth.TRUE) {
            return new Verdict(Access.LEFT_TO_ITS_OWN, names(true, Truth.TRUE, request));
        }
        return new Verdict(Access.UNKNOWN, names(true, Truth.UNKNOWN, request));
    }

    private Truth any(boolean allowing, Function<Statement, Truth> truth) {
        return Truth.any(of(allowing).toList(), truth);
    }

    private Stream<Statement> of(boolean allowing) {
        return statements.stream().filter(statement -> statement.allows() == allowing);
    }

    /** The names of the statements that apply, or of which that is unknown; with commas between them. */
    private String names(boolean allowing, Truth applies, AccessRequest request) {
        return of(allowing)
                .filter(statement -> statement.applies(request) == applies)
                .map(Statement::name)
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    /** The IDs of principals that a statement names and that were deleted: a new one of the same name is not meant. */
    public List<String> deletedPrincipals() {
        return statements.stream()
                .flatMap(statement -> statement.principals().stream())
                .filter(principal -> DELETED.matcher(principal).matches())
                .distinct()
                .toList();
    }
}
