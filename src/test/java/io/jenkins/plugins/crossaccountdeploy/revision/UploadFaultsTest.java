package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.HastyBundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Whatever goes wrong, an upload ends whole or leaves nothing. */
class UploadFaultsTest extends IntoTheBucket {

    /** The most parts under way. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ridesOutWhatPasses(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        Map<String, Function<Faults.Rule, Faults.Fault>> faults = Map.of(
                "status 500", Faults.Rule::fail,
                "throttled", Faults.Rule::throttle,
                "cut before", Faults.Rule::cutBefore,
                "answer lost", Faults.Rule::cutAfter,
                "expired", Faults.Rule::expiredUrl,
                "late", rule -> rule.slow(Duration.ofMillis(150)),
                "checksum", rule -> rule.error(400, "BadDigest", "The CRC32C you specified did not match"));
        byte[] expected = sentWithoutFault();
        for (var fault : faults.entrySet()) {
            Faults.Fault arranged =
                    fault.getValue().apply(aws.faults().on(sending(multipart)).after(multipart ? 1 : 0));

            try (Sending sending = new Sending(workspace, aws)) {
                S3Revision revision = sending.send();

                assertThat(arranged.hits()).as(fault.getKey()).isOne();
                assertThat(object().bytes()).as(fault.getKey()).isEqualTo(expected);
                assertThat(revision.eTag()).isEqualTo(object().eTag());
            }
            assertThat(bucket.openMultipartUploads()).as(fault.getKey()).isEmpty();
            bucket.versions().forEach(bucket::delete);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesNothingWhenItDoesNotPass(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        Map<String, Function<Faults.Rule, Faults.Fault>> faults = Map.of(
                "HTTP 500 InternalError", Faults.Rule::fail,
                "HTTP 503 SlowDown", Faults.Rule::throttle,
                "failed: ", Faults.Rule::cutBefore,
                "Request has expired", Faults.Rule::expiredUrl,
                "AccessDenied", Faults.Rule::denyAccess,
                "did not match", rule -> rule.error(400, "BadDigest", "The CRC32C you specified did not match"));
        for (var fault : faults.entrySet()) {
            Faults.Fault arranged =
                    fault.getValue().apply(aws.faults().on(sending(multipart)).always());

            try (Sending sending = new Sending(workspace, aws)) {
                assertThatThrownBy(sending::send)
                        .isInstanceOf(SendException.class)
                        .hasMessageContaining(fault.getKey())
                        .message()
                        .doesNotContain("\n", "X-Amz");
            }
            assertNothingIsLeft(fault.getKey());
            arranged.end();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesNothingWhenTheControllerGoesAwayAtAnyCall(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        for (int last = 0; last <= (multipart ? 3 : 1); last++) {
            int calls = last;
            IOException gone = new IOException("channel closed");
            AtomicInteger made = new AtomicInteger();
            try (Sending sending = new Sending(workspace, aws)) {
                assertThatThrownBy(() -> sending.send(
                                sending.upload("shop", Map.of()),
                                upload -> new Channel(upload, () -> {
                                    if (made.getAndIncrement() >= calls) {
                                        throw gone;
                                    }
                                })))
                        .isSameAs(gone);
            }
            assertNothingIsLeft("away after " + calls + " calls");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsWholeOrLeavesNothingWhenInterruptedAtAnyMoment(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        byte[] expected = sentWithoutFault();
        Random random = new Random(42);
        int stopped = 0;
        long usual = Duration.ofMillis(multipart ? 150 : 25).toNanos();
        for (int i = 0; i < 150; i++) {
            bucket.versions().forEach(bucket::delete);
            try (Sending sending = new Sending(workspace, aws)) {
                FutureTask<S3Revision> run = new FutureTask<>(sending::send);
                Thread thread = new Thread(run);
                thread.start();
                thread.join(
                        Duration.ofNanos((long) (random.nextDouble() * usual)).toMillis() + 1);
                thread.interrupt();
                thread.join(TimeUnit.SECONDS.toMillis(20));

                assertThat(thread.isAlive()).as("case %d", i).isFalse();
                assertThat(bucket.openMultipartUploads()).as("case %d", i).isEmpty();
                assertThat(bucket.objects())
                        .as("case %d", i)
                        .allSatisfy(object -> assertThat(object.bytes()).isEqualTo(expected));
                try {
                    run.get();
                    assertThat(bucket.objects()).hasSize(1);
                } catch (ExecutionException e) {
                    stopped++;
                    assertThat(e.getCause())
                            .isInstanceOfAny(InterruptedException.class, SdkException.class, IOException.class);
                }
            }
        }
        assertThat(stopped).as("cases that were stopped").isGreaterThan(30);
    }

    @Test
    void waitsForAMultipartUploadThatIsAboutToBegin() throws Exception {
        Sending.fill(workspace, true);
        Faults.Fault held = aws.faults().on("S3.CreateMultipartUpload").block();
        try (Sending sending = new Sending(workspace, aws)) {
            Upload upload = sending.upload("shop", Map.of());
            upload.holds(new Contents("0".repeat(64), 1, 0, 0, 1, 0));
            FutureTask<SignedRequest> sign = new FutureTask<>(() -> upload.sign(part(1)));
            new Thread(sign).start();
            until(() -> held.hits() > 0);

            // The run ends while the agent's first request for a signature is still under way.
            FutureTask<PendingUpload> end = new FutureTask<>(upload::end);
            Thread ending = new Thread(end);
            ending.start();
            until(() -> ending.getState() == Thread.State.BLOCKED);
            held.end();

            assertThat(end.get(10, TimeUnit.SECONDS).id())
                    .isEqualTo(bucket.openMultipartUploads().iterator().next().id());
            assertThatThrownBy(() -> upload.sign(part(2))).hasMessage("the upload has ended");
        }
    }

    @Test
    void waitsWhenTheEndpointTakesNoMore() throws Exception {
        Sending.fill(workspace, true);
        byte[] noise = new byte[8 * HastyBundler.PART];
        new Random(2).nextBytes(noise);
        Files.write(workspace.resolve("more"), noise);
        Faults.Fault full = aws.faults().on("S3.UploadPart").always().block();
        AtomicInteger signed = new AtomicInteger();
        try (Sending sending = new Sending(workspace, aws)) {
            FutureTask<S3Revision> run = new FutureTask<>(() -> sending.send(
                    sending.upload("shop", Map.of()), upload -> new Channel(upload, signed::incrementAndGet)));
            new Thread(run).start();
            until(() -> full.hits() == HastyBundler.IN_FLIGHT);

            assertThat(signed).as("with the look for the bundle").hasValue(1 + HastyBundler.IN_FLIGHT);
            full.end();

            run.get(30, TimeUnit.SECONDS);
            assertThat(object().size()).isGreaterThan(noise.length);
        }
    }

    @Test
    void findsWhatWasCompletedWhenTheAnswerIsLost() throws Exception {
        Sending.fill(workspace, true);
        byte[] expected = sentWithoutFault();
        Map<String, Function<Faults.Rule, Faults.Fault>> faults = Map.of(
                "answer lost", Faults.Rule::cutAfter,
                "status 500", Faults.Rule::fail,
                "an error after status 200", rule -> rule.error(200, "InternalError", "Please try again."),
                "half of the answer", Faults.Rule::malformed);
        for (var fault : faults.entrySet()) {
            Faults.Fault arranged = fault.getValue().apply(aws.faults().on("S3.CompleteMultipartUpload"));
            try (Sending sending = new Sending(workspace, aws)) {
                S3Revision revision = sending.send();

                assertThat(arranged.hits()).isOne();
                assertThat(object().bytes()).as(fault.getKey()).isEqualTo(expected);
                assertThat(revision.eTag()).isEqualTo(object().eTag());
                assertThat(revision.version()).isEqualTo(object().version().orElseThrow());
            }
            assertThat(bucket.openMultipartUploads()).isEmpty();
            bucket.versions().forEach(bucket::delete);
        }
    }

    @Test
    void leavesNothingWhenItCannotBeCompleted() throws Exception {
        Sending.fill(workspace, true);
        Map<String, Function<Faults.Rule, Faults.Fault>> faults = Map.of(
                "status 500", Faults.Rule::fail,
                "denied", Faults.Rule::denyAccess,
                "an error after status 200", rule -> rule.error(200, "InternalError", "Please try again."));
        for (var fault : faults.entrySet()) {
            Faults.Fault arranged = fault.getValue()
                    .apply(aws.faults().on("S3.CompleteMultipartUpload").always());
            try (Sending sending = new Sending(workspace, aws)) {
                assertThatThrownBy(sending::send).as(fault.getKey()).isInstanceOf(S3Exception.class);
            }
            assertNothingIsLeft(fault.getKey());
            arranged.end();
        }
    }

    private static String sending(boolean multipart) {
        return multipart ? "S3.UploadPart" : "S3.PutObject";
    }

    private static Part part(int number) {
        return new Part(number, 10, "AAAAAA==", false);
    }

    private byte[] sentWithoutFault() throws IOException, InterruptedException {
        try (Sending sending = new Sending(workspace, aws)) {
            sending.send();
        }
        byte[] bytes = object().bytes();
        bucket.versions().forEach(bucket::delete);
        return bytes;
    }

    private void assertNothingIsLeft(String after) {
        assertThat(bucket.openMultipartUploads()).as(after).isEmpty();
        assertThat(bucket.objects()).as(after).isEmpty();
    }

    /** Waits for what other threads are about to do. */
    private static void until(BooleanSupplier done) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 2000 && !done.getAsBoolean(); i++) {
            never.await(5, TimeUnit.MILLISECONDS);
        }
        assertThat(done.getAsBoolean()).isTrue();
    }

    /** What stands between agent and controller. */
    static class Channel implements Destination {

        private final Destination controller;
        private final Call before;

        @FunctionalInterface
        interface Call {
            void make() throws IOException;
        }

        Channel(Destination controller, Call before) {
            this.controller = controller;
            this.before = before;
        }

        @Override
        public boolean holds(Contents contents) throws IOException, InterruptedException {
            before.make();
            return controller.holds(contents);
        }

        @Override
        public SignedRequest sign(Part part) throws IOException, InterruptedException {
            before.make();
            return controller.sign(part);
        }

        @Override
        public void failing(SendException failure) {
            controller.failing(failure);
        }

        @Override
        public void progress(Progress progress) {
            controller.progress(progress);
        }
    }
}
