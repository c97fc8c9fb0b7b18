package io.jenkins.plugins.crossaccountdeploy.appspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.appspec.AgentVerdict.BundleFile;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.selection.Tree;
import io.jenkins.plugins.crossaccountdeploy.selection.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CodeDeploy agent is the judge: what it refuses is an error here, and what it takes is at most a warning. */
class AgentVerdictTest {

    @TempDir
    Path workspace;

    private final Map<AgentVerdict, Said> said = new LinkedHashMap<>();

    /** What is said here of an AppSpec. */
    private record Said(List<String> errors, List<String> warnings) {}

    @BeforeEach
    void check() throws IOException, InterruptedException {
        AgentVerdict.Table table = AgentVerdict.table(Path.of("src/test/resources/agent-verdicts/appspecs.txt"));
        for (BundleFile file : table.bundle()) {
            file.makeIn(workspace);
        }
        try (Workers<Object> workers = new Workers<>(1, Object::new, () -> {})) {
            for (AgentVerdict verdict : table.verdicts()) {
                said.put(verdict, judge(verdict, workers));
            }
        }
    }

    @Test
    void refusesWhatTheAgentRefusesAndNothingElse() {
        Map<String, String> disagreements = new TreeMap<>();
        said.forEach((verdict, judged) -> {
            if (judged.errors().isEmpty() != verdict.isAccepted()) {
                disagreements.put(verdict.name(), "agent: '" + verdict.refusal() + "', here: " + judged.errors());
            }
        });

        assertThat(said).hasSizeGreaterThan(800);
        assertThat(disagreements).isEmpty();
    }

    @Test
    void saysOfEachErrorWhereItIsAndWhatToDo() {
        said.forEach((verdict, judged) -> assertThat(judged.errors())
                .as(verdict.name())
                .allMatch(error -> error.matches("appspec\\.yml(:[1-9][0-9]*)?: [^\\p{Cntrl}]+[.?]")));
    }

    @Test
    void warnsOfWhatTheAgentTakesButIsProbablyASlip() {
        said.forEach((verdict, judged) -> {
            if (verdict.isAccepted()) {
                assertThat(judged.warnings())
                        .as(verdict.name())
                        .hasSameSizeAs(verdict.warnings())
                        .zipSatisfy(
                                verdict.warnings(),
                                (warning, expected) -> assertThat(warning)
                                        .startsWith("appspec.yml:" + expected.line() + ": ")
                                        .contains(expected.words()));
            }
        });
    }

    private Said judge(AgentVerdict verdict, Workers<Object> workers) throws IOException, InterruptedException {
        for (BundleFile file : verdict.bundle()) {
            file.makeIn(workspace);
        }
        Files.write(workspace.resolve("appspec.yml"), verdict.appSpec());
        Faults faults = new Faults();
        try {
            Tree tree = Tree.select(workspace, Selection.ALL, workers, faults);
            AppSpecFile file = AppSpecFile.read(workspace, Selection.ALL, faults);
            file.check(file.placeIn(tree, Selection.ALL, faults), faults);
            faults.throwIfAny();
            return new Said(List.of(), faults.warnings());
        } catch (BundleException e) {
            return new Said(e.faults(), faults.warnings());
        } finally {
            for (BundleFile file : verdict.bundle()) {
                Files.delete(workspace.resolve(file.path()));
            }
        }
    }
}
