package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever people see on pages and forms is there in English and in German, and nothing else is. */
class TextsTest {

    private static final Path RESOURCES = Repository.file("src/main/resources/io/jenkins/plugins/crossaccountdeploy");

    private static final Path SOURCES = Repository.file("src/main/java/io/jenkins/plugins/crossaccountdeploy");

    /** What both languages call the same. */
    private static final Set<String> THE_SAME_IN_BOTH = Set.of(
            "Bucket",
            "Build",
            "CodeDeploy",
            "Commit",
            "Commit {0}",
            "Cross-Account Deploy",
            "Format",
            "Live",
            "Name",
            "OK",
            "Region",
            "Revision",
            "Rollback",
            "Rollback {0}",
            "Status",
            "bucket",
            "rollback",
            "{0} / {1} in {2}",
            "{0}: {1}",
            "{0}: {1}?");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");

    private static final Pattern CODE = Pattern.compile("<code>([^<]*)</code>");

    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\n]*)\"");

    private static final Pattern WORDS = Pattern.compile("(?<![\\w-])[A-Za-z]{2,} [a-z]{2,}");

    static List<Path> messages() {
        return files("Messages.properties");
    }

    static List<Path> pages() {
        return files(".jelly");
    }

    static List<Path> helps() {
        return files(".html").stream()
                .filter(file -> !file.toString().endsWith("_de.html"))
                .toList();
    }

    static List<Path> scripts() {
        return files(".js");
    }

    private static List<Path> files(String end) {
        try (Stream<Path> all = Files.walk(RESOURCES)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatJavaSaysItSaysInBothLanguages(Path file) {
        TreeMap<String, String> english = properties(file);
        TreeMap<String, String> german = properties(german(file, ".properties"));
        assertThat(german).containsOnlyKeys(english.keySet());
        compare(english, german);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatAPageSaysItSaysInBothLanguages(Path page) {
        JellyTexts texts = JellyTexts.of(page);
        Path file = page.resolveSibling(page.getFileName().toString().replace(".jelly", ".properties"));
        TreeMap<String, String> english = properties(file);
        TreeMap<String, String> german = properties(german(file, ".properties"));
        assertThat(texts.keys()).as("keys of English texts").containsAll(english.keySet());
        assertThat(english.keySet())
                .as("English texts")
                .containsAll(texts.withArguments())
                .containsAll(texts.keys().stream()
                        .filter(key -> Character.isLowerCase(key.charAt(0)) && !key.contains(" "))
                        .toList());
        assertThat(german.keySet()).as("German texts").isEqualTo(texts.keys());
        texts.keys().forEach(key -> english.putIfAbsent(key, key));
        compare(english, german);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageSaysNothingThatCannotBeTranslated(Path page) {
        assertThat(JellyTexts.of(page).bare()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void scriptsSayNothingByThemselves(Path script) {
        assertThat(LITERAL.matcher(text(script)).results().map(found -> found.group(1)))
                .filteredOn(literal -> !literal.equals("use strict") && !literal.matches(".*[\\[.#=(,].*"))
                .noneMatch(literal -> WORDS.matcher(literal).find());
    }

    @ParameterizedTest
    @MethodSource("helps")
    void helpIsThereInBothLanguages(Path help) {
        Path german = german(help, ".html");
        assertThat(german).exists();
        assertThat(code(german)).as("names, examples").containsExactlyInAnyOrderElementsOf(code(help));
        assertThat(text(german)).isNotEqualTo(text(help));
    }

    @Test
    void noGermanIsLeftWithoutItsEnglish() {
        assertThat(files("_de.html"))
                .allSatisfy(file -> assertThat(english(file)).exists());
        assertThat(files("_de.properties"))
                .allSatisfy(file -> assertThat(Stream.of(
                                english(file), Path.of(english(file).toString().replace(".properties", ".jelly"))))
                        .anyMatch(Files::exists));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageIsUsed(Path file) throws IOException {
        Path sources = SOURCES.resolve(RESOURCES.relativize(file.getParent()).toString());
        StringBuilder code = new StringBuilder();
        try (Stream<Path> all = Files.list(sources)) {
            all.filter(Files::isRegularFile).map(TextsTest::text).forEach(code::append);
        }
        Set<String> used = Pattern.compile("Messages(?:\\.|::)_?(\\w+)")
                .matcher(code)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(properties(file).keySet().stream().map(key -> key.replace('.', '_')))
                .containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void whatFormsAndPagesSayIsNotWrittenIntoJava() throws IOException {
        Pattern written = Pattern.compile(
                "(FormValidation\\.(ok|warning|error)|ListBoxModel\\.Option)\\(\\s*\"|getDisplayName\\(\\) \\{\\s*return \"");
        try (Stream<Path> all = Files.walk(SOURCES)) {
            assertThat(all.filter(Files::isRegularFile))
                    .noneMatch(file -> written.matcher(text(file)).find());
        }
    }

    private static void compare(TreeMap<String, String> english, TreeMap<String, String> german) {
        german.forEach((key, text) -> {
            String original = english.get(key);
            assertThat(placeholders(text)).as("%s: {0}, {1}, ...", key).isEqualTo(placeholders(original));
            assertThat(Stream.of(text, original))
                    .as("%s: in a message, an apostrophe is doubled", key)
                    .noneMatch(message -> message.replace("''", "").contains("'") && !message.equals(key));
            assertThat(text.equals(original) && !THE_SAME_IN_BOTH.contains(text))
                    .as("%s is in English", key)
                    .isFalse();
            assertThatCode(() -> new MessageFormat(text)).as(key).doesNotThrowAnyException();
        });
    }

    private static Collection<String> placeholders(String message) {
        return PLACEHOLDER
                .matcher(message)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> code(Path help) {
        return CODE.matcher(text(help))
                .results()
                .map(found -> found.group(1).replaceAll("\\s+", " "))
                .toList();
    }

    private static Path german(Path file, String end) {
        return file.resolveSibling(file.getFileName().toString().replace(end, "_de" + end));
    }

    private static Path english(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace("_de.", "."));
    }

    /** Of a file that is there or not, in the encoding that Jenkins reads it in. */
    private static TreeMap<String, String> properties(Path file) {
        TreeMap<String, String> texts = new TreeMap<>();
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(file.toString(), e);
            }
            properties.forEach((key, text) -> texts.put((String) key, (String) text));
        }
        return texts;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
