package io.jenkins.plugins.crossaccountdeploy.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history of deployment groups, on disk. */
class JournalTest {

    static final Cell CELL = new Cell("prod", "Shop", "Web");

    static final Instant BEGAN = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    static JournalEntry entry(Cell cell, int number, RunState state) {
        return new JournalEntry(
                "token" + number,
                state,
                Origin.of("shop", number, "job/shop/" + number + "/", "ada", "Started by Ada"),
                new Place(
                        cell.environment(),
                        "eu-west-1",
                        "aws",
                        "222222222222",
                        "Deploy",
                        cell.application(),
                        cell.deploymentGroup(),
                        ""),
                RevisionRecord.NONE.ofCommit("c" + number),
                BEGAN.plusSeconds(number),
                "d-" + number,
                state.isOver() ? BEGAN.plusSeconds(number + 60L) : Instant.EPOCH,
                "",
                "",
                "",
                Drift.NONE);
    }

    private static JournalEntry entry(int number, RunState state) {
        return entry(CELL, number, state);
    }

    /** The same of another build, or of another revision. */
    private static JournalEntry with(JournalEntry plain, Origin origin, RevisionRecord revision) {
        return with(plain, origin, plain.place(), revision);
    }

    private static JournalEntry with(JournalEntry plain, Origin origin, Place place, RevisionRecord revision) {
        return new JournalEntry(
                plain.token(),
                plain.state(),
                origin,
                place,
                revision,
                plain.began(),
                plain.deploymentId(),
                plain.ended(),
                "",
                "",
                "",
                Drift.NONE);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void outlivesTheControllerThatHasWrittenIt() {
        Journal journal = new Journal(directory.resolve("not/there/yet"));
        assertThat(journal.cells()).isEmpty();
        assertThat(journal.entries(CELL)).isEmpty();
        journal.write(entry(1, RunState.RUNNING));
        journal.write(entry(2, RunState.RUNNING));
        journal.write(entry(1, RunState.SUCCEEDED));

        Journal after = new Journal(directory.resolve("not/there/yet"));

        assertThat(after.cells()).containsExactly(CELL);
        assertThat(after.entries(CELL)).containsExactly(entry(1, RunState.SUCCEEDED), entry(2, RunState.RUNNING));
    }

    @Test
    void knowsWhatIsLive() {
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.SUCCEEDED));
        journal.write(entry(2, RunState.SUCCEEDED));
        journal.write(entry(3, RunState.FAILED));
        journal.write(entry(4, RunState.RUNNING));

        assertThat(journal.liveRevision(CELL).map(LiveRevision::entry)).contains(entry(2, RunState.SUCCEEDED));
    }

    @Test
    void hasAFileForEachCellWhateverItsNames() throws IOException {
        List<Cell> cells = List.of(
                new Cell("prod", "Shop", "Web"),
                new Cell("Prod", "Shop", "Web"),
                new Cell("prod", "shop", "web"),
                new Cell("prod.Shop", "Web", ""),
                new Cell("../../..", "a/b\\c", "con:*?\"<>|"),
                new Cell("\u00fc\u4e2d\u6587", "x".repeat(300), "y".repeat(300)),
                new Cell("", "", ""));
        Journal journal = new Journal(directory);
        for (Cell cell : cells) {
            journal.write(entry(cell, 1, RunState.SUCCEEDED));
        }

        assertThat(new Journal(directory).cells()).containsExactlyInAnyOrderElementsOf(cells);
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            assertThat(names).hasSize(cells.size()).allMatch(name -> name.matches("[A-Za-z0-9._-]{1,200}"));
            assertThat(names.stream().map(name -> name.toLowerCase(java.util.Locale.ROOT)))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void writesNothingTwice() throws IOException {
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.RUNNING));
        long size = Files.size(file());

        journal.write(entry(1, RunState.RUNNING));
        new Journal(directory).write(entry(1, RunState.RUNNING));

        assertThat(Files.size(file())).isEqualTo(size);
    }

    @Test
    void mendsATornLine() throws IOException {
        new Journal(directory).write(entry(1, RunState.SUCCEEDED));
        Files.writeString(file(), "{\"token\":\"token2\",\"state\":\"RUNN", StandardOpenOption.APPEND);

        Journal journal = new Journal(directory);
        journal.write(entry(3, RunState.SUCCEEDED));

        assertThat(new Journal(directory).entries(CELL))
                .containsExactly(entry(1, RunState.SUCCEEDED), entry(3, RunState.SUCCEEDED));
    }

    @Test
    void passesOverLinesThatAreNone() throws IOException {
        new Journal(directory).write(entry(1, RunState.SUCCEEDED));
        Files.write(file(), new byte[] {0, (byte) 0xff, '\n', '{', '}', '\n', '\n'}, StandardOpenOption.APPEND);
        Files.writeString(directory.resolve("foreign.jsonl"), "hello\n", StandardCharsets.UTF_8);

        assertThat(new Journal(directory).cells()).containsExactly(CELL);
        assertThat(new Journal(directory).entries(CELL)).containsExactly(entry(1, RunState.SUCCEEDED));
    }

    /** Versions before have left out the end of a deployment that another run has seen to. */
    @Test
    void takesWhatHasEndedWithoutATimeForEndedWhenItBegan() throws IOException {
        JournalEntry failed = entry(1, RunState.FAILED);
        new Journal(directory).write(failed);
        Files.writeString(
                file(), Files.readString(file()).replace(failed.ended().toString(), Instant.EPOCH.toString()));

        assertThat(new Journal(directory).entries(CELL))
                .singleElement()
                .extracting(JournalEntry::ended)
                .isEqualTo(failed.began());
    }

    @Test
    void readsAgainWhatCouldNotBeReadOnce() throws IOException {
        new Journal(directory).write(entry(1, RunState.SUCCEEDED));
        Path file = directory.resolve(JournalFile.name(CELL));
        Path aside = Files.move(file, directory.resolve("aside"));
        Files.createDirectory(file);
        Journal journal = new Journal(directory);
        assertThat(journal.entries(CELL)).isEmpty();
        Files.delete(file);
        Files.move(aside, file);

        assertThat(journal.entries(CELL)).containsExactly(entry(1, RunState.SUCCEEDED));
        journal.write(entry(2, RunState.SUCCEEDED));
        assertThat(journal.entries(CELL))
                .isEqualTo(new Journal(directory).entries(CELL))
                .hasSize(2);
    }

    @Test
    void readsNamesOfJobsAgainThatCouldNotBeReadOnce() throws IOException {
        Journal before = new Journal(directory);
        before.write(entry(1, RunState.SUCCEEDED));
        before.renamed("shop", "basket", LATER);
        Path file = directory.resolve("job-names.log");
        Path aside = Files.move(file, directory.resolve("aside"));
        Files.createDirectory(file);
        Journal journal = new Journal(directory);
        assertThat(journal.entries(CELL))
                .extracting(entry -> entry.origin().job())
                .containsExactly("shop");
        Files.delete(file);
        Files.move(aside, file);

        assertThat(journal.entries(CELL))
                .extracting(entry -> entry.origin().job())
                .containsExactly("basket");
    }

    @Test
    void keepsTheLastThousand() throws IOException {
        JournalFile.Disk quick = new QuickDisk();
        Journal journal = new Journal(directory, quick);
        for (int number = 1; number <= 5_000; number++) {
            journal.write(entry(number, RunState.RUNNING));
            journal.write(entry(number, RunState.SUCCEEDED));
        }

        List<JournalEntry> kept = new Journal(directory).entries(CELL);
        assertThat(kept).isEqualTo(journal.entries(CELL)).hasSizeBetween(1_000, 2_000);
        assertThat(kept)
                .isEqualTo(IntStream.rangeClosed(5_001 - kept.size(), 5_000)
                        .mapToObj(number -> entry(number, RunState.SUCCEEDED))
                        .toList());
        try (Stream<String> lines = Files.lines(file())) {
            assertThat(lines.count()).isLessThanOrEqualTo(2_000);
        }
    }

    @Test
    void endsEachLine() throws IOException {
        Files.createFile(directory.resolve(JournalFile.name(CELL)));
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.SUCCEEDED));
        journal.write(entry(2, RunState.SUCCEEDED));

        assertThat(Files.readString(file())).startsWith("{").endsWith("}\n").containsOnlyOnce("}\n{");
    }

    @Test
    void countsTheLinesThatItHasFound() throws IOException {
        Journal journal = new Journal(directory, new QuickDisk());
        for (int number = 1; number <= 2_000; number++) {
            journal.write(entry(number, RunState.SUCCEEDED));
        }
        assertThat(Files.readAllLines(file())).hasSize(2_000);

        new Journal(directory, new QuickDisk()).write(entry(2_001, RunState.SUCCEEDED));

        assertThat(Files.readAllLines(file())).hasSize(1_000);
    }

    @Test
    void keepsAsManyLargeEntriesAsFitIntoHalfOfSixteenMegabytes() {
        Journal journal = new Journal(directory, new QuickDisk());
        for (int number = 1; number <= 17; number++) {
            JournalEntry plain = entry(number, RunState.SUCCEEDED);
            journal.write(with(plain, plain.origin(), plain.revision().ofCommit("c".repeat(1_000_000))));
        }

        assertThat(new Journal(directory).entries(CELL))
                .extracting(JournalEntry::token)
                .containsExactly(
                        "token10", "token11", "token12", "token13", "token14", "token15", "token16", "token17");
    }

    @Test
    void writesLaterWhatAFullDiskDoesNotTake() {
        FullDisk disk = new FullDisk();
        Journal journal = new Journal(directory, disk);
        journal.write(entry(1, RunState.SUCCEEDED));
        disk.isFull = true;
        journal.write(entry(2, RunState.RUNNING));
        journal.write(entry(2, RunState.SUCCEEDED));
        assertThat(journal.entries(CELL)).containsExactly(entry(1, RunState.SUCCEEDED), entry(2, RunState.SUCCEEDED));
        assertThat(new Journal(directory).entries(CELL)).containsExactly(entry(1, RunState.SUCCEEDED));

        disk.isFull = false;
        journal.write(entry(3, RunState.SUCCEEDED));

        assertThat(new Journal(directory).entries(CELL))
                .containsExactly(
                        entry(1, RunState.SUCCEEDED), entry(2, RunState.SUCCEEDED), entry(3, RunState.SUCCEEDED));
    }

    /** Every page of Jenkins asks for them. */
    @Test
    void namesItsJobsWhileTheDiskIsBusy() throws Exception {
        new Journal(directory).write(entry(1, RunState.SUCCEEDED));
        BusyDisk disk = new BusyDisk();
        Journal journal = new Journal(directory, disk);
        assertThat(journal.jobs()).containsExactly("shop");
        Thread writer = new Thread(() -> journal.write(entry(2, RunState.RUNNING)));
        writer.start();
        disk.isBusy.await();

        try {
            assertThat(CompletableFuture.supplyAsync(journal::jobs))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(Set.of("shop"));
        } finally {
            disk.isFree.countDown();
            writer.join();
        }
    }

    @Test
    void namesAJobFromItsFirstDeploymentOn() {
        Journal journal = new Journal(directory);
        assertThat(journal.jobs()).isEmpty();

        journal.write(entry(1, RunState.RUNNING));

        assertThat(journal.jobs()).containsExactly("shop");
    }

    @Test
    void findsWhatWasDeployedByItsAddressInItsOwnGroupFirst() {
        Cell test = new Cell("test", "Shop", "Web");
        Revision revision = Revision.parse("s3://bundles/shop.zip?eTag=e1").orElseThrow();
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.SUCCEEDED));
        for (JournalEntry plain : List.of(entry(2, RunState.SUCCEEDED), entry(test, 3, RunState.SUCCEEDED))) {
            journal.write(with(plain, plain.origin(), plain.revision().at(revision)));
        }

        assertThat(journal.deployed(revision.address(), test))
                .extracting(JournalEntry::token)
                .containsExactly("token3", "token2");
        assertThat(journal.deployed(revision.address(), CELL))
                .extracting(JournalEntry::token)
                .containsExactly("token2", "token3");
    }

    /** Deployed to a group of that name, by another environment. */
    private static JournalEntry started(int number, String account, Revision revision) {
        JournalEntry plain = entry(new Cell("other", "Shop", "Web"), number, RunState.STARTED);
        return with(
                plain,
                plain.origin(),
                new Place("other", "eu-west-1", "aws", account, "Deploy", "Shop", "Web", ""),
                plain.revision().at(revision));
    }

    @Test
    void tellsAGroupFromOneOfTheSameNameInAnotherAccount() {
        Revision here = Revision.parse("s3://bundles/here.zip?eTag=e1").orElseThrow();
        Revision there = Revision.parse("s3://bundles/there.zip?eTag=e2").orElseThrow();
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.SUCCEEDED));
        journal.write(started(2, "222222222222", here));
        journal.write(started(3, "333333333333", there));

        assertThat(journal.known(CELL).isLive(here.location())).isTrue();
        assertThat(journal.known(CELL).isLive(there.location())).isFalse();
    }

    private static final Instant LATER = BEGAN.plus(Duration.ofHours(1));

    private List<String> jobs() {
        return new Journal(directory)
                .entries(CELL).stream()
                        .map(entry ->
                                entry.origin().job() + " " + entry.origin().url())
                        .toList();
    }

    @Test
    void keepsTheHistoryOfAJobThatIsRenamedFromWhoeverGetsItsName() {
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.RUNNING));
        journal.renamed("shop", "basket", LATER);
        assertThat(journal.jobs()).containsExactly("basket");
        assertThat(journal.entries(CELL))
                .extracting(entry -> entry.origin().job())
                .containsExactly("basket");
        journal.renamed("basket", "sales/the basket", LATER.plusSeconds(1));
        // As its run goes on saying.
        journal.write(entry(1, RunState.SUCCEEDED));
        int another = (int) Duration.between(BEGAN, LATER).toSeconds() + 10;
        journal.write(entry(another, RunState.SUCCEEDED));

        assertThat(jobs())
                .containsExactly("sales/the basket job/sales/job/the%20basket/1/", "shop job/shop/" + another + "/");
        assertThat(journal.jobs())
                .isEqualTo(new Journal(directory).jobs())
                .containsExactlyInAnyOrder("shop", "sales/the basket");
    }

    /** It is renamed before there is anything to write. */
    @Test
    void knowsAJobThatWasRenamedBeforeItsFirstDeployment() {
        Journal journal = new Journal(directory);
        journal.renamed("shop", "basket", LATER);
        journal.write(entry(1, RunState.RUNNING));

        assertThat(jobs()).containsExactly("basket job/basket/1/");
        assertThat(journal.jobs()).containsExactly("basket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job/shop%20(old)/1/", "job/shop%20%28old%29/1/"})
    void knowsThePagesOfAJobWhateverCharactersItsNameHas(String url) {
        Journal journal = new Journal(directory);
        JournalEntry plain = entry(1, RunState.SUCCEEDED);
        journal.write(with(plain, Origin.of("shop (old)", 1, url, "ada", ""), plain.revision()));
        journal.renamed("shop (old)", "sales/shop", LATER);

        assertThat(jobs()).containsExactly("sales/shop job/sales/job/shop/1/");
    }

    @Test
    void keepsTheHistoryOfAJobThatIsDeletedFromWhoeverGetsItsName() {
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.SUCCEEDED));
        journal.deleted("shop", LATER);

        assertThat(jobs()).containsExactly("shop [deleted] job/shop%20%5Bdeleted%5D/1/");
        assertThat(journal.jobs()).isEqualTo(new Journal(directory).jobs()).containsExactly("shop [deleted]");
        assertThat(journal.jobs()).allMatch(Journal::isGone);
        assertThat(Journal.isGone("shop")).isFalse();
    }

    @Test
    void findsTheJobsOfAFolderThatIsDeleted() {
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.SUCCEEDED));
        journal.renamed("shop", "sales/shop", LATER);
        journal.deleted("sal", LATER.plusSeconds(1));
        assertThat(journal.jobs()).containsExactly("sales/shop");

        journal.deleted("sales", LATER.plusSeconds(2));

        assertThat(journal.jobs()).containsExactly("sales/shop [deleted]");
    }

    @Test
    void passesOverJobsThatWereGoneBeforeTheirFolder() throws IOException {
        Journal journal = new Journal(directory);
        journal.write(entry(1, RunState.SUCCEEDED));
        journal.renamed("shop", "sales/shop", LATER);
        journal.deleted("sales/shop", LATER.plusSeconds(1));
        long size = Files.size(directory.resolve("job-names.log"));

        journal.deleted("sales", LATER.plusSeconds(2));

        assertThat(journal.jobs()).containsExactly("sales/shop [deleted]");
        assertThat(directory.resolve("job-names.log")).hasSize(size);
    }

    /** Anybody may ask for any name. */
    @Test
    void keepsNothingOfGroupsThatHaveNoHistory() {
        Journal journal = new Journal(directory);
        for (int number = 0; number < 1_000; number++) {
            assertThat(journal.entries(new Cell("prod", "Shop", "Web" + number)))
                    .isEmpty();
        }

        assertThat(journal).extracting("files", MAP).size().isZero();
    }

    /** Without waiting for the disk, for tests that write thousands of lines. */
    static class QuickDisk implements JournalFile.Disk {

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            Files.write(file, bytes);
        }
    }

    private static final class BusyDisk extends QuickDisk {

        private final CountDownLatch isBusy = new CountDownLatch(1);
        private final CountDownLatch isFree = new CountDownLatch(1);

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            isBusy.countDown();
            try {
                isFree.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            super.append(file, bytes);
        }
    }

    private static final class FullDisk extends QuickDisk {

        private boolean isFull;

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            if (isFull) {
                super.append(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
                throw new IOException("No space left on device");
            }
            super.append(file, bytes);
        }
    }
}
