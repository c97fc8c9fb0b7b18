package io.jenkins.plugins.crossaccountdeploy.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "1500000000, 1.5 GB",
        "9223372036854775807, 9223.4 PB",
    })
    void tellsSizesInDecimalUnits(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "1250, 1.3 s", "59949, 59.9 s", "60000, 1 min 0 s", "3725000, 62 min 5 s"})
    void tellsHowLongSomethingTook(long millis, String text) {
        assertThat(Units.seconds(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, '0 files'", "1, '1 file'", "1200, '1,200 files'"})
    void countsInTheSingularAndInThePlural(long number, String text) {
        assertThat(Units.count(number, "file")).isEqualTo(text);
    }
}
