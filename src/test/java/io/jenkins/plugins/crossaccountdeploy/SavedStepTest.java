package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.CheckpointFile.Saved;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.marshalling.AbstractClassResolver;
import org.jboss.marshalling.Marshaller;
import org.jboss.marshalling.Marshalling;
import org.jboss.marshalling.MarshallingConfiguration;
import org.jboss.marshalling.Unmarshaller;
import org.jboss.marshalling.river.RiverMarshallerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Pipeline saves of a step. JBoss Marshalling, which it does that with, reads a record by the components that it has then:
 * one that has changed meanwhile breaks the whole build.
 */
class SavedStepTest {

    private final List<Class<?>> written = new ArrayList<>();

    private DeploymentRequest request;

    @BeforeEach
    void setUp(@TempDir Path workspace) {
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts())) {
            request = harness.request();
        }
    }

    private CrossAccountDeployStepExecution step() throws IOException {
        return CrossAccountDeployStepExecution.of(
                null, new RequestFactory.Requested(List.of(request, request), "dev-deployer"));
    }

    private byte[] save(CrossAccountDeployStepExecution step) throws IOException {
        MarshallingConfiguration configuration = new MarshallingConfiguration();
        configuration.setClassResolver(new AbstractClassResolver() {

            @Override
            protected ClassLoader getClassLoader() {
                return SavedStepTest.class.getClassLoader();
            }

            @Override
            public void annotateClass(Marshaller marshaller, Class<?> type) {
                written.add(type);
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Marshaller marshaller = new RiverMarshallerFactory().createMarshaller(configuration)) {
            marshaller.start(Marshalling.createByteOutput(bytes));
            marshaller.writeObject(step);
            marshaller.finish();
        }
        return bytes.toByteArray();
    }

    private static CrossAccountDeployStepExecution load(byte[] saved) throws IOException, ClassNotFoundException {
        try (Unmarshaller unmarshaller =
                new RiverMarshallerFactory().createUnmarshaller(new MarshallingConfiguration())) {
            unmarshaller.start(Marshalling.createByteInput(new ByteArrayInputStream(saved)));
            return (CrossAccountDeployStepExecution) unmarshaller.readObject();
        }
    }

    private static void set(CrossAccountDeployStepExecution step, String field, Object value)
            throws ReflectiveOperationException {
        Field found = CrossAccountDeployStepExecution.class.getDeclaredField(field);
        found.setAccessible(true);
        found.set(step, value);
    }

    @Test
    void hasNoRecords() throws Exception {
        save(step());
        assertThat(written).contains(CrossAccountDeployStepExecution.class).noneMatch(Class::isRecord);
    }

    @Test
    void saysWhatWasRequested() throws Exception {
        CrossAccountDeployStepExecution step = step();
        assertThat(load(save(step)).runs().runs())
                .isEqualTo(step.runs().runs())
                .extracting(Deployment::request)
                .containsExactly(request, request);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysSoWhereAnEarlierVersionHasSavedRecords(boolean knowsSequences) throws Exception {
        Deployment run = Deployment.of(request, Instant.EPOCH);
        CrossAccountDeployStepExecution before = step();
        set(before, "requested", null);
        set(before, "sequence", knowsSequences ? new DeploymentSequence(List.of(run, run)) : null);
        set(before, "saved", Saved.first(Checkpoint.of(run)));
        CrossAccountDeployStepExecution after = load(save(before));
        assertThat(after.runs().runs()).hasSize(knowsSequences ? 2 : 1).containsOnly(run);
        written.clear();
        save(after);
        assertThat(written).noneMatch(Class::isRecord);
    }
}
