package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.request.ReplacementInstances;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which instances of a blue/green deployment the traffic goes to, where the job says it. */
class ReplacementInstancesTest extends InTwoAccounts {

    @BeforeEach
    void haveReplacements() {
        harness.aws()
                .group("CodeDeployDemo", "Prod")
                .blueGreen("i-web-prod", "i-api-prod", "i-web-test", "i-db-prod")
                .tags("i-web-prod", "Name=web", "Stage=prod")
                .tags("i-api-prod", "Name=api", "Stage=prod")
                .tags("i-web-test", "Name=web", "Stage=test")
                .tags("i-db-prod", "Name=db", "Stage=prod");
    }

    private DeploymentRequest to(String... instances) {
        return RunHarness.with(harness.request(), new Rules("", "", false, false, false, false, List.of(instances)));
    }

    private List<String> replacements(String... instances) throws InterruptedException {
        Result result = harness.run(to(instances));
        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        return harness.deployment().targets().stream()
                .filter(id -> id.startsWith("i-web") || id.startsWith("i-api") || id.startsWith("i-db"))
                .toList();
    }

    @Test
    void haveOneOfTheTags() throws Exception {
        assertThat(replacements("Name=api", "Stage=test")).containsExactly("i-api-prod", "i-web-test");
    }

    @Test
    void haveOneTagOfEachGroup() throws Exception {
        assertThat(replacements("Name=web", "Name=api", "&Stage=prod")).containsExactly("i-web-prod", "i-api-prod");
        assertThat(replacements("Name=web", "& Stage=test", "Stage=qa")).containsExactly("i-web-test");
    }

    @Test
    void haveTheTagsOfTheOnlyGroupHoweverItBegins() throws Exception {
        assertThat(replacements("&Name=api")).containsExactly("i-api-prod");
        assertThat(new ReplacementInstances(List.of(), List.of("web")))
                .isEqualTo(ReplacementInstances.of(List.of("asg:web")));
    }

    @Test
    void mayBeOfAutoScalingGroupsWhereverTheyAreNamed() {
        assertThat(ReplacementInstances.of(List.of("Name=web", "asg:blue", "&Stage=prod", "asg:green", "Stage=qa")))
                .isEqualTo(new ReplacementInstances(
                        List.of(List.of("Name=web"), List.of("Stage=prod", "Stage=qa")), List.of("blue", "green")));
    }

    @Test
    void areAsManyGroupsAndTagsAsCodeDeployTakes() {
        List<String> most = Stream.of("", "&", "&")
                .flatMap(prefix -> IntStream.range(0, 10).mapToObj(i -> (i == 0 ? prefix : "") + "Name=" + i))
                .toList();
        assertThat(ReplacementInstances.of(most).excess()).isEmpty();
        assertThat(ReplacementInstances.of(Stream.concat(most.stream(), Stream.of("Name=10"))
                                .toList())
                        .excess())
                .hasValueSatisfying(text -> assertThat(text).contains("a group of 11 tags", "10 at most"));
        assertThat(ReplacementInstances.of(List.of("A=1", "&B=1", "&C=1", "&D=1"))
                        .excess())
                .hasValueSatisfying(text -> assertThat(text).contains("4 groups of tags", "3 at most"));
    }
}
