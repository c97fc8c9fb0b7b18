package io.jenkins.plugins.crossaccountdeploy.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class YamlTemplateTest {

    /** A value in each of the ways in which YAML writes texts. */
    private static final String EVERYWHERE = """
            # <X> in a comment stays
            plain: <X>
            within: a <X> b  # <X>
            single: 'it''s <X>'
            double: "\\u00e9 <X>\\n"
            literal: |
              one
              <X>
            folded: >-
              one
              <X>

            tagged: !!str <X>
            anchored: &a <X>
            list:
            - <X>
            - [<X>, '<X>', {flow: <X>}]
            alias: *a
            \ud83d\ude00: <X> and <X>
            last: <X>""";

    static List<String> values() {
        return List.of(
                "registry/shop:42",
                "",
                " ",
                "\n",
                "a\nb: c",
                "\r\n- x",
                "x\n  Evil: true",
                "\"",
                "'",
                "\\",
                "\\n",
                "a: b",
                "a #b",
                "#",
                "${X}",
                "$(id)",
                "<X>",
                "{a: b}",
                "[a",
                "*a",
                "&b c",
                "!!int 5",
                "|",
                "> x",
                "%YAML 1.1",
                "---",
                "...",
                "null",
                "true",
                "007",
                "1e3",
                "=",
                "<<",
                "\t",
                "\u0000",
                "\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffe\uffff",
                "\u00e4\u4e2d\ud83d\ude00",
                "\u202e",
                "a".repeat(5000));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsThatValueWhereverItStands(String value) {
        Map<String, Object> filled = filled(EVERYWHERE, value);

        assertThat(filled)
                .isEqualTo(new Yaml()
                        .<Map<String, Object>>load(EVERYWHERE.replaceAll("#.*", "")).entrySet().stream()
                                .collect(
                                        LinkedHashMap::new,
                                        (map, entry) -> map.put(entry.getKey(), replaced(entry.getValue(), value)),
                                        Map::putAll));
        assertThat(new YamlTemplate(EVERYWHERE).filled(Map.of("X", value))).startsWith("# <X> in a comment stays\n");
    }

    private static Object replaced(Object node, String value) {
        if (node instanceof List<?> list) {
            return list.stream().map(item -> replaced(item, value)).toList();
        }
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key, replaced(item, value)));
            return copy;
        }
        return node instanceof String text ? text.replace("<X>", value) : node;
    }

    @Test
    void noValueMadeOfWhatMeansSomethingInYamlChangesTheStructure() {
        String alphabet = "\"'\\\n\r\t :#-?,[]{}&*!|>%@`<X>a0\u0085\u2028\ud83d\ude00$";
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            String value = random.ints(random.nextInt(12), 0, alphabet.codePointCount(0, alphabet.length()))
                    .map(index -> alphabet.codePointAt(alphabet.offsetByCodePoints(0, index)))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Map<String, Object> filled = filled("a: <X>\nb: ['<X>', \"<X>\"]\nc: |\n  <X>\n", value);

            assertThat(filled).as(value).isEqualTo(Map.of("a", value, "b", List.of(value, value), "c", value + "\n"));
        }
    }

    private static Map<String, Object> filled(String text, String value) {
        return new Yaml().load(new YamlTemplate(text).filled(Map.of("X", value)));
    }

    @Test
    void jsonStaysJson() {
        String json = "{\n\t\"a\": \"<X>\",\n\t\"ContainerPort\": \"<PORT>\"\n}";

        String filled = new YamlTemplate(json).filled(Map.of("X", "q\"\\\u2028", "PORT", "80"));

        assertThat(filled).isEqualTo("{\n\t\"a\": \"q\\\"\\\\\\u2028\",\n\t\"ContainerPort\": 80\n}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ContainerPort: <X>", "ContainerPort: '<X>'"})
    void aPortIsANumber(String text) {
        assertThat(filled(text, "8080")).isEqualTo(Map.of("ContainerPort", 8080));
        assertThat(filled(text, "08")).isEqualTo(Map.of("ContainerPort", "08"));
        assertThat(filled(text, "80\nx: y")).isEqualTo(Map.of("ContainerPort", "80\nx: y"));
    }

    @Test
    void aVersionIsAText() {
        assertThat(filled("TargetVersion: <X>", "8")).isEqualTo(Map.of("TargetVersion", "8"));
    }

    @Test
    void allElseStaysToTheLetter() {
        String text = "# c\r\na:   'b'   # <X> <Y>\r\n\r\nc: \"<Y>\" # d\r\n";

        assertThat(new YamlTemplate(text).filled(Map.of("Y", "z"))).isEqualTo(text.replace("\"<Y>\"", "\"z\""));
    }

    @Test
    void givesAKeyAnotherValueWhereverItHasOne() {
        assertThat(new YamlTemplate("v: '7' # v\r\n- a: {\"v\":7,\"w\":\"v\"}\nv:\n  - v\n  - <v>\nw: v\n")
                        .with("v", "8"))
                .isEqualTo("v: \"8\" # v\r\n- a: {\"v\":\"8\",\"w\":\"v\"}\nv:\n  - v\n  - <v>\nw: v\n");
        assertThat(new YamlTemplate("v: &x 7\nw: *x\n").with("v", "8")).isEqualTo("v: &x \"8\"\nw: *x\n");
        assertThat(new YamlTemplate("v: *x\nw: |\n  v: 7\n").with("v", "8")).isEqualTo("v: *x\nw: |\n  v: 7\n");
    }

    @Test
    void tellsWhereEachPlaceholderStands() {
        assertThat(new YamlTemplate("a: <A>\n<K>: x\nb: |\n  one\n  <B> <A>\nc: <a-b>\n# <C>\nd: <not this> < that >\n")
                        .placeholders())
                .containsExactly(
                        new Placeholder("A", 1, false),
                        new Placeholder("K", 2, true),
                        new Placeholder("B", 5, false),
                        new Placeholder("A", 5, false),
                        new Placeholder("a-b", 6, false));
    }

    @Test
    void whatIsNoYamlHasNoPlaceholders() {
        assertThat(new YamlTemplate("a: [<A>\n\t}").placeholders()).isEmpty();
        assertThat(new YamlTemplate("a: \u0001<A>").filled(Map.of("A", "b"))).isEqualTo("a: \u0001<A>");
    }

    @Test
    void aLongTextIsFilledInAtOnce() {
        String text = String.join(
                "\n", IntStream.range(0, 5000).mapToObj(i -> "k" + i + ": <X>").toList());

        assertThat(filled(text, "v")).hasSize(5000).containsEntry("k4999", "v");
    }
}
