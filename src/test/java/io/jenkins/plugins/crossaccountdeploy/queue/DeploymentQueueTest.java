package io.jenkins.plugins.crossaccountdeploy.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentQueueTest {

    private static final Logger LOGGER = Logger.getLogger(DeploymentQueue.class.getName());

    @TempDir
    Path home;

    private final Set<String> gone = new HashSet<>();

    @BeforeEach
    void keepQuiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        LOGGER.setLevel(null);
    }

    private Path file() {
        return home.resolve("cross-account-deploy/queue.json");
    }

    private DeploymentQueue queue() {
        return new DeploymentQueue(file(), ticket -> !gone.contains(ticket.token()));
    }

    private static Ticket ticket(String group, String job, int build) {
        return ticket(group, job, build, 0);
    }

    private static Ticket ticket(String group, String job, int build, long started) {
        return new Ticket(group, group + job + build, job, build, started, "");
    }

    /** Whatever happens, restarts included, those before a run are those that came earlier and are still there. */
    @Test
    void keepsTheOrderWhateverHappens() {
        for (int seed = 0; seed < 100; seed++) {
            Random dice = new Random(seed);
            gone.clear();
            DeploymentQueue queue = new DeploymentQueue(home.resolve(seed + ".json"), this::isThere);
            Map<String, List<Ticket>> model = new HashMap<>();
            int next = 1;
            for (int step = 0; step < 60; step++) {
                String group = "group " + dice.nextInt(2);
                List<Ticket> waiting = model.computeIfAbsent(group, key -> new ArrayList<>());
                switch (dice.nextInt(5)) {
                    case 0 -> {
                        Ticket mine = ticket(group, "shop", next++);
                        assertThat(queue.before(mine)).as("seed " + seed).isEqualTo(waiting);
                        waiting.add(mine);
                    }
                    case 1 -> {
                        if (!waiting.isEmpty()) {
                            int place = dice.nextInt(waiting.size());
                            assertThat(queue.before(waiting.get(place)))
                                    .as("seed " + seed)
                                    .isEqualTo(waiting.subList(0, place));
                        }
                    }
                    case 2 -> {
                        if (!waiting.isEmpty()) {
                            queue.deployed(waiting.remove(0));
                        }
                    }
                    case 3 -> {
                        if (!waiting.isEmpty()) {
                            Ticket left = waiting.remove(dice.nextInt(waiting.size()));
                            if (dice.nextBoolean()) {
                                queue.leave(left);
                            } else {
                                gone.add(left.token());
                            }
                        }
                    }
                    default -> queue = new DeploymentQueue(home.resolve(seed + ".json"), this::isThere);
                }
            }
        }
    }

    private boolean isThere(Ticket ticket) {
        return !gone.contains(ticket.token());
    }

    @Test
    void aFileThatCannotBeReadIsBegunAnew() throws Exception {
        queue().before(ticket("g", "shop", 1));
        Files.writeString(file(), "{\"waiting\": [{\"gro");
        Ticket second = ticket("g", "shop", 2);

        assertThat(queue().before(second)).isEmpty();
        assertThat(queue().before(ticket("g", "shop", 3))).containsExactly(second);
    }

    @Test
    void aFileThatCannotBeWrittenCostsNothingUntilTheRestart() throws Exception {
        Files.createDirectories(home);
        Files.writeString(home.resolve("cross-account-deploy"), "in the way");
        DeploymentQueue queue = queue();
        Ticket first = ticket("g", "shop", 1);

        assertThat(queue.before(first)).isEmpty();
        assertThat(queue.before(ticket("g", "shop", 2))).containsExactly(first);
    }

    @Test
    void knowsANewerBuildThatHasDeployedUntilAnotherHas() {
        queue().before(ticket("g", "shop", 9));
        queue().deployed(ticket("g", "shop", 9));

        assertThat(queue().newer(ticket("g", "shop", 8))).contains(ticket("g", "shop", 9));
        assertThat(queue().newer(ticket("g", "shop", 9))).isEmpty();
        assertThat(queue().newer(ticket("g", "other", 8))).isEmpty();
        assertThat(queue().newer(ticket("other", "shop", 8))).isEmpty();

        queue().before(ticket("g", "other", 1));
        queue().deployed(ticket("g", "other", 1));
        assertThat(queue().newer(ticket("g", "shop", 8))).isEmpty();
    }

    @Test
    void aJobThatWasMadeAnewIsNewerThanItWasBefore() {
        Ticket before = ticket("g", "shop", 500, 1_000);
        Ticket anew = ticket("g", "shop", 1, 2_000);
        queue().before(before);
        queue().deployed(before);

        assertThat(queue().newer(anew)).isEmpty();
        assertThat(queue().newer(ticket("g", "shop", 499, 999))).contains(before);

        queue().before(anew);
        assertThat(queue().newer(ticket("g", "shop", 500, 1_500))).contains(anew);
        assertThat(queue().newer(ticket("g", "shop", 499, 999))).contains(anew);
    }

    @Test
    void numbersTellWhereTheTimesAreTheSameOrUnknown() {
        queue().before(ticket("g", "shop", 9, 1_000));

        assertThat(queue().newer(ticket("g", "shop", 8, 1_000))).isPresent();
        assertThat(queue().newer(ticket("g", "shop", 10, 1_000))).isEmpty();
        assertThat(queue().newer(ticket("g", "shop", 8))).isPresent();
        assertThat(queue().newer(ticket("g", "shop", 10))).isEmpty();
    }

    @Test
    void whoIsGoneIsForgottenForGood() {
        DeploymentQueue queue = queue();
        Ticket first = ticket("g", "shop", 1);
        queue.before(first);
        gone.add(first.token());
        queue.before(ticket("g", "shop", 2));
        gone.clear();

        assertThat(queue.before(ticket("g", "shop", 2))).isEmpty();
        assertThat(queue().before(ticket("g", "shop", 2))).isEmpty();
    }

    /** A run that was taken up again says so once more. */
    @Test
    void whoHasDeployedEarlierIsNotTheLatestAgain() {
        DeploymentQueue queue = queue();
        queue.before(ticket("g", "shop", 8));
        queue.deployed(ticket("g", "shop", 8));
        queue.before(ticket("g", "shop", 9));
        queue.deployed(ticket("g", "shop", 9));

        queue.deployed(ticket("g", "shop", 8));

        assertThat(queue.newer(ticket("g", "shop", 8))).contains(ticket("g", "shop", 9));
    }

    @Test
    void whatALaterVersionHasWrittenIsReadAsFarAsItIsKnown() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), """
                {"waiting":[{"group":"g","token":"t","job":"shop","build":1,"url":"","priority":3}],"since":0}
                """);

        assertThat(queue().before(ticket("g", "shop", 2)))
                .extracting(Ticket::token)
                .containsExactly("t");
    }

    @Test
    void whatAnEarlierVersionHasWrittenDoesNotSayWhenItsBuildsBegan() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), """
                {"waiting":[],"latest":[{"group":"g","token":"t","job":"shop","build":9,"url":""}]}
                """);

        assertThat(queue().newer(ticket("g", "shop", 8, 1_000)))
                .map(Ticket::token)
                .contains("t");
        assertThat(queue().newer(ticket("g", "shop", 10, 1_000))).isEmpty();
    }
}
