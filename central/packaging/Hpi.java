import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Packages the plugin as the Jenkins project's Maven plugin does, which is not on Maven Central: the manifest, and the
 * indexes by which Jenkins finds extensions, symbols and parameter names.
 *
 * <p>Run by Maven in the package phase: {@code java -cp <classpath> Hpi.java <directory of this build>}.
 */
public final class Hpi {

    private static final String PACKAGE = "io/jenkins/plugins/crossaccountdeploy/";
    private static final String JAVA = "17";

    /** The earliest time that a zip can hold: equal classes give an equal file. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path central;
    private final Path classes;
    private final Pom pom;

    private Hpi(Path central) throws IOException, ParserConfigurationException, SAXException {
        this.central = central;
        this.classes = central.resolve("target/classes");
        this.pom = new Pom(central.resolve("../pom.xml"));
    }

    public static void main(String[] arguments) throws Exception {
        new Hpi(Path.of(arguments[0])).make();
    }

    private void make() throws Exception {
        Manifest manifest = manifest();
        String name = pom.text("artifactId");
        Path jar = central.resolve("target/" + name + ".jar");
        write(jar, manifest, contents());
        SortedMap<String, byte[]> plugin = new TreeMap<>(mavenDescription());
        plugin.put("WEB-INF/lib/" + name + ".jar", Files.readAllBytes(jar));
        plugin.put("WEB-INF/licenses.xml", bytes(licenses()));
        write(central.resolve("target/" + name + ".hpi"), manifest, plugin);
    }

    private static void write(Path file, Manifest manifest, SortedMap<String, byte[]> contents) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            add(jar, "META-INF/MANIFEST.MF", bytes(manifest));
            for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                add(jar, content.getKey(), content.getValue());
            }
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(EPOCH);
        jar.putNextEntry(entry);
        jar.write(content);
    }

    private static byte[] bytes(Manifest manifest) throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // What goes into the jar

    private SortedMap<String, byte[]> contents() throws Exception {
        SortedMap<String, byte[]> contents = new TreeMap<>(mavenDescription());
        List<Class<?>> own = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (isSignature(name)) {
                    continue;
                }
                if (!name.startsWith(PACKAGE) && !name.startsWith("META-INF/") && !name.equals("index.jelly")) {
                    throw new IllegalStateException(name + " does not belong into the plugin");
                }
                contents.put(name, Files.readAllBytes(file));
                if (name.endsWith(".class") && !name.endsWith("package-info.class")) {
                    own.add(Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                            false,
                            Hpi.class.getClassLoader()));
                }
            }
        }
        contents.putAll(annotationIndex(own));
        contents.putAll(parameterNames(own));
        return contents;
    }

    /** Whether a class was compiled from a signature of Jenkins' API, which Jenkins itself has. */
    private boolean isSignature(String name) {
        String type = name.replaceAll("([$].*)?[.]class$", ".java");
        return Files.exists(central.resolve("jenkins-api").resolve(type));
    }

    /** For each annotation that is marked as indexed, the classes that have it, or have it on a member. */
    private static Map<String, byte[]> annotationIndex(List<Class<?>> own) {
        Map<String, SortedSet<String>> index = new TreeMap<>();
        for (Class<?> type : own) {
            Stream.<AnnotatedElement>concat(Stream.of(type), Arrays.stream(type.getDeclaredMethods()))
                    .flatMap(element -> Arrays.stream(element.getAnnotations()))
                    .map(Annotation::annotationType)
                    .filter(Hpi::isIndexed)
                    .forEach(annotation -> index.computeIfAbsent(annotation.getName(), any -> new TreeSet<>())
                            .add(type.getName()));
        }
        return index.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> "META-INF/services/annotations/" + entry.getKey(),
                        entry -> bytes(String.join("\n", entry.getValue()) + "\n")));
    }

    private static boolean isIndexed(Class<? extends Annotation> annotation) {
        return has(annotation, "org.jvnet.hudson.annotation_indexer.Indexed");
    }

    private static boolean has(AnnotatedElement element, String annotation) {
        return Arrays.stream(element.getAnnotations())
                .anyMatch(present -> present.annotationType().getName().equals(annotation));
    }

    /** The parameters' names of data-bound constructors and of web methods, as Stapler looks them up. */
    private static Map<String, byte[]> parameterNames(List<Class<?>> own) {
        Map<String, byte[]> names = new TreeMap<>();
        for (Class<?> type : own) {
            String base = type.getName().replace('.', '/').replace('$', '/');
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (has(constructor, "org.kohsuke.stapler.DataBoundConstructor")) {
                    names.put(base + ".stapler", bytes("\nconstructor=" + parameters(constructor) + "\n"));
                }
            }
            for (Method method : type.getDeclaredMethods()) {
                if (Arrays.stream(method.getParameters())
                        .anyMatch(parameter -> has(parameter, "org.kohsuke.stapler.QueryParameter"))) {
                    names.put(base + "/" + method.getName() + ".stapler", bytes(parameters(method)));
                }
            }
        }
        return names;
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameters()).map(Parameter::getName).collect(Collectors.joining(","));
    }

    // What describes it

    private Manifest manifest() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String version = pom.text("version");
        String commit = commit();
        put(main, "Created-By", "Maven");
        put(main, "Java-Version", JAVA);
        put(main, "Build-Jdk-Spec", System.getProperty("java.specification.version"));
        put(main, "Specification-Title", pom.text("name"));
        put(main, "Specification-Version", specification(version));
        put(main, "Implementation-Title", pom.text("name"));
        put(main, "Implementation-Version", version);
        put(main, "Group-Id", pom.text("groupId"));
        put(main, "Artifact-Id", pom.text("artifactId"));
        put(main, "Short-Name", pom.text("artifactId"));
        put(main, "Long-Name", pom.text("name"));
        put(main, "Url", pom.text("url"));
        put(main, "Plugin-Version", version.endsWith("-SNAPSHOT") ? version + privateBuild(commit) : version);
        put(main, "Hudson-Version", pom.property("jenkins.version"));
        put(main, "Jenkins-Version", pom.property("jenkins.version"));
        put(main, "Minimum-Java-Version", JAVA);
        put(main, "Plugin-Dependencies", dependencies());
        put(main, "Plugin-Developers", "");
        put(main, "Support-Dynamic-Loading", "true");
        put(main, "Plugin-License-Name", pom.text("licenses", "license", "name"));
        put(main, "Plugin-License-Url", pom.text("licenses", "license", "url"));
        put(main, "Plugin-ScmConnection", pom.text("scm", "connection"));
        put(main, "Plugin-ScmTag", "HEAD");
        put(main, "Plugin-ScmUrl", pom.text("scm", "url"));
        if (!commit.isEmpty()) {
            put(main, "Implementation-Build", commit);
        }
        return manifest;
    }

    private static void put(Attributes attributes, String name, String value) {
        attributes.putValue(name, value);
    }

    private static String privateBuild(String commit) {
        String build = commit.isEmpty()
                ? DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm").format(LocalDateTime.now())
                : commit.substring(0, 8);
        return " (private-" + build + "-" + System.getProperty("user.name") + ")";
    }

    /** The commit that is built; empty outside a clone. */
    private String commit() throws IOException {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .directory(central.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return git.waitFor() == 0 ? commit : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The plugins that this one needs, in the versions that the bill of materials of ../pom.xml gives them. */
    private String dependencies() throws IOException {
        Properties versions = new Properties();
        try (var in = Files.newBufferedReader(central.resolve("plugins.properties"))) {
            versions.load(in);
        }
        return pom.plugins().stream()
                .map(plugin -> {
                    String version = versions.getProperty(plugin);
                    if (version == null) {
                        throw new IllegalStateException("plugins.properties lacks " + plugin);
                    }
                    return plugin.substring(plugin.indexOf(':') + 1) + ":" + version;
                })
                .collect(Collectors.joining(","));
    }

    /** Major and minor. */
    private static String specification(String version) {
        Matcher numbers = Pattern.compile("(\\d+)(?:[.](\\d+))?.*").matcher(version);
        return numbers.matches()
                ? numbers.group(1) + "." + (numbers.group(2) == null ? "0" : numbers.group(2))
                : version;
    }

    private String licenses() {
        String identity = "groupId='%s' artifactId='%s' version='%s'"
                .formatted(pom.text("groupId"), pom.text("artifactId"), pom.text("version"));
        return """
                <?xml version='1.0' encoding='UTF-8'?>
                <l:dependencies xmlns:l='licenses' %1$s>\
                <l:dependency name='%2$s' %1$s url='%3$s'>\
                <l:description/><l:license name='%4$s' url='%5$s'/></l:dependency></l:dependencies>""".formatted(
                        identity,
                        pom.text("name"),
                        pom.text("url"),
                        pom.text("licenses", "license", "name"),
                        pom.text("licenses", "license", "url"));
    }

    private Map<String, byte[]> mavenDescription() throws IOException {
        String directory = "META-INF/maven/" + pom.text("groupId") + "/" + pom.text("artifactId") + "/";
        return Map.of(
                directory + "pom.xml",
                Files.readAllBytes(central.resolve("../pom.xml")),
                directory + "pom.properties",
                bytes("artifactId=%s\ngroupId=%s\nversion=%s\n"
                        .formatted(pom.text("artifactId"), pom.text("groupId"), pom.text("version"))));
    }

    /** What ../pom.xml says, with its properties filled in. */
    private static final class Pom {

        private final Element project;

        Pom(Path file) throws IOException, ParserConfigurationException, SAXException {
            project = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        }

        String text(String... path) {
            Element element = project;
            for (String name : path) {
                element = child(element, name);
            }
            return filledIn(element.getTextContent().trim());
        }

        String property(String name) {
            return switch (name) {
                case "project.artifactId" -> text("artifactId");
                default -> text("properties", name);
            };
        }

        private String filledIn(String text) {
            String result = text;
            while (result.contains("${")) {
                int start = result.indexOf("${");
                int end = result.indexOf('}', start);
                result = result.substring(0, start)
                        + property(result.substring(start + 2, end))
                        + result.substring(end + 1);
            }
            return result;
        }

        /** Group and artifact of each plugin needed, in the order of the Jenkins project's manifests. */
        SortedSet<String> plugins() {
            return children(child(project, "dependencies"))
                    .filter(dependency -> children(dependency)
                            .noneMatch(part -> part.getNodeName().equals("scope")))
                    .map(dependency -> child(dependency, "groupId").getTextContent() + ":"
                            + child(dependency, "artifactId").getTextContent())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static Element child(Element parent, String name) {
            return children(parent)
                    .filter(child -> child.getNodeName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("../pom.xml has no " + name));
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
