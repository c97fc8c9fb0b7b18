package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.MinimalBundle;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;

/** Two accounts with a bundle, and a client with the role of the production account. */
abstract class CodeDeployFixture {

    static final String APP_SPEC = """
            version: 0.0
            os: linux
            files:
              - source: /
                destination: /srv/demo
            hooks:
              AfterInstall:
                - location: scripts/after_install.sh
                  timeout: 60
            """;

    final Simulator aws = Simulator.start(Scenario.twoAccounts());
    final Clients user = Clients.ofUser(aws);
    final Clients role = Clients.ofRole(aws);

    @BeforeEach
    void upload() {
        put("demo.zip", "appspec.yml", APP_SPEC, "scripts/after_install.sh", "#!/bin/sh\n");
    }

    @AfterEach
    void close() {
        user.close();
        role.close();
        aws.close();
    }

    /** Puts a bundle of those files there, each a name and a content. */
    void put(String key, String... files) {
        user.s3()
                .putObject(r -> r.bucket(TwoAccounts.BUCKET).key(key), RequestBody.fromBytes(MinimalBundle.zip(files)));
    }

    CodeDeployClient codeDeploy() {
        return role.codeDeploy();
    }

    String create() {
        return create(r -> {});
    }

    String create(Consumer<CreateDeploymentRequest.Builder> change) {
        return codeDeploy()
                .createDeployment(r -> {
                    r.applicationName(TwoAccounts.APPLICATION)
                            .deploymentGroupName(TwoAccounts.GROUP)
                            .revision(Clients.bundle("demo.zip"));
                    change.accept(r);
                })
                .deploymentId();
    }

    String create(String key) {
        return create(r -> r.description("Deployed by a test").revision(Clients.bundle(key)));
    }

    DeploymentInfo info(String id) {
        return codeDeploy().getDeployment(r -> r.deploymentId(id)).deploymentInfo();
    }

    String status(String id) {
        return info(id).statusAsString();
    }

    List<String> listed() {
        return codeDeploy()
                .listDeployments(r -> r.applicationName(TwoAccounts.APPLICATION).deploymentGroupName(TwoAccounts.GROUP))
                .deployments();
    }

    List<String> targets(String id) {
        return codeDeploy().listDeploymentTargets(r -> r.deploymentId(id)).targetIds();
    }

    List<LifecycleEvent> events(String id, String target) {
        return codeDeploy()
                .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds(target))
                .deploymentTargets()
                .get(0)
                .instanceTarget()
                .lifecycleEvents();
    }

    /** The events of a target, each with its status. */
    List<String> statuses(String id, String target) {
        return events(id, target).stream()
                .map(event -> event.lifecycleEventName() + " " + event.statusAsString())
                .toList();
    }

    void advance(Duration time) {
        aws.clock().advance(time);
    }

    static AwsErrorDetails error(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(AwsServiceException.class, call).awsErrorDetails();
    }

    static String code(ThrowingCallable call) {
        return error(call).errorCode();
    }
}
