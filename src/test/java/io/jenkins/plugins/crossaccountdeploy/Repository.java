package io.jenkins.plugins.crossaccountdeploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of this project, from whichever of its two builds the tests run. */
public final class Repository {

    private Repository() {}

    public static Path file(String path) {
        return Stream.of(Path.of(""), Path.of(".."))
                .filter(directory -> Files.exists(directory.resolve("central/pom.xml")))
                .findFirst()
                .orElseThrow()
                .resolve(path);
    }

    /** What people read: the pages in the root, in {@code docs/} and beside the samples. */
    public static Stream<Path> documents() {
        return Stream.concat(
                        files(file("."), 1),
                        Stream.of("docs", "sample-scripts").flatMap(folder -> files(file(folder), 9)))
                .filter(file -> file.toString().endsWith(".md"));
    }

    /** The samples that are to be copied, of whatever language. */
    static Stream<Path> samples() {
        return files(file("sample-scripts"), 9).filter(file -> !file.toString().endsWith(".md"));
    }

    private static Stream<Path> files(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The blocks of a language that a page prints. */
    static Stream<String> blocks(Path document, String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(text(document))
                .results()
                .map(found -> found.group(1));
    }
}
