package io.jenkins.plugins.crossaccountdeploy.revision;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.HastyBundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.deployment.SimulatedController;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Sends a workspace as a run does: bundles, completes, and aborts when that fails. */
final class Sending implements AutoCloseable {

    static final Map<String, String> METADATA = Map.of("jenkins-job", "shop", "jenkins-build", "42");

    /** What a run would tell. */
    final List<String> notes = new ArrayList<>();

    private final Path workspace;
    private final Clients clients = new Clients(ApacheHttpClient.builder().build());
    private final Accounts accounts;
    private final Store store;

    Sending(Path workspace, Simulator aws) {
        this(workspace, aws, aws.endpoint().toString(), store(TwoAccounts.BUCKET, ""));
    }

    static Store store(String bucket, String kmsKeyArn) {
        return Stores.of(bucket, Store.Owner.DEVELOPMENT, "revisions", kmsKeyArn);
    }

    /**
     * @param aws who the credentials are of
     * @param s3 URL of the server to send to
     */
    Sending(Path workspace, Simulator aws, String s3, Store store) {
        this.workspace = workspace;
        this.store = store;
        accounts = new Accounts(
                clients,
                SimulatedController.environment(aws, s3),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        aws.accessKey(TwoAccounts.USER).id(),
                        aws.accessKey(TwoAccounts.USER).secret())),
                new Requester("shop", 42, "ada", ""),
                List.of(SessionPolicy.exact(new Policy(List.of()))),
                aws.clock());
    }

    /** Makes a bundle of one part, or of three. */
    static void fill(Path workspace, boolean multipart) throws IOException {
        Files.writeString(workspace.resolve("appspec.yml"), "version: 0.0\nos: linux\n");
        byte[] noise = new byte[multipart ? 2 * HastyBundler.PART + 100_000 : 200_000];
        new Random(1).nextBytes(noise);
        Files.write(workspace.resolve("noise"), noise);
        Files.writeString(workspace.resolve("text"), "text ".repeat(10_000));
    }

    Accounts accounts() {
        return accounts;
    }

    Upload upload(String job, Map<String, String> metadata) {
        return new Upload(accounts, store, job, metadata, new Upload.Listener() {
            @Override
            public void begun(PendingUpload upload) {}

            @Override
            public void cannotLook(S3Exception refused) {
                notes.add("cannot look");
            }

            @Override
            public void isTaken(String key, String what) {
                notes.add(key + " " + what);
            }

            @Override
            public void failing(SendException failure) {
                notes.add(failure.getMessage());
            }

            @Override
            public void progress(Progress progress) {}
        });
    }

    S3Revision send() throws IOException, InterruptedException {
        return send(upload("shop", METADATA), UnaryOperator.identity());
    }

    /** @param channel what is between the bundler and the upload, such as a connection that breaks */
    S3Revision send(Upload upload, UnaryOperator<Destination> channel) throws IOException, InterruptedException {
        try {
            Bundle bundle = HastyBundler.bundle(workspace, channel.apply(upload));
            upload.accept(bundle);
            return upload.complete().orElseThrow(() -> new IOException("another object is there"));
        } finally {
            abort(upload);
        }
    }

    private void abort(Upload upload) {
        boolean interrupted = Thread.interrupted();
        PendingUpload pending = upload.end();
        if (!pending.isNone()) {
            Upload.abort(accounts, store, pending);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
