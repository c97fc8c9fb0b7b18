package io.jenkins.plugins.crossaccountdeploy.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTemplateTest {

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.crossaccountdeploy.template.YamlTemplateTest#values")
    void aValueIsThatValueWhereverItStands(String value) throws Exception {
        JsonNode filled = filled("{\"a\": \"<X>\", \"b\": [\"1 <X>\", {\"c\": \"\\u003cX\\u003e\"}]}", value);

        assertThat(filled.path("a").asText()).isEqualTo(value);
        assertThat(filled.path("b").path(0).asText()).isEqualTo("1 " + value);
        assertThat(filled.path("b").path(1).path("c").asText()).isEqualTo(value);
        assertThat(filled.size()).isEqualTo(2);
    }

    private static JsonNode filled(String json, String value) throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(new JsonTemplate(json, Set.of("port"), Set.of("cpu"), Set.of("labels"))
                        .filled(Map.of("X", value)));
    }

    @Test
    void aFieldThatHasNumbersGetsANumber() throws Exception {
        assertThat(filled("{\"cpu\": \"<X>\", \"l\": [{\"cpu\": \"<X>\", \"q\": \"<X>\"}]}", "80")
                        .toString())
                .isEqualTo("{\"cpu\":\"80\",\"l\":[{\"cpu\":80,\"q\":\"80\"}]}");
        assertThat(filled("{\"o\": {\"port\": \"<X>\"}, \"port\": [\"<X>\", \"p<X>\"]}", "80")
                        .toString())
                .isEqualTo("{\"o\":{\"port\":80},\"port\":[80,\"p80\"]}");
        assertThat(filled("{\"l\": [{\"port\": \"<X>\"}]}", "80, \"x\": 1").toString())
                .isEqualTo("{\"l\":[{\"port\":\"80, \\\"x\\\": 1\"}]}");
    }

    @Test
    void whatHasTextsHasThemUnderAnyName() throws Exception {
        assertThat(filled("{\"l\": [{\"labels\": {\"port\": \"<X>\", \"cpu\": \"<X>\"}, \"port\": \"<X>\"}]}", "80")
                        .toString())
                .isEqualTo("{\"l\":[{\"labels\":{\"port\":\"80\",\"cpu\":\"80\"},\"port\":80}]}");
    }

    @Test
    void tellsWhereEachPlaceholderStands() throws Exception {
        assertThat(new JsonTemplate("{\n\"a\": \"<A>\",\n\"<K>\": [\n\"<B>\"]}", Set.of(), Set.of(), Set.of())
                        .placeholders())
                .containsExactly(
                        new Placeholder("A", 2, false), new Placeholder("K", 3, true), new Placeholder("B", 4, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"port\": <X>}", "{\"a\": 1, \"a\": 2}", "{} {}", "{\"a\": 1,}", "a: b", "{"})
    void takesJsonOnly(String text) {
        assertThatThrownBy(() -> new JsonTemplate(text, Set.of(), Set.of(), Set.of()))
                .isInstanceOf(JsonProcessingException.class);
    }
}
