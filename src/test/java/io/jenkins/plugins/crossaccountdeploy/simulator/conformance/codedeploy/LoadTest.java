package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/** Large deployments, and many of them, stay cheap. */
class LoadTest {

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private Clients role;

    @BeforeEach
    void deployBefore() {
        aws.deployedBefore("CodeDeployDemo", "Prod", "x.zip");
        role = Clients.ofRole(aws);
    }

    @AfterEach
    void close() {
        role.close();
        aws.close();
    }

    @Test
    void tenThousandTargetsAreListedAndDescribedPageByPage() {
        aws.group("CodeDeployDemo", "Prod").instances(10_000).config("CodeDeployDefault.HalfAtATime");
        aws.nextDeployment().fails("i-00000000000000007", "AfterInstall", script());
        String id = create("Prod");
        aws.clock().advance(Duration.ofMinutes(5));

        List<String> targets = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            var page = role.codeDeploy()
                    .listDeploymentTargets(r -> r.deploymentId(id).nextToken(next));
            targets.addAll(page.targetIds());
            token = page.nextToken();
        } while (token != null);
        assertThat(targets).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(role.codeDeploy()
                        .getDeployment(r -> r.deploymentId(id))
                        .deploymentInfo()
                        .deploymentOverview()
                        .succeeded())
                .isEqualTo(9_999);
        List<DeploymentTarget> described = new ArrayList<>();
        for (int i = 0; i < 1_000; i += 25) {
            List<String> some = targets.subList(i, i + 25);
            described.addAll(role.codeDeploy()
                    .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds(some))
                    .deploymentTargets());
        }
        assertThat(described)
                .filteredOn(target -> target.instanceTarget().status() == TargetStatus.FAILED)
                .singleElement()
                .satisfies(
                        target -> assertThat(target.instanceTarget().targetId()).isEqualTo("i-00000000000000007"));
    }

    @Test
    void hundredsOfDeploymentsRunAtOnce() {
        var application = aws.application("CodeDeployDemo");
        var prod = application.group("Prod");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            application
                    .createGroup("Prod-" + i)
                    .instances(100)
                    .instanceRole(prod.instanceRole().orElseThrow());
            ids.add(create("Prod-" + i));
        }
        aws.clock().advance(Duration.ofMinutes(55));

        for (int i = 0; i < ids.size(); i += 25) {
            List<String> some = ids.subList(i, i + 25);
            assertThat(role.codeDeploy()
                            .batchGetDeployments(r -> r.deploymentIds(some))
                            .deploymentsInfo())
                    .hasSize(25)
                    .allMatch(info -> info.deploymentOverview().succeeded() == 100);
        }
    }

    private String create(String group) {
        return role.codeDeploy()
                .createDeployment(r -> r.applicationName("CodeDeployDemo")
                        .deploymentGroupName(group)
                        .revision(Clients.bundle("x.zip")))
                .deploymentId();
    }
}
