package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
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
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundCheck;
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundChecks;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Upload;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Has the agent bundle and send, and leaves nothing half-sent behind. */
final class BundleStage {

    private static final Logger LOGGER = Logger.getLogger(BundleStage.class.getName());

    private static final long PROGRESS_EVERY_MILLIS = 10_000;

    /** Nothing is sent before so long after the check was begun, unless the check has ended: it asks AWS twice or so. */
    private static final Duration CHECK_FIRST = Duration.ofSeconds(2);

    /** What cannot be sent waits so long for the check, which may know why. */
    private static final Duration CHECK_TO_ITS_END = Duration.ofSeconds(10);

    private final Workspace workspace;
    private final BackgroundChecks checks;
    private final InstantSource clock;

    BundleStage(Workspace workspace, BackgroundChecks checks, InstantSource clock) {
        this.workspace = workspace;
        this.checks = checks;
        this.clock = clock;
    }

    Advance take(Step step, Bundling bundling) throws Refusal, Fault, Workspace.AwayException, InterruptedException {
        // An earlier attempt has begun it, or an earlier run of the controller; nobody can go on with it.
        abort(step, bundling.upload());
        step.ask(step.attempts().identify(), step.accounts()::caller);
        DeploymentRequest request = step.request();
        BackgroundCheck check = checks.storage(request, step.accounts());
        Listener listener = new Listener(step, check);
        Upload upload =
                new Upload(step.accounts(), request.store(), request.requester().job(), metadata(step), listener);
        try {
            Bundle bundle = workspace.bundle(files(step).selection(), upload);
            bundle.warnings().forEach(warning -> step.tell(step.lines().note(warning)));
            upload.accept(bundle);
            judge(step, bundle, check.within(CHECK_FIRST));
            Revision revision = step.ask(step.attempts().write(), upload::complete)
                    .orElseThrow(() -> new Fault("The bundle cannot be written to s3://"
                            + request.store().bucket() + ": while it was being sent, another object came to be there by"
                            + " the same key. Build again, and see who else writes to the bucket."));
            abort(step, upload.end());
            step.tell(step.lines().bundled(bundle, files(step).selection().archive(), revision));
            step.happened(new RunListener.Bundled(bundle.contents(), bundle.archiveBytes()));
            return request.isPush() ? step.pushed(revision) : step.to(new Assuming(revision));
        } catch (IOException failure) {
            Optional<SdkException> refused = upload.failure();
            if (listener.isInVain() || refused.isPresent() || failure instanceof SendException) {
                Optional<Fault> reason =
                        check.within(CHECK_TO_ITS_END).flatMap(checklist -> inVain(checklist, request.isPush()));
                if (reason.isPresent()) {
                    throw reason.get();
                }
            }
            if (refused.isPresent()) {
                throw Refusal.of(step.attempts().write(), refused.get(), step.attempts());
            }
            throw fault(step, failure);
        } finally {
            check.cancel();
            // Whatever came of it: what the agent asks for from now on is not signed.
            abortIfPossible(step, upload.end());
        }
    }

    /** Tells what the check says, unless no deployment of the bundle can succeed. */
    private static void judge(Step step, Bundle bundle, Optional<Checklist> checked) throws Fault {
        boolean isSent = !bundle.parts().isEmpty();
        // A bundle that is there already may be encrypted with another key than one that is sent now.
        Optional<Fault> reason = checked.filter(checklist -> isSent || checklist.has(Status.FAILED, Topic.READING))
                .flatMap(checklist -> inVain(checklist, step.request().isPush()));
        if (reason.isPresent()) {
            throw reason.get();
        }
        checked.ifPresent(checklist -> step.tell(step.lines().check(checklist.news())));
    }

    /** Why no upload, or no deployment of a new bundle, can succeed, if that is certain. */
    private static Optional<Fault> inVain(Checklist checklist, boolean isPush) {
        return checklist.of(Status.FAILED).stream()
                .map(CheckItem::sentence)
                .reduce((one, other) -> one + " " + other)
                .map(why -> new Fault("The bundle is not " + (isPush ? "uploaded" : "deployed")
                        + ", since that cannot succeed: " + why));
    }

    Advance abandon(Step step, Abandoning abandoning) throws Refusal {
        abort(step, abandoning.upload());
        return step.to(new Done(abandoning.result()));
    }

    /** Whether the bundle is an archive that is there already. */
    static boolean isReadyMade(Step step) {
        return files(step).selection().isReadyMade();
    }

    static DeploymentRequest.FromWorkspace files(Step step) {
        return (DeploymentRequest.FromWorkspace) step.request().content();
    }

    /** Aborts what cannot be completed, now or when the run goes on: its failure, which is another one, says how that is. */
    private void abortIfPossible(Step step, PendingUpload upload) {
        try {
            abort(step, upload);
        } catch (Refusal later) {
            LOGGER.log(Level.FINE, later, () -> "The upload " + upload.id() + " is to be aborted yet");
        }
    }

    /**
     * Aborts an upload, whose parts S3 bills. Where that cannot be done, it is for a lifecycle rule.
     *
     * @throws Refusal if it can be done later, so that the run keeps the upload in mind
     */
    private void abort(Step step, PendingUpload upload) throws Refusal {
        if (upload.isNone()) {
            return;
        }
        // The abort must go out even if the run ends because its thread was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            Upload.abort(step.accounts(), step.request().store(), upload);
        } catch (SdkException failure) {
            if (AwsErrors.passes(failure) && !step.saved().failureStreak().isTooLong(clock.instant())) {
                throw Refusal.of(step.attempts().abortUpload(), failure, step.attempts());
            }
            step.say(step.lines()
                    .note("the unfinished upload " + upload.id() + " of " + upload.key() + " is still in the bucket ("
                            + why(step, failure) + "): abort it, or let a lifecycle rule do it"));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        step.takeBack(new Bundling(PendingUpload.NONE));
    }

    private static String why(Step step, SdkException failure) {
        return AwsErrors.isDenied(failure)
                ? step.explanation().denied(failure, step.attempts().abortUpload())
                : Explanation.words(failure);
    }

    static Fault fault(Step step, IOException failure) throws Workspace.AwayException {
        if (failure instanceof Workspace.AwayException away) {
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
        private final BackgroundCheck check;
        private volatile boolean isInVain;
        private long told;

        Listener(Step step, BackgroundCheck check) {
            this.step = step;
            this.check = check;
        }

        /** Whether something was not sent for what the check has found. */
        boolean isInVain() {
            return isInVain;
        }

        @Override
        public void sending() throws IOException {
            try {
                isInVain |= check.within(CHECK_FIRST)
                        .flatMap(checklist -> inVain(checklist, step.request().isPush()))
                        .isPresent();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (isInVain) {
                throw new IOException("the controller has found out that no deployment can succeed");
            }
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
