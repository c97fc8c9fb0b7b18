package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Abandoning;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Assuming;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Bundling;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Upload;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Has the agent bundle and send, and leaves nothing half-sent behind. */
final class BundleStage {

    private static final long PROGRESS_EVERY_MILLIS = 10_000;

    private final Workspace workspace;
    private final InstantSource clock;

    BundleStage(Workspace workspace, InstantSource clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    Advance take(Step step, Bundling bundling) throws Refusal, Fault, WorkspaceAwayException, InterruptedException {
        if (!bundling.upload().isNone()) {
            // An earlier run of the controller has begun it; nobody can go on with it, and S3 bills its parts.
            abort(step, bundling.upload());
        }
        step.ask(step.attempts().identify(), step.accounts()::caller);
        DeploymentRequest request = step.request();
        Upload upload = new Upload(
                step.accounts(), request.store(), request.requester().job(), metadata(step), new Listener(step));
        try {
            Bundle bundle = workspace.bundle(files(step).selection(), upload);
            bundle.warnings().forEach(warning -> step.tell(step.lines().note(warning)));
            upload.accept(bundle);
            Revision revision = step.ask(step.attempts().write(), upload::complete)
                    .orElseThrow(() -> new Fault("The bundle cannot be written to s3://"
                            + request.store().bucket() + ": while it was being sent, another object came to be there by"
                            + " the same key. Build again, and see who else writes to the bucket."));
            step.tell(step.lines().bundled(bundle, revision));
            return step.to(new Assuming(revision));
        } catch (IOException failure) {
            Optional<SdkException> refused = upload.failure();
            if (refused.isPresent()) {
                throw Refusal.of(step.attempts().write(), refused.get(), step.attempts());
            }
            throw fault(step, failure);
        } finally {
            // Whatever came of it: what the agent asks for from now on is not signed.
            abort(step, upload.end());
        }
    }

    Advance abandon(Step step, Abandoning abandoning) {
        abort(step, abandoning.upload());
        return step.to(new Done(abandoning.result()));
    }

    /** Reads the AppSpec alone: Lambda and ECS deploy nothing else. */
    AppSpec appSpec(Step step) throws Fault, WorkspaceAwayException, InterruptedException {
        try {
            return workspace.appSpec(files(step).selection());
        } catch (IOException failure) {
            throw fault(step, failure);
        }
    }

    private static DeploymentRequest.FromWorkspace files(Step step) {
        return (DeploymentRequest.FromWorkspace) step.request().content();
    }

    private static void abort(Step step, PendingUpload upload) {
        if (upload.isNone()) {
            return;
        }
        // The abort must go out even if the run ends because its thread was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            Upload.abort(step.accounts(), step.request().store(), upload);
        } catch (SdkException failure) {
            step.say(step.lines()
                    .note("the unfinished upload " + upload.id() + " of " + upload.key() + " is still in the bucket ("
                            + Explanation.words(failure) + "): abort it, or let a lifecycle rule do it"));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        step.takeBack(new Bundling(PendingUpload.NONE));
    }

    private static Fault fault(Step step, IOException failure) throws WorkspaceAwayException {
        if (failure instanceof WorkspaceAwayException away) {
            throw away;
        }
        if (failure instanceof BundleException faulty) {
            return faulty.faults().size() == 1
                    ? new Fault(faulty.faults().get(0))
                    : new Fault(
                            "The workspace cannot be bundled: "
                                    + faulty.faults().size() + " faults, told above. Mend them and build again.",
                            faulty.faults().stream().map(step.lines()::summary).toList());
        }
        if (failure instanceof SendException unsent) {
            return step.explanation()
                    .fault(unsent, step.attempts().write(), step.accounts().knownCaller());
        }
        return new Fault("The workspace cannot be bundled: " + Explanation.reason(failure)
                + ". Check that the agent is online and build again.");
    }

    private static Map<String, String> metadata(Step step) {
        Requester requester = step.request().requester();
        Map<String, String> metadata = new TreeMap<>(Map.of(
                "jenkins-job", requester.job(),
                "jenkins-build", String.valueOf(requester.build()),
                "jenkins-url", requester.url(),
                "commit", files(step).commit()));
        metadata.values().removeIf(String::isEmpty);
        return metadata;
    }

    private final class Listener implements Upload.Listener {

        private final Step step;
        private long told;

        Listener(Step step) {
            this.step = step;
        }

        @Override
        public void begun(PendingUpload upload) {
            step.keep(new Bundling(upload));
        }

        @Override
        public void cannotLook(S3Exception refused) {
            step.tell(step.lines()
                    .note(step.explanation().denied(refused, step.attempts().look())
                            + ": an unchanged bundle is sent again each time"));
        }

        @Override
        public void isTaken(String key, String what) {
            step.tell(step.lines()
                    .note(key + " " + what + ": this bundle is sent under a key of its own, and so each"
                            + " time. Delete that object"));
        }

        @Override
        public void failing(SendException failure) {
            step.say(step.lines()
                    .note("sending the bundle does not get through (" + Explanation.words(failure)
                            + "); keeps trying for " + Bundler.PATIENCE.toMinutes() + " minutes"));
        }

        /** Tells of long uploads only. */
        @Override
        public synchronized void progress(Progress progress) {
            long now = clock.millis();
            if (told == 0) {
                told = now;
            } else if (now - told >= PROGRESS_EVERY_MILLIS && progress.read() < progress.total()) {
                told = now;
                step.say(step.lines().progress(progress));
            }
        }
    }
}
