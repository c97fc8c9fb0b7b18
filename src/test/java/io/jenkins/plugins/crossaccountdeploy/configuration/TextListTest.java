package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextListTest {

    @Test
    void isTheSameFromATextAreaAndFromAList() {
        assertThat(TextList.of(List.of("shop/**\r\n  payments/** \n\n")))
                .isEqualTo(TextList.of(List.of("shop/**", "payments/**")))
                .containsExactly("shop/**", "payments/**");
    }

    @Test
    void comesBackFromItsText() {
        List<String> list = List.of("shop/**", "payments/**");
        assertThat(TextList.of(TextList.text(list))).isEqualTo(list);
    }

    @Test
    void separatesPatternsAtCommasAndLineEnds() {
        assertThat(TextList.patterns("bin/**, my files/*.txt,\n appspec.yml"))
                .containsExactly("bin/**", "my files/*.txt", "appspec.yml");
    }

    @Test
    void isEmptyWithoutAnything() {
        assertThat(TextList.of((List<String>) null)).isEmpty();
        assertThat(TextList.patterns(" , ")).isEmpty();
    }
}
