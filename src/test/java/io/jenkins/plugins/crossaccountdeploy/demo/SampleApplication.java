package io.jenkins.plugins.crossaccountdeploy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A small shop, and its build: each product of the catalogue gets a page. */
final class SampleApplication {

    private static final String SEPARATOR = ";";

    private final Path sources;

    /**
     * @param sources what a checkout of the application would have
     */
    SampleApplication(Path sources) {
        this.sources = sources;
    }

    /**
     * Builds a release.
     *
     * @param workspace where the build leaves what is to be deployed, next to {@code appspec.yml}
     * @param moreProducts lines that the catalogue of this release has besides
     */
    void build(Path workspace, String... moreProducts) throws IOException {
        copy(sources.resolve("appspec.yml"), workspace.resolve("appspec.yml"));
        copyAll(sources.resolve("scripts"), workspace.resolve("scripts"));
        Path site = workspace.resolve("site");
        copyAll(sources.resolve("site"), site);

        String page = Files.readString(sources.resolve("templates/product.html"));
        StringBuilder index = new StringBuilder();
        List<Map<String, String>> products = catalogue(moreProducts);
        Files.createDirectories(site.resolve("products"));
        for (Map<String, String> product : products) {
            String path = "products/" + product.get("id") + ".html";
            Files.writeString(site.resolve(path), fill(page, product));
            index.append(fill("      <li><a href=\"" + path + "\">{{name}}, {{grams}} g</a></li>\n", product));
        }
        String listing = Files.readString(sources.resolve("templates/index.html"))
                .replace("{{count}}", String.valueOf(products.size()))
                .replace("{{products}}", index);
        Files.writeString(site.resolve("index.html"), listing);
    }

    private List<Map<String, String>> catalogue(String... moreProducts) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(sources.resolve("catalogue.csv")));
        lines.addAll(List.of(moreProducts));
        String[] columns = lines.get(0).split(SEPARATOR);
        List<Map<String, String>> products = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split(SEPARATOR, -1);
            Map<String, String> product = new HashMap<>();
            for (int i = 0; i < columns.length; i++) {
                product.put(columns[i], values[i]);
            }
            products.add(product);
        }
        return products;
    }

    private static String fill(String template, Map<String, String> values) {
        String filled = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{{" + value.getKey() + "}}", escape(value.getValue()));
        }
        return filled;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }

    /** With its permissions: the scripts are executable. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    }
}
