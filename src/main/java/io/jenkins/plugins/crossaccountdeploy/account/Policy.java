package io.jenkins.plugins.crossaccountdeploy.account;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An IAM policy document.
 *
 * @param statements what it allows
 */
public record Policy(List<Statement> statements) {

    public Policy {
        statements = List.copyOf(statements);
    }

    /**
     * One statement that allows.
     *
     * @param actions such as {@code codedeploy:CreateDeployment}
     * @param resources ARNs, in which {@code *} stands for anything; none in the trust policy of a role
     */
    public record Statement(List<String> actions, List<String> resources) {

        public Statement {
            actions = List.copyOf(actions);
            resources = List.copyOf(resources);
        }

        /** As JSON, on one line and without spaces, since the length of a session policy counts. */
        public String json() {
            return "{\"Effect\":\"Allow\",\"Action\":" + array(actions) + ",\"Resource\":" + array(resources) + "}";
        }

        /**
         * As the policy of a resource has it.
         *
         * @param principal the ARN of who is let in
         */
        public String jsonFor(String principal) {
            return "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":" + quoted(principal) + "},\"Action\":"
                    + array(actions) + (resources.isEmpty() ? "" : ",\"Resource\":" + array(resources)) + "}";
        }

        private static String array(List<String> texts) {
            return texts.stream().map(Statement::quoted).collect(Collectors.joining(",", "[", "]"));
        }

        private static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    /** As JSON, on one line and without spaces. */
    public String json() {
        return statements.stream()
                .map(Statement::json)
                .collect(Collectors.joining(",", "{\"Version\":\"2012-10-17\",\"Statement\":[", "]}"));
    }
}
