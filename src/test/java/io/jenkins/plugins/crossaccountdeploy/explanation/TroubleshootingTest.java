package io.jenkins.plugins.crossaccountdeploy.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;

/**
 * The page of troubleshooting has every error that can be explained. A comment in front of each table says what is in it:
 *
 * <pre>
 * &lt;!-- remedies: NoSuchBucket, NoSuchKey --&gt;
 * </pre>
 *
 * <p>With the system property {@code documents.update} the tables are written instead of compared.
 */
class TroubleshootingTest {

    private static final Path PAGE = Repository.file("docs/troubleshooting.md");

    private static final Pattern TABLE =
            Pattern.compile("<!-- (remedies|deployment-errors|lifecycle-errors)(?:: ([^>]*))? -->\n\n((?:\\|.*\n)*)");

    /** What begins a line of an error, as it is written in the sources. */
    private static final Pattern BEGINNING = Pattern.compile(
            "(?:new (?:Fault|BundleException|AbortException|Attempt)|on(?:Application|Group|Objects|Targets))\\(\\s*(?:ConsoleText[.]line\\()?\"([^\"]+)\"");

    private final Map<String, String> remedies = new TreeMap<>(Remedies.BY_CODE);
    private String page;

    @BeforeEach
    void read() throws IOException {
        remedies.putAll(CodeDeployRemedies.BY_CODE);
        page = Files.readString(PAGE);
    }

    @Test
    void tablesHaveWhatTheConsoleSays() throws IOException {
        String generated = TABLE.matcher(page).replaceAll(found -> Matcher.quoteReplacement(generated(found)));
        if (Boolean.getBoolean("documents.update")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(page).isEqualTo(generated);
    }

    private String generated(MatchResult found) {
        Stream<String> rows =
                switch (found.group(1)) {
                    case "remedies" -> codes(found).stream().map(code -> row(code, remedies.get(code)));
                    case "deployment-errors" ->
                        ErrorCode.knownValues().stream()
                                .sorted()
                                .map(code -> row(code.toString(), DeploymentErrors.cause(code)));
                    default ->
                        LifecycleErrorCode.knownValues().stream()
                                .sorted()
                                .map(code ->
                                        row(code.toString(), DeploymentErrors.advice(code, ComputePlatform.SERVER)));
                };
        String heading = found.group().substring(0, found.start(3) - found.start());
        return heading + "| code | what to do |\n|---|---|\n" + rows.collect(Collectors.joining());
    }

    /** What depends on the environment is in italics. */
    private static String row(String code, String remedy) {
        return "| `" + code + "` | " + remedy.replaceAll("'?\\{(\\w+)}'?", "*$1*") + " |\n";
    }

    private static List<String> codes(MatchResult found) {
        return Arrays.asList(found.group(2).split(", "));
    }

    @Test
    void everyCodeThatIsKnownIsInOneTable() {
        assertThat(TABLE.matcher(page)
                        .results()
                        .filter(found -> found.group(1).equals("remedies"))
                        .flatMap(found -> codes(found).stream()))
                .containsExactlyInAnyOrderElementsOf(remedies.keySet());
    }

    @Test
    void everyKindOfPolicyThatDeniesIsThere() {
        assertThat(Denial.Decider.values())
                .filteredOn(decider -> decider != Denial.Decider.UNSAID)
                .allSatisfy(decider -> assertThat(page).contains("| `" + decider.words()));
    }

    @Test
    void everyBeginningOfAnErrorIsThere() throws IOException {
        try (Stream<Path> sources = Files.walk(Repository.file("src/main/java"))) {
            assertThat(sources.filter(file -> file.toString().endsWith(".java"))
                            .flatMap(TroubleshootingTest::beginnings)
                            .toList())
                    .hasSizeGreaterThan(20)
                    .allSatisfy(beginning -> assertThat(page).contains("`" + beginning));
        }
    }

    /** Up to what is told of this very failure. */
    private static Stream<String> beginnings(Path source) {
        try {
            return BEGINNING
                    .matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1)
                            .strip()
                            .replaceFirst("(?<= )'$|[(]$|[.:,].*$", "")
                            .strip());
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
