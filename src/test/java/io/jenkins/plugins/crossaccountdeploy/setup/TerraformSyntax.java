package io.jenkins.plugins.crossaccountdeploy.setup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Terraform's <a href="https://developer.hashicorp.com/terraform/language/syntax/json">JSON configuration syntax</a>: blocks,
 * names, references and the escapes in texts; and the arguments of the resource types that are used, as the AWS provider has
 * them since version 5.81.
 */
final class TerraformSyntax {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_-]*");
    private static final Pattern TEMPLATE = Pattern.compile("(\\$+|%+)\\{([^}]*)}");
    private static final Set<String> META = Set.of("provider", "depends_on");

    /** The arguments of each type; those that are required have an exclamation mark. */
    private static final Map<String, Set<String>> ARGUMENTS = Map.ofEntries(
            Map.entry("aws_iam_openid_connect_provider", Set.of("url!", "client_id_list!")),
            Map.entry("aws_iam_role", Set.of("name", "path", "assume_role_policy!", "max_session_duration")),
            Map.entry("aws_iam_role_policy", Set.of("name", "role!", "policy!")),
            Map.entry("aws_iam_policy", Set.of("name", "policy!")),
            Map.entry("aws_iam_user_policy_attachment", Set.of("user!", "policy_arn!")),
            Map.entry("aws_kms_key", Set.of("description", "enable_key_rotation", "policy")),
            Map.entry("aws_s3_bucket", Set.of("bucket")),
            Map.entry("aws_s3_bucket_versioning", Set.of("bucket!", "versioning_configuration!")),
            Map.entry("aws_s3_bucket_server_side_encryption_configuration", Set.of("bucket!", "rule!")),
            Map.entry(
                    "aws_s3_bucket_public_access_block",
                    Set.of(
                            "bucket!",
                            "block_public_acls",
                            "block_public_policy",
                            "ignore_public_acls",
                            "restrict_public_buckets")),
            Map.entry("aws_s3_bucket_ownership_controls", Set.of("bucket!", "rule!")),
            Map.entry("aws_s3_bucket_lifecycle_configuration", Set.of("bucket!", "rule!")),
            Map.entry("aws_s3_bucket_policy", Set.of("bucket!", "policy!")));

    private final JsonNode file;
    private final List<String> faults = new ArrayList<>();
    private final Set<String> references = new HashSet<>();

    private TerraformSyntax(JsonNode file) {
        this.file = file;
    }

    /** What is wrong with a file. */
    static List<String> faults(JsonNode file) {
        TerraformSyntax syntax = new TerraformSyntax(file);
        syntax.check();
        return syntax.faults;
    }

    private void require(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }

    private void check() {
        file.fieldNames()
                .forEachRemaining(name -> require(
                        Set.of("terraform", "variable", "provider", "resource", "output")
                                .contains(name),
                        "block " + name));
        Set<String> aliases = new HashSet<>();
        file.path("provider").properties().forEach(provider -> {
            require(provider.getKey().equals("aws"), "provider " + provider.getKey());
            provider.getValue()
                    .forEach(one ->
                            require(aliases.add("aws." + one.path("alias").asText()), "alias twice"));
        });
        file.path("variable").properties().forEach(variable -> {
            name(variable.getKey());
            references.add("var." + variable.getKey());
        });
        file.path("resource")
                .properties()
                .forEach(type -> type.getValue().fieldNames().forEachRemaining(name -> {
                    name(name);
                    references.add(type.getKey() + "." + name);
                }));
        file.path("resource")
                .properties()
                .forEach(type -> type.getValue()
                        .properties()
                        .forEach(resource -> resource(type.getKey(), resource.getKey(), resource.getValue(), aliases)));
        texts(file);
    }

    private void name(String name) {
        require(NAME.matcher(name).matches(), "name " + name);
    }

    private void resource(String type, String name, JsonNode resource, Set<String> aliases) {
        String where = type + "." + name + ": ";
        require(aliases.contains(resource.path("provider").asText()), where + "provider");
        Map<String, Boolean> known = new HashMap<>();
        ARGUMENTS
                .getOrDefault(type, Set.of())
                .forEach(argument -> known.put(argument.replace("!", ""), argument.endsWith("!")));
        require(!known.isEmpty(), where + "unknown type");
        resource.fieldNames()
                .forEachRemaining(
                        argument -> require(META.contains(argument) || known.containsKey(argument), where + argument));
        known.forEach((argument, isRequired) ->
                require(!isRequired || resource.has(argument), where + argument + " is missing"));
        resource.path("depends_on")
                .forEach(other -> require(references.contains(other.asText()), where + "depends on " + other));
    }

    /** Every template in a text refers to something; what only looks like one is escaped. */
    private void texts(JsonNode node) {
        if (node.isTextual()) {
            Matcher template = TEMPLATE.matcher(node.asText());
            while (template.find()) {
                boolean isEscaped = template.group(1).length() == 2;
                String[] path = template.group(2).split("\\.");
                require(
                        isEscaped || path.length >= 2 && references.contains(path[0] + "." + path[1]),
                        "reference " + template.group());
            }
        }
        node.forEach(this::texts);
    }
}
