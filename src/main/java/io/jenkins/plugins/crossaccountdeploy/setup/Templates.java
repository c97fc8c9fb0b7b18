package io.jenkins.plugins.crossaccountdeploy.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the templates of all kinds have in common. */
final class Templates {

    /** Parts of an upload that did not end are billed until they are removed. */
    static final int INCOMPLETE_UPLOAD_DAYS = 1;

    /**
     * Versions that were overwritten or deleted are kept for so long. Nothing removes the current one: a bundle that has not
     * changed is not sent again, so its age does not tell whether instances still fetch it.
     */
    static final int OLD_VERSION_DAYS = 30;

    /** Of a policy, from the API reference of CreatePolicy. */
    private static final int LONGEST_NAME = 128;

    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withSeparators(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

    private Templates() {}

    /** Indented by two spaces, with a line break at its end. */
    static String json(Object document) {
        try {
            return JSON.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts, numbers, lists and maps can be written", e);
        }
    }

    /**
     * The accounts that something is created in, in the order in which that has to be done: a key before what names its ARN,
     * and Jenkins' own principal before the role that trusts it.
     */
    static List<String> accounts(Blueprint blueprint) {
        String development = blueprint.principal().account();
        String production = blueprint.role().account();
        return Stream.of(blueprint.bucket().account(), development, production)
                .sorted(Comparator.comparing(List.of(development, production)::indexOf))
                .distinct()
                .toList();
    }

    /** How long a role's sessions may last, in seconds; from the API reference of CreateRole: an hour at least. */
    static long maxSessionSeconds(Role role) {
        return Math.max(Role.DEFAULT_DURATION.toSeconds(), role.duration().toSeconds());
    }

    /** What policies within a role are called. */
    static String policyName(Blueprint blueprint) {
        return "jenkins-deploys-" + blueprint.environment();
    }

    /**
     * What the policy of Jenkins' user is called, which is one of its account: those within a user, of all its environments,
     * would have to fit 2,048 characters together. Another Jenkins in that account has another user.
     */
    static String managedPolicyName(Blueprint blueprint) {
        String name = policyName(blueprint) + "-" + blueprint.principal().name();
        String hash = String.format("-%08x", name.hashCode());
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - hash.length()) + hash;
    }

    /** An object's members, in this order. */
    static Map<String, Object> entries(Object... namesAndValues) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return entries;
    }
}
