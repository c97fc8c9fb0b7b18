package io.jenkins.plugins.crossaccountdeploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DailyChecksTest {

    private static final Logger LOGGER = Logger.getLogger(DailyChecks.class.getName());

    private final List<DeploymentEnvironment> environments = new ArrayList<>();
    private final Map<String, List<CheckItem>> found = new HashMap<>();
    private final List<String> checked = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private List<DailyResult> stored = List.of();
    private Instant now = Instant.parse("2026-03-04T22:00:00Z");
    private DailyChecks checks = started();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
        daily("prod");
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private DailyChecks started() {
        return new DailyChecks(
                () -> List.copyOf(environments),
                environment -> {
                    checked.add(environment.getName());
                    List<CheckItem> items = found.get(environment.getName());
                    if (items == null) {
                        throw new IllegalStateException("broken");
                    }
                    return new Checklist(environment.getName(), items);
                },
                new DailyChecks.Store() {
                    @Override
                    public List<DailyResult> load() {
                        return stored;
                    }

                    @Override
                    public void save(List<DailyResult> results) {
                        stored = results;
                    }
                },
                () -> now);
    }

    private DeploymentEnvironment daily(String name) {
        DeploymentEnvironment environment = new DeploymentEnvironment(
                name,
                "eu-west-1",
                new DeploymentSource("bundles"),
                new DeploymentRole("arn:aws:iam::222222222222:role/Deploy"));
        environment.setCheckDaily(true);
        environments.add(environment);
        found.put(name, List.of(new CheckItem(Topic.CALLER, Status.OK, "me", "", "")));
        return environment;
    }

    private void fails(String name, Topic... topics) {
        List<CheckItem> items = new ArrayList<>();
        items.add(new CheckItem(Topic.CALLER, Status.OK, "me", "", ""));
        for (Topic topic : topics) {
            items.add(new CheckItem(topic, Status.FAILED, "gone", "s3:ListBucket as me", "Bring it back."));
        }
        found.put(name, items);
    }

    private void after(Duration time) throws InterruptedException {
        now = now.plus(time);
        checks.run();
    }

    private List<String> failing() {
        return checks.failing().stream().map(DailyResult::getEnvironment).toList();
    }

    @Test
    void checksOnceADay() throws InterruptedException {
        checks.run();
        after(Duration.ofHours(1));
        after(Duration.ofHours(22));
        assertThat(checked).containsExactly("prod");

        after(Duration.ofHours(1));
        assertThat(checked).containsExactly("prod", "prod");
        assertThat(failing()).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void checksThoseAloneThatAskForIt() throws InterruptedException {
        daily("staging").setCheckDaily(false);

        checks.run();

        assertThat(checked).containsExactly("prod");
    }

    @Test
    void showsWhatFailsUntilItIsGoodAgain() throws InterruptedException {
        fails("prod", Topic.BUCKET);
        checks.run();

        assertThat(checks.failing()).singleElement().satisfies(result -> {
            assertThat(result.getEnvironment()).isEqualTo("prod");
            assertThat(result.getChecked()).isEqualTo("2026-03-04 22:00 UTC");
            assertThat(result.getFailures()).singleElement().satisfies(failure -> {
                assertThat(failure.getTopic()).isEqualTo("bucket");
                assertThat(failure.getFinding()).isEqualTo("gone");
                assertThat(failure.getAsked()).isEqualTo("s3:ListBucket as me");
                assertThat(failure.getRemedy()).isEqualTo("Bring it back.");
            });
        });

        daily("prod");
        environments.remove(1);
        after(Duration.ofHours(1));
        assertThat(failing()).isEmpty();
    }

    @Test
    void logsWhenItBeginsToFailAndWhenItIsGoodAgain() throws InterruptedException {
        fails("prod", Topic.BUCKET, Topic.KEY);
        checks.run();
        after(Duration.ofHours(1));
        fails("prod");
        after(Duration.ofHours(1));
        after(Duration.ofDays(1));

        assertThat(log)
                .containsExactly(
                        "WARNING The environment 'prod' cannot be deployed to: bucket: gone. See Manage Jenkins for what"
                                + " to do",
                        "INFO The environment 'prod' can be deployed to again");
    }

    @Test
    void survivesOneEnvironmentsTrouble() throws InterruptedException {
        found.remove("prod");
        daily("staging");
        fails("staging", Topic.ROLE);

        checks.run();

        assertThat(failing()).containsExactly("staging");
        assertThat(log).contains("WARNING The environment 'prod' cannot be checked");
    }

    @Test
    void doesNotForgetOverARestart() throws InterruptedException {
        fails("prod", Topic.BUCKET);
        checks.run();

        checks = started();

        assertThat(failing()).containsExactly("prod");
        after(Duration.ofMinutes(30));
        assertThat(checked).hasSize(1);
        assertThat(log).hasSize(1);
    }

    @Test
    void forgetsEnvironmentsThatAreGoneOrNoLongerChecked() throws InterruptedException {
        fails("prod", Topic.BUCKET);
        checks.run();
        DeploymentEnvironment prod = environments.remove(0);
        assertThat(failing()).isEmpty();

        checks.run();
        assertThat(stored).isEmpty();

        environments.add(prod);
        assertThat(failing()).isEmpty();
        prod.setCheckDaily(false);
        checks.run();
        assertThat(failing()).isEmpty();
    }

    @Test
    void hidesWhatIsDismissedUntilSomethingElseFails() throws InterruptedException {
        fails("prod", Topic.BUCKET, Topic.KEY);
        checks.run();

        checks.dismiss();
        assertThat(failing()).isEmpty();
        fails("prod", Topic.BUCKET);
        after(Duration.ofHours(1));
        assertThat(failing()).isEmpty();
        checks = started();
        assertThat(failing()).isEmpty();

        fails("prod", Topic.BUCKET, Topic.GROUP);
        after(Duration.ofHours(1));
        assertThat(failing()).containsExactly("prod");
    }

    @Test
    void showsWhatFailsAnewAfterItWasDismissedAndGood() throws InterruptedException {
        fails("prod", Topic.BUCKET);
        checks.run();
        checks.dismiss();
        fails("prod");
        after(Duration.ofHours(1));
        fails("prod", Topic.BUCKET);
        after(Duration.ofDays(1));

        assertThat(failing()).containsExactly("prod");
    }

    @Test
    void concludesNothingFromACheckThatAskedNobody() throws InterruptedException {
        fails("prod", Topic.BUCKET);
        checks.run();
        found.put(
                "prod", List.of(new CheckItem(Topic.CALLER, Status.UNKNOWN, "not asked, since all are busy", "", "")));

        after(Duration.ofHours(1));

        assertThat(failing()).containsExactly("prod");
    }

    @Test
    void checksAgainWhatFailsAndNothingElse() throws InterruptedException {
        daily("staging");
        fails("prod", Topic.BUCKET);
        checks.run();
        fails("prod");

        checks.expire();
        checks.run();

        assertThat(failing()).isEmpty();
        assertThat(checked).containsExactly("prod", "staging", "prod");
    }

    @Test
    void saysWhenItWasCheckedLastUntilItIsCheckedAgain() throws InterruptedException {
        fails("prod", Topic.BUCKET);
        checks.run();
        now = now.plus(Duration.ofMinutes(20));
        found.put(
                "prod", List.of(new CheckItem(Topic.CALLER, Status.UNKNOWN, "not asked, since all are busy", "", "")));

        checks.expire();
        assertThat(checks.failing()).extracting(DailyResult::getChecked).containsExactly("2026-03-04 22:00 UTC");
        checks.run();
        assertThat(checked).hasSize(2);
        assertThat(checks.failing()).extracting(DailyResult::getChecked).containsExactly("2026-03-04 22:00 UTC");
        assertThat(started().failing()).extracting(DailyResult::getChecked).containsExactly("2026-03-04 22:00 UTC");

        fails("prod", Topic.BUCKET);
        checks.run();
        checks.run();
        assertThat(checked).as("as often as it takes to find out").hasSize(3);
        assertThat(checks.failing()).extracting(DailyResult::getChecked).containsExactly("2026-03-04 22:20 UTC");
    }

    @Test
    void goesOnWithoutAFileThatCanBeReadOrWritten() throws InterruptedException {
        checks = new DailyChecks(
                () -> environments,
                environment -> new Checklist("prod", List.of(new CheckItem(Topic.KEY, Status.FAILED, "gone", "", ""))),
                new DailyChecks.Store() {
                    @Override
                    public List<DailyResult> load() throws IOException {
                        throw new IOException("not XML");
                    }

                    @Override
                    public void save(List<DailyResult> results) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                () -> now);

        checks.run();

        assertThat(failing()).containsExactly("prod");
        assertThat(log).allMatch(line -> line.startsWith(Level.WARNING.getName()));
    }
}
