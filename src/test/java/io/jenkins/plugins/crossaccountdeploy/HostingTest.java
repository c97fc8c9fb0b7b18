package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/**
 * What the Jenkins project's hosting checker asks of a plugin that is released by continuous delivery. See
 * <a href="https://www.jenkins.io/doc/developer/publishing/requesting-hosting/">how to request hosting</a>.
 */
class HostingTest {

    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    private final Document pom = pom();

    private static Document pom() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Repository.file("pom.xml").toFile());
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new AssertionError(e);
        }
    }

    private String pom(String path) {
        try {
            return XPATH.evaluate("/project/" + path, pom);
        } catch (XPathExpressionException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(String file) {
        return Repository.text(Repository.file(file)).lines().toList();
    }

    @Test
    void isNamedAsPluginsAre() {
        assertThat(pom("groupId")).isEqualTo("io.jenkins.plugins");
        assertThat(pom("artifactId")).matches("[a-z-]{1,36}").doesNotContain("jenkins", "plugin");
        assertThat(pom("name")).contains("AWS CodeDeploy").doesNotContainIgnoringCase("jenkins");
        assertThat(pom("description")).contains("AWS CodeDeploy");
        assertThat(pom("url")).isEqualTo("https://github.com/jenkinsci/${project.artifactId}-plugin");
        assertThat(pom("licenses/license/name")).isEqualTo("MIT License");
    }

    /** Who develops it is told by the Jenkins project's list of permissions. */
    @Test
    void namesNoDevelopers() {
        assertThat(pom("developers")).isEmpty();
    }

    @Test
    void saysWhereItsSourcesAre() {
        assertThat(pom("scm/connection")).startsWith("scm:git:https://github.com/");
        assertThat(pom("scm/developerConnection")).startsWith("scm:git:");
        assertThat(pom("scm/url")).startsWith("https://github.com/");
        assertThat(pom("scm/tag")).isEqualTo("${scmTag}");
    }

    @Test
    void getsItsVersionFromTheCommit() {
        assertThat(pom("version")).isEqualTo("${changelist}");
        assertThat(pom("properties/changelist")).isEqualTo("999999-SNAPSHOT");
        assertThat(lines(".mvn/maven.config")).contains("-Dchangelist.format=%d.v%s");
        assertThat(Repository.file(".mvn/extensions.xml")).content().contains("git-changelist-maven-extension");
        assertThat(Repository.file(".github/workflows/cd.yaml")).content().contains("maven-cd.yml@v1");
    }

    /** The profiles that {@code .mvn} asks for are those of the parent POM. */
    @Test
    void doesNotDoSoWhereItIsBuiltFromMavenCentral() {
        assertThat(Repository.file("central/.mvn")).isDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "hpi.strictBundledArtifacts, true",
        "ban-commons-lang-2.skip, false",
        "ban-deprecated-stapler.skip, false",
        "ban-junit4-imports.skip, false",
        "banObsoleteDependencyOverrides.skip, false"
    })
    void isCheckedByTheParentPom(String property, String value) {
        assertThat(pom("properties/" + property)).isEqualTo(value);
    }

    @Test
    void takesPluginsFromTheBillOfMaterialsOfItsBaseline() {
        assertThat(pom("properties/jenkins.version")).startsWith("${jenkins.baseline}.");
        assertThat(pom("dependencyManagement/dependencies/dependency[groupId='io.jenkins.tools.bom']/artifactId"))
                .isEqualTo("bom-${jenkins.baseline}.x");
        assertThat(pom("dependencies/dependency[starts-with(groupId, 'io.jenkins')"
                        + " or starts-with(groupId, 'org.jenkins-ci')]/version"))
                .isEmpty();
    }

    @Test
    void isBuiltOnTheJavaVersionsOfTheJenkinsProject() {
        String jenkinsfile = Repository.text(Repository.file("Jenkinsfile"));
        assertThat(Pattern.compile("jdk: (\\d+)").matcher(jenkinsfile).results())
                .isNotEmpty()
                .allSatisfy(jdk -> assertThat(jdk.group(1)).isIn("21", "25"));
    }

    @Test
    void isOwnedByItsTeam() {
        assertThat(lines(".github/CODEOWNERS")).contains("* @jenkinsci/" + pom("artifactId") + "-plugin-developers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".github/dependabot.yml",
                ".github/workflows/jenkins-security-scan.yml",
                "CHANGELOG.md",
                "CONTRIBUTING.md",
                "LICENSE",
                "README.md",
                "src/main/resources/index.jelly"
            })
    void hasWhatEveryPluginHas(String file) {
        assertThat(Repository.file(file)).isNotEmptyFile();
    }

    /** With continuous delivery, the Jenkins project's own workflow drafts releases. */
    @ParameterizedTest
    @ValueSource(strings = {".github/release-drafter.yml", ".github/workflows/release-drafter.yml"})
    void hasNoReleaseDrafterOfItsOwn(String file) {
        assertThat(Repository.file(file)).doesNotExist();
    }

    @Test
    void keepsWhatIsBuiltOutOfTheRepository() {
        assertThat(lines(".gitignore")).contains("target/", "work/");
    }

    @Test
    void describesItselfToThePluginManager() {
        assertThat(Repository.file("src/main/resources/index.jelly")).content().contains("AWS CodeDeploy");
    }

    static Stream<Path> workflows() {
        return Stream.of("cd.yaml", "central.yml", "jenkins-security-scan.yml")
                .map(name -> Repository.file(".github/workflows/" + name));
    }

    /** A token of GitHub can do no more in a workflow than that needs. */
    @ParameterizedTest
    @MethodSource("workflows")
    void saysWhatEachWorkflowMayDo(Path workflow) {
        assertThat(workflow).content().contains("\npermissions:\n");
    }
}
