package io.jenkins.plugins.crossaccountdeploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the demo says that the sample's script prints is what it prints. */
class SampleApplicationTest {

    @TempDir
    Path workspace;

    private final SampleApplication sample =
            new SampleApplication(Repository.file("src/test/resources/sample-application"));

    @Test
    void givesEachProductItsPage() throws IOException {
        sample.build(workspace);

        try (Stream<Path> pages = Files.list(workspace.resolve("site/products"))) {
            assertThat(pages).hasSize(288);
        }
        assertThat(workspace.resolve("site/products/T0001.html"))
                .content()
                .contains("<h1>Margaret's Hope FTGFOP1</h1>")
                .doesNotContain("{{");
        assertThat(workspace.resolve("site/index.html"))
                .content()
                .contains("288 teas", "<a href=\"products/T0288.html\">")
                .doesNotContain("{{");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void letsPricedProductsPass() throws Exception {
        sample.build(workspace);

        Script script = checkPages();

        assertThat(script.errors()).isEmpty();
        assertThat(script.status()).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void stopsAProductWithoutAPrice() throws Exception {
        sample.build(workspace, Demo.WITHOUT_PRICE);

        Script script = checkPages();

        assertThat(script.errors().lines().toList()).isEqualTo(Demo.COMPLAINT);
        assertThat(script.status()).isEqualTo(1);
    }

    private record Script(int status, String errors) {}

    private Script checkPages() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                workspace.resolve("scripts/check_pages.sh").toAbsolutePath().toString());
        builder.environment().put("SHOP_ROOT", workspace.resolve("site").toString());
        Process process = builder.start();
        String errors = new String(process.getErrorStream().readAllBytes());
        return new Script(process.waitFor(), errors);
    }
}
