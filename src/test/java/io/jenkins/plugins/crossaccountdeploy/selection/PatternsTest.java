package io.jenkins.plugins.crossaccountdeploy.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {

    @ParameterizedTest
    @CsvSource({
        "*.java, a.java, true",
        "*.java, a/a.java, false",
        "*.java, a.JAVA, false",
        "?abc/*/*.java, xabc/foobar/test.java, true",
        "?abc/*/*.java, abc/foobar/test.java, false",
        "**/CVS/*, CVS/Repository, true",
        "**/CVS/*, org/apache/CVS/Entries, true",
        "**/CVS/*, org/apache/CVS/foo/bar/Entries, false",
        "org/apache/jakarta/**, org/apache/jakarta/tools/ant/docs/index.html, true",
        "org/apache/jakarta/**, org/apache/jakarta, true",
        "org/apache/jakarta/**, org/apache/xyz.java, false",
        "org/apache/**/CVS/*, org/apache/CVS/Entries, true",
        "org/apache/**/CVS/*, org/apache/jakarta/tools/ant/CVS/Entries, true",
        "**/test/**, a/test, true",
        "**/test/**, test/a, true",
        "**/test/**, a/tests/b, false",
        "dist/, dist/a/b, true",
        "dist/, dist, true",
        "dist\\js\\*, dist/js/app.js, true",
        "/dist/**, dist/a, false",
        "**, a/b/c, true",
        "**/**, a, true",
        "a**b, a/b, false",
        "a**b, axxb, true",
        "*, a, true",
        "*a*b*c*, xaxbxcx, true",
        "*a*b*c*, xaxcxbx, false",
        "**/a/**/b, a/x/a/y/b, true",
        "**/a/**/b, a/x/b/y, false",
        "a.b, aXb, false",
    })
    void matchesAsAntDoes(String pattern, String path, boolean expected) {
        assertThat(new Patterns(List.of(pattern)).match(Patterns.split(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "src/main/**, src, true",
        "src/main/**, src/main/java, true",
        "src/main/**, target, false",
        "**/*.jar, any/where, true",
        "*.jar, lib, false",
        "lib/*.jar, lib, true",
        "lib/*.jar, lib/sub, false",
    })
    void knowsWhereNothingCanMatch(String pattern, String directory, boolean expected) {
        assertThat(new Patterns(List.of(pattern)).mayMatchBelow(Patterns.split(directory)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        ".git/config, true",
        "a/b/.git, true",
        "a/.gitignore, true",
        "backup~, true",
        "a/#x#, true",
        "a/.DS_Store, true",
        "a/.github/workflows/ci.yml, false",
        "a/git/x, false",
    })
    void excludesByDefaultWhatAntDoes(String path, boolean expected) {
        assertThat(Patterns.DEFAULT_EXCLUDES.match(Patterns.split(path))).isEqualTo(expected);
    }

    @Test
    void leavesOutAWholeDirectoryOnlyByAPatternForAllBelow() {
        assertThat(new Patterns(List.of("**/.git/**")).matchAllBelow(Patterns.split("a/.git")))
                .isTrue();
        assertThat(new Patterns(List.of("**/.git")).matchAllBelow(Patterns.split("a/.git")))
                .isFalse();
    }
}
