package io.jenkins.plugins.crossaccountdeploy.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.Repository;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupFile.Format;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The policies and commands in README and docs are those that are generated. A comment in front of each says which it is:
 *
 * <pre>
 * &lt;!-- policy bucket third: JenkinsWrites, InstancesRead --&gt;
 * &lt;!-- commands cloudformation development --&gt;
 * </pre>
 *
 * <p>With the system property {@code documents.update} they are written instead of compared.
 */
class DocumentedSetupsTest {

    private static final Pattern BLOCK = Pattern.compile(
            "(?:<!-- (policy|commands) (\\S+) ([a-z-]+)(?:: ([^>]*))? -->\n)?```(json|sh)\n(.*?)```", Pattern.DOTALL);

    static Stream<Path> documents() {
        return Repository.documents();
    }

    /** An environment as documents describe it. */
    private static Blueprint environment(String name) {
        return switch (name) {
            case "development" -> of(Blueprints.USER_ARN, TwoAccounts.BUCKET, TwoAccounts.DEVELOPMENT, "");
            case "production" -> of(Blueprints.USER_ARN, "my-production-application", TwoAccounts.PRODUCTION, "");
            case "third" -> of(Blueprints.USER_ARN, "artifacts-of-all", Blueprints.THIRD, "");
            case "key" -> of(Blueprints.USER_ARN, TwoAccounts.BUCKET, TwoAccounts.DEVELOPMENT, Blueprint.NEW_KEY);
            case "token" ->
                of("arn:aws:iam::111111111111:role/JenkinsDeployer", TwoAccounts.BUCKET, TwoAccounts.DEVELOPMENT, "");
            default -> throw new IllegalArgumentException("No document describes " + name);
        };
    }

    private static Blueprint of(String principal, String bucket, String account, String key) {
        boolean isRole = principal.contains(":role/");
        return new Blueprint(
                "prod",
                TwoAccounts.REGION,
                new DevelopmentPrincipal(
                        principal,
                        TwoAccounts.DEVELOPMENT,
                        isRole
                                ? Optional.of(new DevelopmentPrincipal.WebIdentity(
                                        "jenkins.example/oidc", Blueprints.AUDIENCE, "https://jenkins.example/"))
                                : Optional.empty()),
                new Role(Blueprints.ROLE_ARN, TwoAccounts.EXTERNAL_ID, Role.DEFAULT_DURATION, false, false),
                new Blueprint.Bucket(bucket, account, "revisions", key),
                List.of(TwoAccounts.APPLICATION),
                List.of(TwoAccounts.GROUP),
                List.of(Blueprints.INSTANCE_ROLE_ARN),
                Blueprints.NO_SERVERLESS,
                Set.of());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatIsPrintedIsWhatIsGenerated(Path document) throws IOException {
        String text = Files.readString(document);
        String generated = BLOCK.matcher(text).replaceAll(found -> Matcher.quoteReplacement(generated(found)));

        if (Boolean.getBoolean("documents.update")) {
            Files.writeString(document, generated);
        }
        assertThat(text).isEqualTo(generated);
    }

    private static String generated(MatchResult found) {
        if (found.group(1) == null) {
            return found.group();
        }
        Blueprint environment = environment(found.group(3));
        String content = found.group(1).equals("policy")
                ? policy(environment, found.group(2), Optional.ofNullable(found.group(4)))
                : commands(environment, Format.valueOf(found.group(2).toUpperCase(Locale.ROOT)));
        return found.group().substring(0, found.group().indexOf("```")) + "```" + found.group(5) + "\n" + content
                + "```";
    }

    private static String policy(Blueprint environment, String kind, Optional<String> sids) {
        PolicyDocument document = PolicyDocuments.of(environment).stream()
                .filter(candidate -> candidate.kind().fileName().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no policy " + kind));
        List<String> wanted = sids.map(list -> Arrays.asList(list.trim().split(", *")))
                .orElseGet(() -> document.permissions().stream()
                        .map(Permission::statement)
                        .map(Statement::sid)
                        .toList());
        List<Statement> statements = document.policy().statements().stream()
                .filter(statement -> wanted.contains(statement.sid()))
                .toList();
        assertThat(statements).hasSameSizeAs(wanted);
        return Templates.json(new Policy(statements).document());
    }

    /** What is typed, with a line in front that says where, once for each account in a row. */
    private static String commands(Blueprint environment, Format format) {
        StringBuilder text = new StringBuilder();
        String where = "";
        for (SetupFile file : SetupFiles.of(environment)) {
            if (file.format() == format) {
                if (!file.where().equals(where)) {
                    text.append(text.isEmpty() ? "" : "\n")
                            .append(format == Format.TERRAFORM ? "# with profiles of the " : "# in the ")
                            .append(file.where())
                            .append('\n');
                }
                where = file.where();
                text.append(file.script()).append('\n');
            }
        }
        return text.toString();
    }

    /** A policy that nobody compares would go out of date. */
    @Test
    void everyPolicyThatIsPrintedSaysWhichItIs() throws IOException {
        for (Path document : documents().toList()) {
            assertThat(BLOCK.matcher(Files.readString(document)).results())
                    .as(document.toString())
                    .filteredOn(found -> found.group(6).contains("\"Statement\""))
                    .allSatisfy(found -> assertThat(found.group(1)).isEqualTo("policy"));
        }
    }
}
