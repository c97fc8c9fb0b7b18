package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.stapler.DataBoundSetter;
import org.yaml.snakeyaml.Yaml;

/** What the pages tell their readers to do works. */
class ReadmeTest {

    @TempDir
    Path workspace;

    private String readme;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Repository.file("README.md"));
    }

    @Test
    void itsPoliciesAreEnoughForAllThatARunCanDo() throws InterruptedException {
        List<String> policies =
                Repository.blocks(Repository.file("docs/policies.md"), "json").toList();
        assertThat(policies).hasSize(5);
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication()) {
            Simulator aws = harness.aws();
            aws.production().role(TwoAccounts.ROLE).putPolicy("deploy", policies.get(0));
            aws.production().role(TwoAccounts.ROLE).trust(policies.get(1));
            aws.development().user(TwoAccounts.USER).putPolicy("deploy", policies.get(2));
            aws.bucket(TwoAccounts.BUCKET).policy(policies.get(3));
            aws.production().role(TwoAccounts.INSTANCE_ROLE).putPolicy("bundles", policies.get(4));

            Result first = harness.run(harness.request());
            Result again = harness.run(harness.request());

            assertThat(List.of(first.outcome(), again.outcome())).containsOnly(Outcome.SUCCEEDED);
            assertThat(harness.console())
                    .noneMatch(line -> line.contains("note"))
                    .anyMatch(line -> line.contains("AfterInstall"))
                    .anyMatch(line -> line.contains("unchanged, not sent again"));
        }
    }

    @Test
    void itsTableHasEveryParameterOfTheStep() {
        assertThat(readme).contains("| `environment` |");
        assertThat(parameters(CrossAccountDeployStep.class))
                .allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
    }

    /** What can be set but need not be. */
    private static List<String> parameters(Class<?> type) {
        List<String> names = Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(Method::getName)
                .map(name -> name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4))
                .toList();
        assertThat(names).isNotEmpty();
        return names;
    }

    @Test
    void itsConfigurationAsCodeHasEveryFieldAndNoOther() {
        Map<?, ?> configuration = new Yaml()
                .load(Repository.blocks(Repository.file("docs/configuration.md"), "yaml")
                        .findFirst()
                        .orElseThrow());
        Map<?, ?> plugin = (Map<?, ?>) ((Map<?, ?>) configuration.get("unclassified")).get("crossAccountDeploy");
        Map<?, ?> environment = (Map<?, ?>) ((List<?>) plugin.get("environments")).get(0);

        assertFields(environment, DeploymentEnvironment.class);
        assertFields((Map<?, ?>) environment.get("source"), DeploymentSource.class);
        assertFields((Map<?, ?>) environment.get("role"), DeploymentRole.class);
    }

    private static void assertFields(Map<?, ?> given, Class<?> type) {
        List<String> getters =
                Arrays.stream(type.getMethods()).map(Method::getName).toList();
        assertThat(given.keySet()).allSatisfy(field -> {
            String name = field.toString().substring(0, 1).toUpperCase(Locale.ROOT)
                    + field.toString().substring(1);
            assertThat(getters).containsAnyOf("get" + name, "is" + name);
        });
        assertThat(given.keySet().stream().map(Object::toString)).containsAll(parameters(type));
    }

    @Test
    void theMapOfTheCodeHasEveryPackage() throws IOException {
        String map = Repository.text(Repository.file("CONTRIBUTING.md"));
        Path root = Repository.file("src/main/java/io/jenkins/plugins/crossaccountdeploy");
        try (Stream<Path> packages = Files.list(root).filter(Files::isDirectory)) {
            assertThat(packages.map(each -> "| `" + each.getFileName() + "` | "))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(map).contains(row));
        }
    }

    @Test
    void allLinksLeadSomewhere() {
        assertThat(Repository.documents().flatMap(ReadmeTest::links).toList())
                .isNotEmpty()
                .allSatisfy(target -> assertThat(target).exists());
    }

    private static Stream<Path> links(Path document) {
        return Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)")
                .matcher(Repository.text(document))
                .results()
                .map(link -> document.resolveSibling(link.group(1)));
    }

    /** An anchor is made of a heading as GitHub makes it. */
    @Test
    void allLinksIntoPagesLeadToAHeading() {
        assertThat(Repository.documents().flatMap(ReadmeTest::anchors).toList())
                .isNotEmpty()
                .allSatisfy(anchor -> assertThat(headings(anchor.page())).contains(anchor.name()));
    }

    record Anchor(Path page, String name) {}

    private static Stream<Anchor> anchors(Path document) {
        return Pattern.compile("]\\(([^)#:]*)#([^)]*)\\)")
                .matcher(Repository.text(document))
                .results()
                .map(link -> new Anchor(
                        link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)), link.group(2)));
    }

    private static List<String> headings(Path page) {
        return Repository.text(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
