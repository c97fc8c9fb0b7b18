package io.jenkins.plugins.crossaccountdeploy.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreflightTest {

    @ParameterizedTest(name = "bucket in account {0}, own key: {1}")
    @CsvSource({
        "111111111111, false", "111111111111, true",
        "222222222222, false", "222222222222, true",
        "333333333333, false", "333333333333, true"
    })
    void isGreenWithTheGeneratedPoliciesAlone(String bucketAccount, boolean encrypted) {
        try (CheckedAccounts accounts = new CheckedAccounts(bucketAccount, encrypted)) {
            Checklist checklist = accounts.check();

            assertThat(checklist.isGreen())
                    .as(String.join("\n", checklist.lines()))
                    .isTrue();
            assertThat(accounts.aws().calls().operations()).hasSizeLessThanOrEqualTo(10);
            assertThat(accounts.aws().defects()).isEmpty();
        }
    }

    @Test
    void asksNothingOfInstancesWhereThereAreNone() {
        try (CheckedAccounts accounts = new CheckedAccounts(CheckedAccounts.DEVELOPMENT, false)) {
            accounts.aws()
                    .createApplication(CheckedAccounts.PRODUCTION, CheckedAccounts.REGION, "Checkout", "Lambda")
                    .createGroup("Prod");
            accounts.role()
                    .putPolicy("any", "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}");
            accounts.application = "Checkout";
            accounts.instanceRoleArns = List.of();

            Checklist checklist = accounts.check();

            assertThat(checklist.isGreen())
                    .as(String.join("\n", checklist.lines()))
                    .isTrue();
            assertThat(checklist.items())
                    .extracting(CheckItem::topic)
                    .doesNotContain(Topic.INSTANCES, Topic.READING)
                    .contains(Topic.TARGETS);
        }
    }

    @Test
    void asksForNoGroupWhereJobsNameIt() {
        try (CheckedAccounts accounts = new CheckedAccounts(CheckedAccounts.DEVELOPMENT, false)) {
            accounts.group = "";

            Checklist checklist = accounts.check();

            assertThat(checklist.isGreen())
                    .as(String.join("\n", checklist.lines()))
                    .isTrue();
            assertThat(checklist.lines())
                    .contains("unknown  deployment group: not asked, since jobs name the application and the group.");
        }
    }

    @Test
    void tellsNoSecret() {
        try (CheckedAccounts accounts = new CheckedAccounts(CheckedAccounts.DEVELOPMENT, true)) {
            accounts.role().trust(accounts.role().trust().text().replace("StringEquals", "StringLike"));

            assertThat(String.join("\n", accounts.check().lines()))
                    .doesNotContain(
                            "3f1c8a2e-prod", accounts.aws().accessKey("jenkins").secret())
                    .doesNotContain(accounts.aws().sessions().stream()
                            .map(session -> session.key().secret())
                            .toArray(String[]::new));
        }
    }

    @Test
    void leavesNoSessionThatCanDoAnythingToWhoeverNeedsNone() {
        try (CheckedAccounts accounts = new CheckedAccounts(CheckedAccounts.DEVELOPMENT, false)) {
            accounts.role().trust(accounts.role().trust().text().replaceFirst(",\"Condition\":\\{[^}]*}}", ""));

            accounts.check();

            assertThat(accounts.aws().sessions())
                    .filteredOn(session -> session.externalId().isEmpty())
                    .isNotEmpty()
                    .allSatisfy(session -> assertThat(
                                    session.sessionPolicy().orElseThrow().text())
                            .contains("\"Deny\",\"Action\":[\"*\"]"));
        }
    }

    @Test
    void sortsAChecklistAndTellsTheWorstFirstAsNews() {
        Checklist checklist = new Checklist(
                "prod",
                List.of(
                        new CheckItem(Topic.GROUP, Status.WARNING, "old", "", "Mend it."),
                        new CheckItem(Topic.KEY, Status.FAILED, "gone\nforged: line", "kms:DescribeKey on k as me", ""),
                        new CheckItem(Topic.CALLER, Status.OK, "me", "", ""),
                        new CheckItem(Topic.CLOCK, Status.UNKNOWN, "no idea", "", "")));

        assertThat(checklist.isGreen()).isFalse();
        assertThat(checklist.worst()).isEqualTo(Status.FAILED);
        assertThat(checklist.summary()).isEqualTo("1 OK, 1 unknown, 1 WARNING, 1 FAILED");
        assertThat(checklist.lines())
                .containsExactly(
                        "OK       caller: me.",
                        "unknown  clock: no idea.",
                        "FAILED   KMS key: gone forged: line (kms:DescribeKey on k as me).",
                        "WARNING  deployment group: old. Mend it.");
        assertThat(checklist.news()).hasSize(2).first().asString().startsWith("FAILED");
        assertThat(new Checklist("prod", checklist.of(Status.UNKNOWN)).isGreen())
                .isTrue();
    }
}
