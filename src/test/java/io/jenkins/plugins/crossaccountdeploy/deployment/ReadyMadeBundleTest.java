package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.archive.Archives;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destinations;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.codedeploy.model.BundleType;

/** Deploys an archive that the build has made, as it is. */
@Timeout(120)
class ReadyMadeBundleTest extends InTwoAccounts {

    private static DeploymentRequest of(RunHarness harness, String archive) {
        return RunHarness.with(harness.request(), new FromWorkspace(Selection.ofArchive(archive), "9f2c41d0a7e3"));
    }

    private Path write(Archives archive, String name) {
        return archive.write(workspace.resolve(name));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private StoredObject object(String key) {
        return harness.aws().bucket(TwoAccounts.BUCKET).object(key).orElseThrow();
    }

    private static S3Revision deployed(Result result) {
        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        return (S3Revision) result.revision().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"app.zip, .zip, ZIP", "target/app.tar, .tar, TAR", "app.tgz, .tgz, TGZ", "app.tar.gz, .tgz, TGZ"})
    void sendsItByteForByte(String name, String ending, BundleType type) throws Exception {
        byte[] archive = Files.readAllBytes(write(Archives.ofApplication(), name));

        S3Revision revision = deployed(harness.run(of(harness, name)));

        assertThat(revision.digest()).isEqualTo(sha256(archive));
        assertThat(revision.key()).isEqualTo("revisions/shop/" + sha256(archive) + ending);
        assertThat(revision.location().s3Location().bundleType()).isEqualTo(type);
        assertThat(object(revision.key()).bytes()).isEqualTo(archive);
        assertThat(harness.told("] bundle "))
                .singleElement()
                .asString()
                .startsWith("[prod] bundle  " + name + "  3 files, ")
                .contains("sha256 " + revision.digest().substring(0, 12));
    }

    @Test
    void sendsALargeOneInParts() throws Exception {
        byte[] archive =
                Files.readAllBytes(write(Archives.ofApplication().file("noise", noise(20_000_000)), "app.tar"));

        S3Revision revision = deployed(harness.run(of(harness, "app.tar")));

        assertThat(harness.aws().calls().count("S3.UploadPart")).isEqualTo(3);
        assertThat(object(revision.key()).bytes()).isEqualTo(archive);
    }

    @ParameterizedTest
    @CsvSource({"1000", "20000000"})
    void sendsNothingThatIsThereAlready(int size) throws Exception {
        write(Archives.ofApplication().file("noise", noise(size)), "app.zip");
        S3Revision first = deployed(harness.run(of(harness, "app.zip")));
        int sent = harness.aws().calls().count("S3.PutObject")
                + harness.aws().calls().count("S3.UploadPart");

        assertThat(deployed(harness.run(of(harness, "app.zip")))).isEqualTo(first);

        assertThat(harness.aws().calls().count("S3.PutObject")
                        + harness.aws().calls().count("S3.UploadPart"))
                .isEqualTo(sent);
        assertThat(harness.told("unchanged, not sent again")).hasSize(1);
    }

    @Test
    void deploysNothingElseThatHasItsKey() throws Exception {
        byte[] archive = Files.readAllBytes(write(Archives.ofApplication(), "app.tgz"));
        String key = "revisions/shop/" + sha256(archive) + ".tgz";
        try (Clients user = Clients.ofUser(harness.aws())) {
            user.s3()
                    .putObject(
                            put -> put.bucket(TwoAccounts.BUCKET).key(key),
                            RequestBody.fromBytes(noise(archive.length)));
        }

        S3Revision revision = deployed(harness.run(of(harness, "app.tgz")));

        assertThat(revision.key()).isNotEqualTo(key).endsWith(".tgz");
        assertThat(object(revision.key()).bytes()).isEqualTo(archive);
        assertThat(harness.told(key + " is not this bundle, or not all of it")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.zip", "app.tgz"})
    void isUnpackedFromItsOnlyDirectory(String name) throws Exception {
        write(Archives.below("app-1.0/"), name);

        deployed(harness.run(of(harness, name)));
    }

    @Test
    void isPushedWithoutAskingForTheDeploymentGroup() throws Exception {
        write(Archives.ofApplication(), "app.tar");

        Result result = harness.run(PushTest.push(of(harness, "app.tar")));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.PUSHED);
        assertThat(result.revision().orElseThrow().address())
                .startsWith("s3://")
                .contains(".tar?");
    }

    @Test
    void isDeployedAgainByItsAddress() throws Exception {
        write(Archives.ofApplication(), "app.tar.gz");
        S3Revision revision = deployed(harness.run(of(harness, "app.tar.gz")));

        S3Revision again = deployed(harness.run(RunHarness.with(
                harness.request(),
                new DeploymentRequest.Existing(
                        S3Revision.parse(revision.address()).orElseThrow()))));

        assertThat(again).isEqualTo(revision);
    }

    @Test
    void endsWithOneLineOfWhatIsWrongWithIt() throws Exception {
        write(Archives.empty().file("index.html", ""), "app.zip");

        Result result = harness.run(of(harness, "app.zip"));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .isEqualTo(
                        "app.zip: appspec.yml: is not at the root of the archive, and CodeDeploy needs it there. Add it"
                                + " when the archive is made.");
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).objects()).isEmpty();
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000", "20000000"})
    void leavesNothingBehindOfOneThatIsChangedMeanwhile(int size) throws Exception {
        Path file = write(Archives.ofApplication().file("noise", noise(size)), "app.tar");
        byte[] other = Files.readAllBytes(file);
        other[other.length / 2]++;
        Driver driver = harness.driver(harness.fresh(of(harness, "app.tar")), inner -> new WrappedWorkspace(inner) {
            @Override
            public Bundle bundle(Selection selection, Destination destination)
                    throws IOException, InterruptedException {
                return super.bundle(selection, new Destinations.Wrapped(destination) {
                    /** It was hashed by now, and not sent yet. */
                    @Override
                    public boolean holds(Contents contents) throws IOException, InterruptedException {
                        boolean holds = super.holds(contents);
                        Files.write(file, other);
                        return holds;
                    }
                });
            }
        });

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .isEqualTo("app.tar: changed while it was being bundled. Let nothing write to the workspace until it is"
                        + " deployed.");
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).objects()).isEmpty();
        assertThat(harness.aws().calls().count("S3.AbortMultipartUpload"))
                .isEqualTo(harness.aws().calls().count("S3.CreateMultipartUpload"));
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void isNothingForAGroupThatTakesNoBundle() throws Exception {
        try (RunHarness ecs = new RunHarness(workspace, Scenario.named("ecs"))) {
            write(Archives.ofApplication(), "app.zip");

            Result result = ecs.run(RunHarness.with(
                    of(ecs, "app.zip"), new DeploymentRequest.Target("CodeDeployDemo-ECS", "Prod", "")));

            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.error())
                    .isEqualTo("The deployment group Prod deploys to ECS, which takes the AppSpec alone and no bundle."
                            + " Say appSpec instead of bundle, or name another deployment group.");
        }
    }

    @Test
    void isDeployedThoughTheRoleMayNotLookAtTheGroup() throws Exception {
        harness.aws().faults().on("CodeDeploy.GetDeploymentGroup").always().denyAccess();
        write(Archives.ofApplication(), "app.zip");

        deployed(harness.run(of(harness, "app.zip")));
    }
}
