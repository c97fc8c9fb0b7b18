package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.DEVELOPMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a check gives up: in the time that was said, with a line that says so. */
@Timeout(60)
class PatienceTest {

    private final CheckedAccounts accounts = new CheckedAccounts(DEVELOPMENT, true);

    @AfterEach
    void close() {
        accounts.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "STS, CALLER, FAILED",
        "STS.AssumeRole, ROLE, FAILED",
        "S3, BUCKET, FAILED",
        "S3.GetBucketPolicy, READING, UNKNOWN",
        "KMS, KEY, UNKNOWN",
        "CodeDeploy, GROUP, FAILED"
    })
    void givesASilentServiceUp(String operation, Topic topic, Status status) {
        accounts.limits = new Preflight.Limits(Duration.ofMillis(1500), Duration.ofSeconds(30));
        accounts.aws().faults().on(operation).always().block();

        Checklist checklist = accounts.check();

        assertThat(checklist.items()).anySatisfy(item -> {
            assertThat(item.topic()).isEqualTo(topic);
            assertThat(item.status()).isEqualTo(status);
            assertThat(item.finding()).endsWith("no answer within 1.5 s");
            assertThat(item.remedy()).contains("its proxy, its firewall");
        });
    }

    @Test
    void givesAllUpTogether() {
        accounts.limits = new Preflight.Limits(Duration.ofSeconds(50), Duration.ofSeconds(3));
        accounts.aws().faults().on("S3").always().block();
        accounts.aws().faults().on("KMS").always().block();
        accounts.aws().faults().on("CodeDeploy").always().block();
        long begun = System.nanoTime();

        Checklist checklist = accounts.check();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(checklist.items().stream()
                        .filter(item -> item.finding().endsWith("no answer within 3.0 s"))
                        .map(CheckItem::topic))
                .contains(Topic.BUCKET, Topic.KEY, Topic.DECRYPTING, Topic.GROUP);
    }

    @Test
    void saysThatNoThreadIsFree() throws InterruptedException {
        Preflight preflight = new Preflight(
                accounts.clients(),
                task -> {
                    throw new RejectedExecutionException();
                },
                accounts.clock,
                CheckedAccounts.LIMITS);

        Checklist checklist = preflight.check(accounts.subject(), accounts.credentials);

        assertThat(checklist.lines())
                .containsExactly("unknown  caller: not asked, since all threads of Jenkins for such calls are in use.");
    }

    @Test
    void givesUpWhatNeverGetsAThread() throws InterruptedException {
        Preflight preflight = new Preflight(
                accounts.clients(),
                task -> {},
                accounts.clock,
                new Preflight.Limits(Duration.ofSeconds(1), Duration.ofMillis(200)));

        assertThat(preflight.check(accounts.subject(), accounts.credentials).lines())
                .singleElement()
                .asString()
                .startsWith("FAILED   caller: no answer within 0.2 s");
    }

    @Test
    void triesTwiceAtMost() {
        accounts.aws().faults().on("STS").always().throttle();

        Checklist checklist = accounts.check();

        assertThat(checklist.of(Status.FAILED)).hasSize(1);
        assertThat(accounts.aws().calls().operations())
                .containsExactly("STS.GetCallerIdentity", "STS.GetCallerIdentity");
    }

    @Test
    void takesAPassingErrorForNoFault() {
        accounts.aws().faults().on("STS.AssumeRole").fail();
        accounts.aws().faults().on("S3.HeadBucket").unavailable();

        assertThat(accounts.check().isGreen()).isTrue();
    }

    @Test
    void makesTenCallsAtMostWhereACustomConfigIsLookedAtToo() {
        accounts.config = "Carefully";
        accounts.role()
                .putPolicy("any", "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}");

        Checklist checklist = accounts.check();

        assertThat(accounts.aws().calls().operations())
                .hasSizeLessThanOrEqualTo(RoundTrips.MOST)
                .contains("CodeDeploy.GetDeploymentConfig", "KMS.GetKeyPolicy", "S3.GetPublicAccessBlock");
        assertThat(checklist.lines())
                .contains("unknown  versioning: cannot tell, since a check makes 10 calls at most.");
    }

    @Test
    void makesTenCallsAtMostWhereASecondSessionIsNeeded() {
        accounts.role = new Role(CheckedAccounts.ROLE_ARN, accounts.role.externalId(), Duration.ofHours(4), true, true);

        Checklist checklist = accounts.check();

        assertThat(accounts.aws().calls().operations()).hasSize(RoundTrips.MOST);
        assertThat(checklist.of(Status.UNKNOWN))
                .extracting(CheckItem::finding)
                .contains("cannot tell, since a check makes 10 calls at most");
    }
}
