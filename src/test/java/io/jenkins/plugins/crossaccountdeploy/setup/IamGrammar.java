package io.jenkins.plugins.crossaccountdeploy.setup;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">grammar of the IAM JSON policy
 * language</a>, and what each kind of policy demands beyond it.
 */
final class IamGrammar {

    private static final Pattern SID = Pattern.compile("[A-Za-z0-9]+");
    private static final Pattern ACTION = Pattern.compile("[a-z0-9-]+:([A-Za-z0-9]+|\\*)");
    private static final Pattern ARN = Pattern.compile(
            "arn:(aws|aws-cn|aws-us-gov|aws-eusc|aws-iso[a-z-]*):[a-z0-9-]+:[a-z0-9-]*:(\\d{12})?:\\S+");
    private static final Pattern PRINCIPAL =
            Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:(root|user/[\\w+=,.@/-]+|role/[\\w+=,.@/-]+)");
    private static final Pattern PROVIDER = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:oidc-provider/[^\\s:]+");
    private static final Pattern KEY = Pattern.compile("[a-z0-9-]+:[A-Za-z0-9-]+|[a-z0-9.-]+(/[^\\s:]*)?:(aud|sub)");

    private static final Set<String> OPERATORS =
            Set.of("StringEquals", "StringNotEquals", "StringLike", "ArnEquals", "Bool");

    /** The types of resources that each action knows, as the Service Authorization Reference has them. */
    private static final List<List<String>> RESOURCES = List.of(
            List.of(
                    "codedeploy:(RegisterApplicationRevision|GetApplicationRevision)",
                    "arn:[^:]+:codedeploy:[^:]+:\\d{12}:application:.+"),
            List.of(
                    "codedeploy:(CreateDeployment|GetDeployment|GetDeploymentGroup|ListDeployments|BatchGetDeployments)",
                    "arn:[^:]+:codedeploy:[^:]+:\\d{12}:deploymentgroup:.+/.+"),
            List.of("codedeploy:GetDeploymentConfig", "arn:[^:]+:codedeploy:[^:]+:\\d{12}:deploymentconfig:.+"),
            List.of(
                    "codedeploy:(ListDeploymentTargets|BatchGetDeploymentTargets|StopDeployment|ContinueDeployment)",
                    "\\*"),
            List.of("s3:(PutObject|GetObject|GetObjectVersion|AbortMultipartUpload)", "arn:[^:]+:s3:::[^/]+/.+"),
            List.of(
                    "s3:(ListBucket|GetBucketPublicAccessBlock|GetBucketVersioning|GetEncryptionConfiguration|GetBucketPolicy)",
                    "arn:[^:]+:s3:::[^/]+"),
            List.of("s3:\\*", "arn:[^:]+:s3:::.+"),
            List.of(
                    "kms:(GenerateDataKey|Decrypt|DescribeKey|GetKeyPolicy|\\*)",
                    "\\*|arn:[^:]+:kms:[^:]+:\\d{12}:key/.+"),
            List.of("sts:(AssumeRole|TagSession|SetSourceIdentity)", "arn:[^:]+:iam::\\d{12}:role/.+"),
            List.of("sts:AssumeRoleWithWebIdentity", ""));

    private final Kind kind;
    private final List<String> faults = new ArrayList<>();

    private IamGrammar(Kind kind) {
        this.kind = kind;
    }

    /** What is wrong with a policy. */
    static List<String> faults(Kind kind, JsonNode policy) {
        IamGrammar grammar = new IamGrammar(kind);
        grammar.check(policy);
        return grammar.faults;
    }

    private void require(boolean holds, String fault) {
        if (!holds) {
            faults.add(kind + ": " + fault);
        }
    }

    private void check(JsonNode policy) {
        requireOnly(policy, Set.of("Version", "Statement"));
        require(policy.path("Version").asText().equals("2012-10-17"), "Version");
        require(policy.path("Statement").isArray() && !policy.path("Statement").isEmpty(), "no statements");
        Set<String> sids = new HashSet<>();
        policy.path("Statement").forEach(statement -> {
            String sid = statement.path("Sid").asText();
            require(SID.matcher(sid).matches() && sids.add(sid), "Sid " + sid);
            check(sid, statement);
        });
    }

    private void requireOnly(JsonNode object, Set<String> known) {
        object.fieldNames().forEachRemaining(name -> require(known.contains(name), "element " + name));
    }

    private void check(String sid, JsonNode statement) {
        requireOnly(statement, Set.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition"));
        require(Set.of("Allow", "Deny").contains(statement.path("Effect").asText()), sid + ": Effect");
        boolean isTrust = kind == Kind.ROLE_TRUST || kind == Kind.SOURCE_ROLE_TRUST;
        boolean isOfResource = isTrust || kind == Kind.BUCKET || kind == Kind.KMS_KEY;
        require(statement.has("Principal") == isOfResource, sid + ": Principal");
        require(statement.has("Resource") != isTrust, sid + ": Resource");
        principals(sid, statement.path("Principal"), statement.path("Effect").asText());
        require(statement.path("Action").isArray() && !statement.path("Action").isEmpty(), sid + ": Action");
        statement.path("Action").forEach(action -> {
            require(ACTION.matcher(action.asText()).matches(), sid + ": action " + action);
            List<List<String>> known = RESOURCES.stream()
                    .filter(pair -> action.asText().matches(pair.get(0)))
                    .toList();
            require(known.size() == 1, sid + ": unknown action " + action);
            if (!isTrust) {
                boolean anyFits = false;
                for (JsonNode resource : statement.path("Resource")) {
                    anyFits |=
                            known.stream().anyMatch(pair -> resource(resource).matches(pair.get(1)));
                }
                require(anyFits, sid + ": no resource for " + action);
            }
        });
        statement.path("Resource").forEach(resource -> {
            String arn = resource(resource);
            require(arn.equals("*") || ARN.matcher(arn).matches(), sid + ": resource " + arn);
        });
        statement.path("Condition").properties().forEach(operator -> {
            require(OPERATORS.contains(operator.getKey()), sid + ": operator " + operator.getKey());
            operator.getValue().properties().forEach(key -> {
                require(KEY.matcher(key.getKey()).matches(), sid + ": condition key " + key.getKey());
                JsonNode value = key.getValue();
                require(value.isTextual() || value.isArray() && !value.isEmpty(), sid + ": value " + value);
            });
        });
    }

    /** The key that is to be created has no ARN yet. */
    private static String resource(JsonNode resource) {
        return resource.asText().replace(Blueprint.NEW_KEY, Blueprints.keyArn("111111111111"));
    }

    private void principals(String sid, JsonNode principal, String effect) {
        if (principal.isTextual()) {
            require(principal.asText().equals("*") && effect.equals("Deny"), sid + ": allows anybody");
            return;
        }
        principal.properties().forEach(kinds -> {
            JsonNode names = kinds.getValue();
            for (JsonNode name : names.isArray() ? names : List.of(names)) {
                boolean isValid =
                        switch (kinds.getKey()) {
                            case "AWS" -> PRINCIPAL.matcher(name.asText()).matches();
                            case "Federated" -> PROVIDER.matcher(name.asText()).matches();
                            default -> false;
                        };
                require(isValid, sid + ": principal " + name);
            }
        });
    }
}
