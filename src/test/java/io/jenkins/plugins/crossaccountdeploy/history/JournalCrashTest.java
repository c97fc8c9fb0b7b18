package io.jenkins.plugins.crossaccountdeploy.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever write a crash or a full disk cuts short, and wherever: nothing is lost, and nothing is doubled. */
class JournalCrashTest {

    private static final Cell CELL = JournalTest.CELL;

    private static final List<RunState> COURSE = List.of(RunState.RUNNING, RunState.LOST, RunState.SUCCEEDED);

    @TempDir
    Path directory;

    /** The controller is gone. */
    private static final class Killed extends Error {

        private static final long serialVersionUID = 1;
    }

    /** Cuts writes short at random: by the end of the process, or by an error of the disk. */
    private static final class UnreliableDisk extends JournalTest.QuickDisk {

        private final SplittableRandom random;
        private final double crashes;
        private final double errors;
        private boolean isReliable;

        UnreliableDisk(SplittableRandom random, double crashes, double errors) {
            this.random = random;
            this.crashes = crashes;
            this.errors = errors;
        }

        private interface Write {

            void of(byte[] bytes) throws IOException;
        }

        private void write(byte[] bytes, Write write) throws IOException {
            double fate = random.nextDouble();
            if (isReliable || fate >= crashes + errors) {
                write.of(bytes);
                return;
            }
            write.of(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            if (fate < crashes) {
                throw new Killed();
            }
            throw new IOException("No space left on device");
        }

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            write(bytes, some -> super.append(file, some));
        }

        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            write(bytes, some -> super.write(file, some));
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            if (random.nextDouble() < crashes) {
                throw new Killed();
            }
            super.rename(from, to);
        }
    }

    /** Runs that get further one after the other, in no order; after a crash they go on from where they were. */
    private void play(long seed, int runs, double crashes, double errors) throws IOException {
        Path files = Files.createTempDirectory(directory, "journal");
        SplittableRandom random = new SplittableRandom(seed);
        UnreliableDisk disk = new UnreliableDisk(random, crashes, errors);
        Journal journal = new Journal(files, disk);
        Map<Integer, Integer> safe = new HashMap<>();
        for (int move = 0; move < runs * COURSE.size(); move++) {
            int run = move / COURSE.size();
            int state = move % COURSE.size();
            boolean done = false;
            while (!done) {
                try {
                    journal.write(JournalTest.entry(CELL, run, COURSE.get(state)));
                    done = true;
                } catch (Killed killed) {
                    journal = new Journal(files, disk);
                    check(journal, safe, run, state, seed);
                }
            }
            safe.put(run, state);
        }
        if (errors > 0) {
            // A disk that works again is brought what is missing.
            disk.isReliable = true;
            journal.write(JournalTest.entry(CELL, runs, RunState.RUNNING));
        }
        check(new Journal(files), safe, runs, 0, seed);
    }

    /** What was written before is there as it was, or as it was about to become. */
    private static void check(Journal journal, Map<Integer, Integer> safe, int run, int state, long seed) {
        Map<String, JournalEntry> entries = new HashMap<>();
        for (JournalEntry entry : journal.entries(CELL)) {
            assertThat(entries.put(entry.token(), entry)).as("seed " + seed).isNull();
        }
        int from = Math.max(0, run - JournalFile.MOST_ENTRIES + 1);
        safe.forEach((number, reached) -> {
            if (number < from) {
                return;
            }
            JournalEntry was = JournalTest.entry(CELL, number, COURSE.get(reached));
            if (number == run) {
                assertThat(entries.get("token" + number))
                        .as("seed " + seed)
                        .isIn(was, JournalTest.entry(CELL, number, COURSE.get(state)));
            } else {
                assertThat(entries.get("token" + number)).as("seed " + seed).isEqualTo(was);
            }
        });
    }

    @Test
    void survivesCrashesAtEveryWrite() throws IOException {
        for (long seed = 0; seed < 60; seed++) {
            play(seed, 12, 0.3, 0);
        }
    }

    @Test
    void survivesCrashesWhileThousandsOfLinesAreCompacted() throws IOException {
        play(1, 1_100, 0.01, 0);
    }

    @Test
    void makesUpForErrorsOfTheDisk() throws IOException {
        for (long seed = 0; seed < 60; seed++) {
            play(seed, 12, 0, 0.3);
        }
    }
}
