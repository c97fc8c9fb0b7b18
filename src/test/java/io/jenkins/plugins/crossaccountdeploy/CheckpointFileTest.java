package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.crossaccountdeploy.CheckpointFile.Saved;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    @TempDir
    File build;

    @TempDir
    Path moved;

    private Saved first;

    @BeforeEach
    void setUp() {
        try (RunHarness harness = new RunHarness(build.toPath(), Scenario.twoAccounts())) {
            first = Saved.first(harness.fresh(harness.request()));
        }
    }

    private CheckpointFile file() {
        return CheckpointFile.in(() -> build, "token");
    }

    private Path path() {
        return build.toPath().resolve("cross-account-deploy-token.checkpoint");
    }

    private Saved printed(int lines) {
        return first.next(new Checkpoint(first.checkpoint().deployment(), lines, List.of("line")));
    }

    @Test
    void isReadAsItWasSavedLast() throws IOException {
        file().save(first);
        file().save(printed(7));
        assertThat(file().load()).contains(printed(7));
        assertThat(build.list()).containsExactly(path().getFileName().toString());
    }

    @Test
    void goesWhereItsBuildGoes() throws IOException {
        CheckpointFile file = file();
        file.save(first);
        File before = build;
        build = Files.move(before.toPath(), moved.resolve("build")).toFile();
        file.save(printed(7));
        assertThat(before).doesNotExist();
        assertThat(file().load()).contains(printed(7));
        assertThat(file.delete()).isTrue();
    }

    @Test
    void isSavedByAThreadThatIsInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        file().save(first);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file().load()).contains(first);
    }

    @Test
    void saysSoWhenItCannotBeSaved() throws IOException {
        file().save(first);
        Files.createDirectory(path().resolveSibling(path().getFileName() + ".tmp"));
        assertThatThrownBy(() -> file().save(printed(7))).isInstanceOf(IOException.class);
        assertThat(file().load()).contains(first);
    }

    @Test
    void isNothingWhenItIsNotThere() throws IOException {
        assertThat(file().load()).isEmpty();
    }

    private void cannotBeUnderstood() {
        assertThatExceptionOfType(AbortException.class)
                .isThrownBy(() -> file().load())
                .withMessageContainingAll(path().toString(), "look in CodeDeploy", "[token]");
    }

    /** The run has begun, so that it is not begun again. */
    @Test
    void isSomethingWhenItCannotBeUnderstood() throws IOException {
        file().save(first);
        byte[] whole = Files.readAllBytes(path());
        Files.write(path(), Arrays.copyOf(whole, whole.length / 2));
        cannotBeUnderstood();
        Files.write(path(), new byte[0]);
        cannotBeUnderstood();
    }

    @Test
    void isSomethingWhenItCannotBeReadNow() throws IOException {
        Files.createDirectory(path());
        assertThatThrownBy(() -> file().load())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(AbortException.class)
                .hasMessageContaining("[token]");
    }

    @Test
    void bringsNoObjectsButItsOwn() throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(path()))) {
            out.writeObject(build);
        }
        assertThatExceptionOfType(AbortException.class)
                .isThrownBy(() -> file().load())
                .withMessageContaining("InvalidClassException");
    }

    @Test
    void isDeletedOnceAndDoesNotComeBack() throws IOException {
        CheckpointFile file = file();
        file.save(first);
        assertThat(file.delete()).isTrue();
        assertThat(file().delete()).isFalse();
        assertThatThrownBy(() -> file.save(printed(7))).isInstanceOf(Driver.AbandonedException.class);
        assertThat(build.list()).isEmpty();
    }

    @Test
    void doesNotComeBackWhenTheEndOfItsBuildHasDeletedIt() throws IOException {
        CheckpointFile file = file();
        file.save(first);
        assertThat(file().delete()).isTrue();
        assertThatThrownBy(() -> file.save(printed(7))).isInstanceOf(Driver.AbandonedException.class);
        assertThat(build.list()).isEmpty();
    }

    @Test
    void isDeletedBeforeItWasSavedOnce() {
        CheckpointFile file = file();
        assertThat(file.delete()).isFalse();
        assertThatThrownBy(() -> file.save(first)).isInstanceOf(Driver.AbandonedException.class);
    }
}
