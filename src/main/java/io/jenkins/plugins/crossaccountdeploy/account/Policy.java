package io.jenkins.plugins.crossaccountdeploy.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An IAM policy document.
 *
 * @param statements what it allows and denies
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM JSON
 *     policy language</a>
 */
public record Policy(List<Statement> statements) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Policy {
        statements = List.copyOf(statements);
    }

    /** What a statement does with the requests that it matches. */
    public enum Effect {
        ALLOW("Allow"),
        DENY("Deny");

        private final String word;

        Effect(String word) {
            this.word = word;
        }
    }

    /**
     * One statement.
     *
     * @param sid its name in the document; empty for none
     * @param principals who is meant, by kind, such as {@code AWS} or {@code Federated}; none in the policies of a principal
     * @param actions such as {@code codedeploy:CreateDeployment}
     * @param resources ARNs, in which {@code *} stands for anything; none in the trust policy of a role
     * @param conditions values by condition key by operator
     */
    public record Statement(
            String sid,
            Effect effect,
            Map<String, List<String>> principals,
            List<String> actions,
            List<String> resources,
            Map<String, Map<String, List<String>>> conditions) {

        public Statement {
            principals = ordered(principals);
            actions = List.copyOf(actions);
            resources = List.copyOf(resources);
            conditions = ordered(conditions);
        }

        /** Allows, without a name and without conditions. */
        public static Statement allow(List<String> actions, List<String> resources) {
            return new Statement("", Effect.ALLOW, Map.of(), actions, resources, Map.of());
        }

        /** Denies everybody, as the policy of a resource can. */
        public static Statement deny(List<String> actions, List<String> resources) {
            return new Statement("", Effect.DENY, Map.of("*", List.of()), actions, resources, Map.of());
        }

        /** The same with a name: letters and digits only, as IAM allows it. */
        public Statement named(String name) {
            return new Statement(name, effect, principals, actions, resources, conditions);
        }

        /** The same as the policy of a resource or the trust policy of a role has it: for those with these ARNs. */
        public Statement of(List<String> arns) {
            return of("AWS", arns);
        }

        /**
         * The same for principals of some kind.
         *
         * @param kind {@code AWS}, {@code Federated} or {@code Service}
         */
        public Statement of(String kind, List<String> names) {
            return new Statement(sid, effect, Map.of(kind, List.copyOf(names)), actions, resources, conditions);
        }

        /** The same for requests that also meet a condition. */
        public Statement when(String operator, String key, List<String> values) {
            Map<String, Map<String, List<String>>> more = new LinkedHashMap<>(conditions);
            Map<String, List<String>> keys = new LinkedHashMap<>(more.getOrDefault(operator, Map.of()));
            keys.put(key, List.copyOf(values));
            more.put(operator, Collections.unmodifiableMap(keys));
            return new Statement(sid, effect, principals, actions, resources, more);
        }

        /** As JSON, on one line and without spaces, since the length of a session policy counts. */
        public String json() {
            return Policy.json(members());
        }

        private Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            if (!sid.isEmpty()) {
                members.put("Sid", sid);
            }
            members.put("Effect", effect.word);
            if (!principals.isEmpty()) {
                members.put("Principal", principals.containsKey("*") ? "*" : concise(principals));
            }
            members.put("Action", actions);
            if (!resources.isEmpty()) {
                members.put("Resource", resources);
            }
            if (!conditions.isEmpty()) {
                Map<String, Object> operators = new LinkedHashMap<>();
                conditions.forEach((operator, keys) -> operators.put(operator, concise(keys)));
                members.put("Condition", operators);
            }
            return members;
        }

        /** A single value stands alone, as people write it. */
        private static Map<String, Object> concise(Map<String, List<String>> values) {
            Map<String, Object> concise = new LinkedHashMap<>();
            values.forEach((key, list) -> concise.put(key, list.size() == 1 ? list.get(0) : list));
            return concise;
        }

        private static <V> Map<String, V> ordered(Map<String, V> map) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }
    }

    /** The document, as JSON libraries write it. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("Version", "2012-10-17");
        document.put("Statement", statements.stream().map(Statement::members).toList());
        return document;
    }

    /** As JSON, on one line and without spaces. */
    public String json() {
        return json(document());
    }

    private static String json(Map<String, Object> members) {
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts, lists and maps can be written", e);
        }
    }
}
