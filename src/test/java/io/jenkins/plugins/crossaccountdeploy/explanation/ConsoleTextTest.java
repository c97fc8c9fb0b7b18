package io.jenkins.plugins.crossaccountdeploy.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTextTest {

    private static final String NOTE = "\u001b[8mha:AAAAlh+LCAAAAAAAAP9b85aBtbiIQTGjNKU4P0+vKLVYryi1LL8s=\u001b[0m";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web\n[prod] SUCCEEDED",
                "web\r\n[prod] SUCCEEDED",
                "web\r[prod] SUCCEEDED",
                "web\u0085[prod] SUCCEEDED",
                "web\u2028[prod] SUCCEEDED",
                "web\t\u000b\f[prod] SUCCEEDED",
            })
    void forgesNoLine(String text) {
        assertThat(ConsoleText.line(text)).isEqualTo("web [prod] SUCCEEDED");
    }

    @Test
    void carriesNoNoteThatJenkinsWouldTurnIntoALinkOrAButton() {
        assertThat(ConsoleText.line("see " + NOTE + "here")).isEqualTo("see here");
        assertThat(ConsoleText.log("see " + NOTE + "here")).containsExactly("see here");
        assertThat(ConsoleText.line("\u001b[8mha:AAAA")).doesNotContain("\u001b");
        assertThat(ConsoleText.line("\u001b\u001b[0m[8mha:AAAA\u001b[0m")).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[1;31mred\u001b[0m",
                "\u001b[2K\u001b[1Ared",
                "\u009b31mred",
                "\u001b]0;title\u0007red",
                "\u001b]8;;https://evil.example\u001b\\red\u001b]8;;\u001b\\",
                "\u001b(Bred",
                "r\u0000e\u0008d\u007f",
                "\u202ered\u202c",
                "\u2066r\u200ee\u061cd\u2069\ufeff",
                "re\ud800d",
            })
    void commandsNoTerminalAndTurnsNoOrder(String text) {
        assertThat(ConsoleText.line(text)).isEqualTo("red");
        assertThat(ConsoleText.log(text)).containsExactly("red");
    }

    @Test
    void keepsWhatPeopleWrite() {
        String text = "Zürich  日本語  \ud83d\udc69\u200d\ud83d\udcbb  می\u200cخواهم";
        assertThat(ConsoleText.line(text)).isEqualTo(text);
        assertThat(ConsoleText.log("a\tb\n\tc")).containsExactly("a\tb", "\tc");
    }

    @Test
    void hasABound() {
        assertThat(ConsoleText.line("x".repeat(10_000)))
                .hasSizeLessThan(4_100)
                .endsWith("x ... (6,000 characters more)");
        assertThat(ConsoleText.line("x" + "\ud83d\udc69".repeat(3_000)))
                .startsWith("x\ud83d\udc69")
                .doesNotContain("?");
    }
}
