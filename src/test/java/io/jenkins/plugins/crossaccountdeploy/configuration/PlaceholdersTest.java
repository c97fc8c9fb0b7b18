package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {

    private final List<String> faults = new ArrayList<>();

    private Map<String, String> values(List<String> items) {
        return Placeholders.values(items, UnaryOperator.identity(), faults::add).byName();
    }

    @SuppressWarnings("unchecked")
    private static List<String> ofScript(Object given) {
        return Placeholders.items((List<String>) Placeholders.ofScript(given));
    }

    @Test
    void aFormGivesOneALine() {
        assertThat(values(Placeholders.items(List.of("A=1\r\n  B_2=x=y \n\nC="))))
                .isEqualTo(Map.of("A", "1", "B_2", "x=y", "C", ""));
        assertThat(faults).isEmpty();
    }

    @Test
    void noValueOfAScriptBringsAnotherNameAlong() {
        assertThat(values(ofScript(List.of("A=1\nB=2")))).isEqualTo(Map.of("A", "1\nB=2"));
        assertThat(values(ofScript(Map.of("A", "1\nB=2")))).isEqualTo(Map.of("A", "1\nB=2"));
        assertThat(values(ofScript(Map.of("A", 42)))).isEqualTo(Map.of("A", "42"));
        assertThat(ofScript(List.of())).isEmpty();
    }

    @Test
    void whatIsWrongIsToldWithoutTheValue() {
        values(List.of("hunter2", "1A=hunter2", "A-B=hunter2", "A=1", "A=hunter2"));

        assertThat(faults)
                .containsExactly(
                        "placeholders: A line has no '=': give each value as NAME=value",
                        "placeholders: The name '1A' is not one of letters, digits and _, with no digit first",
                        "placeholders: The name 'A-B' is not one of letters, digits and _, with no digit first",
                        "placeholders: A is given twice");
    }
}
