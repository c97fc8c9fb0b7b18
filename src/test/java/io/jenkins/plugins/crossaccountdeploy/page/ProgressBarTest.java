package io.jenkins.plugins.crossaccountdeploy.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.crossaccountdeploy.history.Counts;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What of a bar is seen: where its parts are, in per cent. */
class ProgressBarTest {

    private static final Pattern PART =
            Pattern.compile("cad-progress__part--(\\w+)\" x=\"([\\d.]+)%\" width=\"([\\d.]+)%\"");

    private record Part(String status, double start, double width) {

        double end() {
            return start + width;
        }
    }

    private static List<Part> parts(Counts counts) {
        return PART.matcher(new ProgressBar(counts).html().toString())
                .results()
                .map(part ->
                        new Part(part.group(1), Double.parseDouble(part.group(2)), Double.parseDouble(part.group(3))))
                .toList();
    }

    @Test
    void showsEachStatusByItsShare() {
        List<Part> parts = parts(new Counts(20, 10, 19, 1, 0, 0));

        assertThat(parts).extracting(Part::status).containsExactly("succeeded", "failed", "inprogress");
        assertThat(parts.get(0)).isEqualTo(new Part("succeeded", 0, 38));
        assertThat(parts.get(2).end()).isEqualTo(60, within(0.01));
    }

    @Test
    void leavesAGapBetweenTwoParts() {
        List<Part> parts = parts(new Counts(0, 0, 49, 1, 0, 0));

        assertThat(parts.get(1).start() - parts.get(0).end()).isEqualTo(0.3, within(0.01));
        assertThat(parts.get(1).end()).isEqualTo(100, within(0.01));
    }

    @Test
    void showsOneTargetOfAThousandWithinTheBar() {
        List<Part> parts = parts(new Counts(0, 0, 997, 1, 1, 1));

        assertThat(parts).hasSize(4).allSatisfy(part -> assertThat(part.width()).isGreaterThan(0.4));
        assertThat(parts.get(3).end()).isEqualTo(100, within(0.01));
    }

    @Test
    void isWholeWhenAllHaveSucceeded() {
        assertThat(parts(new Counts(0, 0, 3, 0, 0, 0))).containsExactly(new Part("succeeded", 0, 100));
    }

    @Test
    void isEmptyWhileAllArePending() {
        assertThat(parts(new Counts(3, 0, 0, 0, 0, 0))).isEmpty();
    }
}
