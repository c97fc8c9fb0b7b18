package io.jenkins.plugins.crossaccountdeploy.revision;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.bundle.SentPart;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One bundle's way into the bucket, seen from the controller: it has the credentials, and signs for the agent one request
 * a part. The agent is not trusted: it names its bundle once, gets requests for the parts of that bundle only and none
 * after the end, and what it reports is compared with what was signed.
 *
 * <p>Whatever goes wrong, {@link #abort} of what {@link #end} gives leaves no half-sent parts behind. What only S3 knows
 * of, because its answer to CreateMultipartUpload was lost, is for a lifecycle rule of the bucket to abort.
 */
public final class Upload implements Destination {

    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    /** Entity tags and version IDs, as they go into addresses of revisions. */
    private static final Pattern E_TAG = Pattern.compile("\"?[\\w.+/=-]{1,128}\"?");

    private static final Pattern VERSION = Pattern.compile("[\\w.+/=-]{0,1024}");

    private final BucketAccess bucket;
    private final String job;
    private final Map<String, String> metadata;
    private final Listener listener;
    private final Map<Integer, Part> signed = new TreeMap<>();
    private volatile SdkException failure;
    private Optional<Contents> contents = Optional.empty();
    private Optional<S3Revision> found = Optional.empty();
    private Optional<BundleObject> target = Optional.empty();
    private PendingUpload pending = PendingUpload.NONE;
    private List<SentPart> sent = List.of();
    private boolean failing;
    private boolean ended;

    /** Hears how an upload goes. */
    public interface Listener {

        /**
         * The agent asks for the request of a part. May take a moment.
         *
         * @throws IOException if nothing shall be sent
         */
        default void sending() throws IOException {}

        /** A multipart upload has begun: until it is completed or aborted, S3 keeps and bills its parts. */
        void begun(PendingUpload upload);

        /** What is there cannot be read, so that an unchanged bundle is sent again. */
        void cannotLook(S3Exception refused);

        /**
         * The bundle's key is taken, so that it is sent under another, and so each time.
         *
         * @param what is wrong with the object that is there
         */
        void isTaken(String key, String what);

        /** Parts do not get through; they are tried again and again. Told once. */
        void failing(SendException failure);

        void progress(Progress progress);
    }

    /**
     * @param job full name of the job, part of the object's key
     * @param metadata to keep with the object, besides the digest: at most three long texts. Metadata rather than tags, which
     *     would take one more permission (s3:PutObjectTagging)
     */
    public Upload(Accounts accounts, Store store, String job, Map<String, String> metadata, Listener listener) {
        this.bucket = new BucketAccess(accounts, store);
        this.job = job;
        this.metadata = Map.copyOf(metadata);
        this.listener = listener;
    }

    @Override
    public synchronized boolean holds(Contents asked) throws IOException {
        if (ended || contents.isPresent()) {
            throw new IOException("the upload has ended, or its bundle is named already");
        }
        contents = Optional.of(asked);
        target = Optional.of(onController(() -> locate(asked)));
        return found.isPresent();
    }

    /** Finds the bundle, or the key to send it to. */
    private synchronized BundleObject locate(Contents asked) {
        Store store = bucket.store();
        BundleObject own = new BundleObject(bucket, store.ownKey(job, asked.digest(), asked.format()), asked);
        if (!store.reuse()) {
            return own;
        }
        BundleObject shared = new BundleObject(bucket, store.key(job, asked.digest(), asked.format()), asked);
        ExistingObject existing = shared.look();
        if (existing instanceof ExistingObject.Bundle bundle) {
            found = Optional.of(bundle.revision());
        } else if (existing instanceof ExistingObject.Other other) {
            listener.isTaken(shared.key(), other.what());
            return own;
        } else if (existing instanceof ExistingObject.Hidden hidden) {
            listener.cannotLook(hidden.refused());
            return own;
        }
        return shared;
    }

    /** Something that AWS may refuse. */
    private interface Call<T> {
        T make();
    }

    /** The agent hears that something failed, and no more: it knows nothing of AWS. */
    private <T> T onController(Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (SdkException refused) {
            // The other parts are given up when one fails; only the first failure is a reason.
            if (failure == null) {
                failure = refused;
            }
            throw new IOException("the controller has ended the upload");
        }
    }

    /** What AWS refused to the controller while the agent was at work. */
    public Optional<SdkException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Ends the upload. Nothing is signed from now on, and no multipart upload begins: one that is about to, because the
     * agent has not heard of the end, is waited for.
     *
     * @return what to {@link #abort}; none after all went well, and none the second time
     */
    public synchronized PendingUpload end() {
        ended = true;
        PendingUpload left = pending;
        pending = PendingUpload.NONE;
        return left;
    }

    @Override
    public SignedRequest sign(Part part) throws IOException {
        // Without the lock, so that the upload can be ended meanwhile.
        listener.sending();
        return signNow(part);
    }

    private synchronized SignedRequest signNow(Part part) throws IOException {
        if (ended) {
            throw new IOException("the upload has ended");
        }
        if (target.isEmpty() || found.isPresent()) {
            throw new IOException("there is nothing to send");
        }
        if (!mayBeSent(part)) {
            throw new IOException("part " + part.number() + " is not what was signed before");
        }
        signed.put(part.number(), part);
        BundleWriter writer = new BundleWriter(target.get(), metadata);
        return onController(() -> part.whole() ? writer.signWhole(part) : writer.signPart(part, multipart(writer)));
    }

    /** A part that was signed is sent again as it was; a whole archive is the only one. */
    private boolean mayBeSent(Part part) {
        if (signed.containsKey(part.number())) {
            return signed.get(part.number()).equals(part);
        }
        return part.whole() ? signed.isEmpty() : signed.values().stream().noneMatch(Part::whole);
    }

    /** Begins the multipart upload with the first part that needs it. */
    private synchronized String multipart(BundleWriter writer) {
        if (pending.isNone()) {
            pending = writer.begin();
            listener.begun(pending);
        }
        return pending.id();
    }

    @Override
    public synchronized void failing(SendException trouble) {
        if (!failing && !ended) {
            failing = true;
            listener.failing(trouble);
        }
    }

    @Override
    public void progress(Progress progress) {
        listener.progress(progress);
    }

    /**
     * Takes what the agent reports to have sent, and signs nothing more.
     *
     * @throws BundleException if it is not what was signed
     */
    public synchronized void accept(Bundle bundle) throws BundleException {
        ended = true;
        sent = bundle.parts();
        boolean isNamed = contents.isPresent() && contents.get().equals(bundle.contents());
        List<Part> parts = sent.stream().map(SentPart::part).toList();
        if (!isNamed
                || found.isEmpty() == parts.isEmpty()
                || found.isEmpty() && bundle.contents().isReadyMade() && !bundle.isAllOfArchive()
                || !parts.equals(List.copyOf(signed.values()))
                || !sent.stream().allMatch(Upload::isPlausible)) {
            throw new BundleException(
                    "The agent reports another bundle, or other parts, than it was given requests for."
                            + " Nothing of it is deployed. See whether it runs what it should.");
        }
    }

    private static boolean isPlausible(SentPart sent) {
        return (sent.isTaken()
                        ? E_TAG.matcher(sent.eTag()).matches()
                        : sent.part().whole())
                && VERSION.matcher(sent.versionId()).matches();
    }

    /**
     * Finishes the upload of what was {@linkplain #accept accepted}.
     *
     * @return where CodeDeploy finds the bundle; empty if another object has come to be there meanwhile
     * @throws SdkException if AWS refuses, or does not answer
     */
    public synchronized Optional<S3Revision> complete() {
        if (found.isPresent()) {
            return found;
        }
        BundleObject object = target.orElseThrow();
        if (pending.isNone()) {
            SentPart whole = sent.get(0);
            return whole.isTaken() ? Optional.of(object.revision(whole.eTag(), whole.versionId())) : lookAgain(object);
        }
        try {
            S3Revision revision = new BundleWriter(object, metadata).complete(pending.id(), sent);
            pending = PendingUpload.NONE;
            return Optional.of(revision);
        } catch (NoSuchUploadException completed) {
            // An earlier attempt may have succeeded with its answer lost on the way.
            S3Revision whole = lookAgain(object).orElseThrow(() -> completed);
            pending = PendingUpload.NONE;
            return Optional.of(whole);
        } catch (SdkClientException unsure) {
            // So may this one; or it never reached S3, which must show where nobody may look.
            S3Revision whole = see(object).orElseThrow(() -> unsure);
            pending = PendingUpload.NONE;
            return Optional.of(whole);
        } catch (S3Exception refused) {
            if (refused.statusCode() != PRECONDITION_FAILED && refused.statusCode() != CONFLICT) {
                throw refused;
            }
            Optional<S3Revision> there = lookAgain(object);
            if (there.isEmpty() && refused.statusCode() == CONFLICT) {
                throw refused;
            }
            return there;
        }
    }

    private static Optional<S3Revision> see(BundleObject object) {
        return object.look() instanceof ExistingObject.Bundle bundle
                ? Optional.of(bundle.revision())
                : Optional.empty();
    }

    /** Another build of the same content, or an attempt whose answer was lost, may have been first. */
    private Optional<S3Revision> lookAgain(BundleObject object) {
        ExistingObject existing = object.look();
        if (existing instanceof ExistingObject.Bundle bundle) {
            return Optional.of(bundle.revision());
        }
        if (existing instanceof ExistingObject.Hidden hidden) {
            Contents asked = object.contents();
            if (object.key().equals(bucket.store().key(job, asked.digest(), asked.format()))) {
                throw hidden.refused();
            }
            return Optional.of(object.revision("", "")); // nobody but this upload knows the key
        }
        return Optional.empty();
    }

    /** Removes the parts of an upload that will not be completed. */
    public static void abort(Accounts accounts, Store store, PendingUpload upload) {
        BucketAccess bucket = new BucketAccess(accounts, store);
        try {
            bucket.s3()
                    .abortMultipartUpload(request -> request.bucket(store.bucket())
                            .key(upload.key())
                            .uploadId(upload.id())
                            .expectedBucketOwner(bucket.owner())
                            .overrideConfiguration(bucket.asWriter()));
        } catch (NoSuchUploadException gone) {
            // It was completed or aborted before: nothing is left, as intended.
        }
    }
}
