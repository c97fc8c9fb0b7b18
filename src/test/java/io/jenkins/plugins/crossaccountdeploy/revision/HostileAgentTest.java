package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.archive.ArchiveFormat;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.bundle.SentPart;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents run what builds bring along: one may say anything. It gets no more than requests for its own bundle. */
class HostileAgentTest extends IntoTheBucket {

    private static final Contents CONTENTS = contents('0');
    private static final int MEBIBYTE = 1 << 20;

    private Sending sending;
    private Upload upload;

    @BeforeEach
    void connect() {
        sending = new Sending(workspace, aws);
        upload = sending.upload("shop", Map.of());
    }

    @AfterEach
    void disconnect() {
        sending.close();
    }

    private static Contents contents(char digit) {
        return new Contents(String.valueOf(digit).repeat(64), 1, 0, 0, 1, 0);
    }

    private static Part part(int number) {
        return new Part(number, 5 * MEBIBYTE, "AAAAAA==", false);
    }

    private static Part whole(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        byte[] sum = ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array();
        return new Part(1, bytes.length, Base64.getEncoder().encodeToString(Arrays.copyOfRange(sum, 4, 8)), true);
    }

    private static Bundle bundle(Contents contents, SentPart... parts) {
        return new Bundle(contents, List.of(parts), List.of(), Duration.ZERO, Duration.ZERO);
    }

    private static SentPart sent(Part part) {
        return new SentPart(part, "\"0f1e\"", "");
    }

    @Test
    void sendsAllOfAnArchiveThatWasReadyMade() throws Exception {
        Contents ready = new Contents("0".repeat(64), 1, 0, 0, 1, 0, ArchiveFormat.TGZ, 9 * MEBIBYTE);
        upload.holds(ready);
        assertThat(upload.sign(part(1)).url().getPath()).endsWith(".tgz");
        assertThatThrownBy(() -> upload.accept(bundle(ready, sent(part(1)))))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("other parts, than it was given requests for");
    }

    @Test
    void namesItsBundleOnce() throws Exception {
        upload.holds(CONTENTS);
        assertThatThrownBy(() -> upload.holds(CONTENTS)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> upload.holds(contents('1'))).isInstanceOf(IOException.class);
        assertThat(upload.sign(part(1)).url().getPath()).contains(CONTENTS.digest());
    }

    @Test
    void namesABundleByADigestOnly() {
        for (String digest : List.of("", "0".repeat(63), "A".repeat(64), "0".repeat(65), "../" + "0".repeat(61))) {
            assertThatThrownBy(() -> new Contents(digest, 1, 0, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void getsNoRequestBeforeItsBundleIsNamed() {
        assertThatThrownBy(() -> upload.sign(part(1))).isInstanceOf(IOException.class);
        assertThat(aws.calls().list()).isEmpty();
    }

    @Test
    void getsNoRequestWhenNothingIsToBeSent() throws Exception {
        Sending.fill(workspace, false);
        Contents there = sendOnce();
        assertThat(upload.holds(there)).isTrue();
        assertThatThrownBy(() -> upload.sign(part(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> upload.sign(whole(new byte[] {1}))).isInstanceOf(IOException.class);
    }

    private Contents sendOnce() throws Exception {
        List<Contents> asked = new ArrayList<>();
        Upload first = sending.upload("shop", Map.of());
        sending.send(first, controller -> new UploadFaultsTest.Channel(controller, () -> {}) {
            @Override
            public boolean holds(Contents contents) throws IOException, InterruptedException {
                asked.add(contents);
                return super.holds(contents);
            }
        });
        return asked.get(0);
    }

    @Test
    void getsNoRequestAfterTheEnd() throws Exception {
        upload.holds(CONTENTS);
        Part part = part(1);
        upload.sign(part);
        upload.end();
        assertThatThrownBy(() -> upload.sign(part)).hasMessage("the upload has ended");

        Upload other = sending.upload("shop", Map.of());
        other.end();
        assertThatThrownBy(() -> other.holds(CONTENTS)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> other.sign(part)).hasMessage("the upload has ended");
    }

    @Test
    void getsNoRequestOnceItHasReported() throws Exception {
        upload.holds(CONTENTS);
        Part part = whole(new byte[] {1});
        upload.sign(part);
        upload.accept(bundle(CONTENTS, sent(part)));
        assertThatThrownBy(() -> upload.sign(part)).hasMessage("the upload has ended");
    }

    @Test
    void getsRequestsForPartsOfAnArchiveOnly() {
        String crc = "AAAAAA==";
        for (int number : new int[] {Integer.MIN_VALUE, -1, 0, 10_001}) {
            assertThatThrownBy(() -> new Part(number, 1, crc, false)).isInstanceOf(IllegalArgumentException.class);
        }
        for (long length : new long[] {Long.MIN_VALUE, -1, 0, 8 * MEBIBYTE + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> new Part(1, length, crc, false)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String wrong : List.of("", "AAAAAA", "AAAAAAAA", "AAAAAB==", "\nAAAAA==", "AAAAAA==\n")) {
            assertThatThrownBy(() -> new Part(1, 1, wrong, false)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Part(2, 1, crc, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void getsRequestsForTheFirstBytesOfAPartOnly() throws Exception {
        upload.holds(CONTENTS);
        upload.sign(part(3));
        upload.sign(part(3));
        for (Part other : List.of(
                new Part(3, 5 * MEBIBYTE, "AAAAAQ==", false), new Part(3, 5 * MEBIBYTE + 1, "AAAAAA==", false))) {
            assertThatThrownBy(() -> upload.sign(other)).hasMessageContaining("part 3");
        }
    }

    @Test
    void sendsEitherOneObjectOrParts() throws Exception {
        Part whole = whole(new byte[] {1});
        upload.holds(CONTENTS);
        upload.sign(whole);
        assertThatThrownBy(() -> upload.sign(part(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> upload.sign(part(2))).isInstanceOf(IOException.class);

        Upload other = sending.upload("shop", Map.of());
        other.holds(CONTENTS);
        other.sign(part(2));
        assertThatThrownBy(() -> other.sign(whole)).isInstanceOf(IOException.class);
    }

    /** Nor does a request that was signed before. */
    @Test
    void replacesNothingWithARequestThatItHasUsed() throws Exception {
        byte[] bytes = {1, 2, 3};
        upload.holds(CONTENTS);
        SignedRequest signed = upload.sign(whole(bytes));

        assertThat(put(signed, bytes)).isEqualTo(200);
        assertThat(put(signed, bytes)).isEqualTo(412);
        Map<String, List<String>> without = new HashMap<>(signed.headers());
        without.remove("if-none-match");
        assertThat(without).hasSizeLessThan(signed.headers().size());
        assertThat(put(new SignedRequest(signed.url(), without), bytes)).isEqualTo(403);
        assertThat(bucket.versions()).hasSize(1);
    }

    private static int put(SignedRequest signed, byte[] bytes) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(signed.url()).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        signed.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void isNotBelievedToHaveSentWhatItWasNotGivenRequestsFor() throws Exception {
        Part one = part(1);
        Part two = part(2);
        Part three = part(3);
        List<Bundle> lies = List.of(
                bundle(CONTENTS),
                bundle(CONTENTS, sent(one)),
                bundle(CONTENTS, sent(two), sent(one)),
                bundle(CONTENTS, sent(one), sent(one)),
                bundle(CONTENTS, sent(one), sent(two), sent(three)),
                bundle(CONTENTS, sent(one), sent(new Part(2, 1, "AAAAAA==", false))),
                bundle(CONTENTS, sent(one), sent(whole(new byte[] {1}))),
                bundle(contents('1'), sent(one), sent(two)),
                bundle(new Contents(CONTENTS.digest(), 2, 0, 0, 1, 0), sent(one), sent(two)),
                bundle(CONTENTS, sent(one), new SentPart(two, "", "")),
                bundle(CONTENTS, sent(one), new SentPart(two, "a&versionId=b", "")),
                bundle(CONTENTS, sent(one), new SentPart(two, "a", "b&eTag=c")),
                bundle(CONTENTS, sent(one), new SentPart(two, "a".repeat(500), "")));
        for (Bundle lie : lies) {
            Upload told = sending.upload("shop", Map.of());
            told.holds(CONTENTS);
            told.sign(one);
            told.sign(two);
            assertThatThrownBy(() -> told.accept(lie))
                    .as("%s", lie)
                    .isInstanceOf(BundleException.class)
                    .hasMessageStartingWith("The agent reports another bundle");
        }
    }

    @Test
    void isNotBelievedWhenItSaysThatNothingHadToBeSent() throws Exception {
        upload.holds(CONTENTS);
        assertThatThrownBy(() -> upload.accept(bundle(CONTENTS))).isInstanceOf(BundleException.class);
        Upload silent = sending.upload("shop", Map.of());
        assertThatThrownBy(() -> silent.accept(bundle(CONTENTS))).isInstanceOf(BundleException.class);
    }

    @Test
    void fillsTheConsoleWithNoTroubles() throws Exception {
        upload.holds(CONTENTS);
        for (int i = 0; i < 100; i++) {
            upload.failing(new SendException("trouble " + i, 500, "", "", "", ""));
        }
        assertThat(sending.notes).containsExactly("trouble 0");
    }

    /** In any order, what is signed belongs to one bundle, and nothing is signed outside of its time. */
    @Test
    void getsNoMoreInWhateverOrderItAsks() throws Exception {
        Random random = new Random(77);
        for (int i = 0; i < 80; i++) {
            Upload asked = sending.upload("shop", Map.of());
            String named = "";
            boolean ended = false;
            Map<Integer, Part> signed = new HashMap<>();
            for (int step = 0; step < 12; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        Contents contents = contents((char) ('0' + random.nextInt(3)));
                        boolean may = named.isEmpty() && !ended;
                        assertThat(succeeds(() -> asked.holds(contents))).isEqualTo(may);
                        named = may ? contents.digest() : named;
                    }
                    case 1 -> {
                        if (random.nextInt(4) == 0) {
                            asked.end();
                            ended = true;
                        }
                    }
                    default -> {
                        Part part = random.nextBoolean()
                                ? new Part(1, 1 + random.nextInt(2), "AAAAAA==", true)
                                : new Part(1 + random.nextInt(3), 1 + random.nextInt(2), "AAAAAA==", false);
                        boolean fits = signed.values().stream()
                                .allMatch(other -> other.equals(part)
                                        || !other.whole() && !part.whole() && other.number() != part.number());
                        boolean may = !named.isEmpty() && !ended && fits;
                        String digest = named;
                        assertThat(succeeds(
                                        () -> assertThat(asked.sign(part).url().getPath())
                                                .contains(digest)))
                                .isEqualTo(may);
                        if (may) {
                            signed.put(part.number(), part);
                        }
                    }
                }
            }
        }
    }

    private interface Asking {
        void ask() throws IOException;
    }

    private static boolean succeeds(Asking asking) {
        try {
            asking.ask();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
