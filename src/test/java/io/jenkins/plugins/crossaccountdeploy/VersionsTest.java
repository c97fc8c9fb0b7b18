package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The two builds agree. {@code pom.xml} is the place of every version that both share; {@code central/} repeats those that it
 * cannot read from there.
 */
class VersionsTest {

    private static final String PLUGIN_GROUPS = "(io[.]jenkins|org[.]jenkins-?ci)[.:].+";

    private final Pom jenkins = new Pom("pom.xml");
    private final Pom central = new Pom("central/pom.xml");
    private final Properties plugins = plugins();

    static Properties plugins() {
        try (Reader in = Files.newBufferedReader(Repository.file("central/plugins.properties"))) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void listTheSamePlugins() {
        assertThat(plugins.stringPropertyNames())
                .filteredOn(name -> name.contains(":"))
                .containsExactlyInAnyOrderElementsOf(
                        jenkins.dependencies("compile").keySet());
    }

    @Test
    void listTheirVersionsForTheSameBillOfMaterials() {
        assertThat(plugins.getProperty("bom")).isEqualTo(jenkins.property("bom.version"));
    }

    @Test
    void compileAgainstTheLibrariesThatTheApiPluginsCarry() {
        assertThat(central.property("commons-compress.version"))
                .isEqualTo(library("io.jenkins.plugins:commons-compress-api"));
        assertThat(central.property("jackson.version")).isEqualTo(library("org.jenkins-ci.plugins:jackson2-api"));
        assertThat(central.property("snakeyaml.version")).isEqualTo(library("io.jenkins.plugins:snakeyaml-api"));
    }

    @Test
    void compileAgainstAnAwsSdkThatIsNoNewerThanTheOneAtRunTime() {
        assertThat(Stream.of("core", "s3", "codedeploy")
                        .map(part -> library("io.jenkins.plugins.aws-java-sdk2:aws-java-sdk2-" + part)))
                .allSatisfy(version -> assertThat(Version.parse(version))
                        .isGreaterThanOrEqualTo(Version.parse(central.property("aws.version"))));
    }

    @Test
    void testWithTheSameLibraries() {
        Map<String, String> shared = jenkins.dependencies("test");
        shared.keySet().removeIf(name -> name.matches(PLUGIN_GROUPS));
        assertThat(shared).isNotEmpty();
        assertThat(central.dependencies("test")).containsAllEntriesOf(shared);
    }

    /**
     * The Jenkins project's parent POM and the bills of materials beside it decide which JUnit it is. They are not on
     * Central, but this test runs under them too; patches may differ.
     */
    @Test
    void testWithTheSameJUnit() {
        assertThat(feature(Test.class.getPackage().getImplementationVersion()))
                .isEqualTo(feature(central.property("junit.version")));
    }

    private static String feature(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }

    /** Of {@code 1.28.0-82.v4df6c060eb_66}, what comes before the first hyphen is the library's. */
    private String library(String plugin) {
        String version = plugins.getProperty(plugin);
        return version.substring(0, version.indexOf('-'));
    }

    private static final class Pom {

        private final Element project;

        Pom(String file) {
            try {
                project = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Repository.file(file).toFile())
                        .getDocumentElement();
            } catch (IOException | ParserConfigurationException | SAXException e) {
                throw new IllegalStateException(e);
            }
        }

        String property(String name) {
            return text(child(project, "properties"), name);
        }

        /** Versions by group and artifact, of the dependencies of a scope; empty where a bill of materials gives them. */
        Map<String, String> dependencies(String scope) {
            return children(child(project, "dependencies"))
                    .filter(dependency ->
                            scope.equals(has(dependency, "scope") ? text(dependency, "scope") : "compile"))
                    .collect(Collectors.toMap(
                            dependency -> text(dependency, "groupId") + ":" + text(dependency, "artifactId"),
                            dependency -> has(dependency, "version") ? filledIn(text(dependency, "version")) : "",
                            (a, b) -> a,
                            TreeMap::new));
        }

        private String filledIn(String version) {
            return version.startsWith("${") ? property(version.substring(2, version.length() - 1)) : version;
        }

        private static boolean has(Element parent, String name) {
            return children(parent).anyMatch(child -> child.getNodeName().equals(name));
        }

        private static String text(Element parent, String name) {
            return child(parent, name).getTextContent();
        }

        private static Element child(Element parent, String name) {
            return children(parent)
                    .filter(child -> child.getNodeName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("There is no " + name));
        }

        private static Stream<Element> children(Element parent) {
            NodeList nodes = parent.getChildNodes();
            return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
                    .map(nodes::item)
                    .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                    .map(Element.class::cast);
        }
    }
}
