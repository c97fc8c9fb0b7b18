package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.DEVELOPMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is answered to whatever is asked, a check says so in lines. */
@Timeout(120)
class HostileAnswersTest {

    private static final Map<String, Function<Faults.Rule, Faults.Fault>> ANSWERS = Map.of(
            "nonsense", Faults.Rule::malformed,
            "nothing at all", rule -> rule.rewrite(body -> ""),
            "a page", rule -> rule.rewrite(body -> "<html><body>Sign in</body></html>"),
            "null", rule -> rule.rewrite(body -> "null"),
            "404", rule -> rule.bareStatus(404),
            "405", rule -> rule.bareStatus(405),
            "500", rule -> rule.bareStatus(500),
            "a firewall's page", Faults.Rule::firewall,
            "a cut connection", Faults.Rule::cutAfter,
            "an expired token", Faults.Rule::expiredToken);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STS.GetCallerIdentity",
                "STS.AssumeRole",
                "S3.HeadBucket",
                "S3.GetBucketPolicy",
                "S3.GetPublicAccessBlock",
                "S3.GetBucketVersioning",
                "S3.GetBucketEncryption",
                "KMS.DescribeKey",
                "KMS.GetKeyPolicy",
                "CodeDeploy.GetDeploymentGroup"
            })
    void isALine(String operation) {
        try (CheckedAccounts accounts = new CheckedAccounts(DEVELOPMENT, true)) {
            accounts.limits = new Preflight.Limits(Duration.ofSeconds(10), Duration.ofSeconds(30));
            if (operation.equals("S3.GetBucketEncryption")) {
                accounts.kmsKeyArn = "";
            }
            ANSWERS.forEach((name, answer) -> {
                Faults.Fault fault =
                        answer.apply(accounts.aws().faults().on(operation).always());

                List<String> lines = accounts.check().lines();

                assertThat(lines)
                        .as(name)
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(line)
                                .doesNotContain("\n", "\tat ", "NullPointer", "Cannot invoke", "ParseE", "java.lang")
                                .endsWith("."));
                fault.end();
            });
        }
    }
}
