package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.EventStatus;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.Function;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.LambdaService;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The aliases of Lambda functions, whose traffic deployments shift. Of a function that is not simulated, nothing is known.
 *
 * @see <a href="https://github.com/aws/serverless-application-model/issues/291">How CodeDeploy words that versions do not
 *     match</a>
 */
record LambdaTraffic(LambdaService lambda) {

    private static final String INVALID =
            "The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing"
                    + " or has an invalid configuration.";

    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    /** Why the traffic cannot be shifted as the AppSpec says, or at all. A rollback undoes what there is. */
    Optional<ErrorInformation> refusal(Deployment deployment) {
        Map<String, String> shift = deployment.bundle().appSpec().resource();
        if (deployment.origin().rollsBack().isPresent()) {
            return Optional.empty();
        }
        String alias = shift.getOrDefault("Alias", "");
        String current = shift.getOrDefault("CurrentVersion", "");
        boolean isSplit = function(deployment)
                .filter(function -> !function.weights(alias).isEmpty())
                .isPresent();
        return function(deployment)
                .flatMap(function -> function.aliased(alias))
                .filter(actual -> isSplit || !actual.equals(current) || current.equals(shift.get("TargetVersion")))
                .map(actual -> new ErrorInformation(
                        "INVALID_LAMBDA_CONFIGURATION",
                        actual.equals(current)
                                ? INVALID
                                : INVALID
                                        + " The Lambda function alias version does not match the current version in AppSpec"
                                        + " file."));
    }

    /** A deployment is under way, or was until then. */
    void shift(Deployment deployment, DeploymentConfig config, long now) {
        long until = Math.min(now, deployment.timeline().interventions().stopped());
        double percent = shifting(deployment, until)
                .filter(event -> event.status() == EventStatus.InProgress)
                .flatMap(event -> config.routing()
                        .map(routing -> routing.weight(Duration.ofMillis(until - event.start()), FOREVER)))
                .orElse(0.0);
        if (percent > 0) {
            Map<String, String> shift = deployment.bundle().appSpec().resource();
            function(deployment)
                    .ifPresent(function -> function.split(shift.get("Alias"), shift.get("TargetVersion"), percent));
        }
    }

    /** A deployment has ended. One that was stopped leaves the traffic where it was then, until it is rolled back. */
    void settle(Deployment deployment, DeploymentConfig config) {
        Map<String, String> shift = deployment.bundle().appSpec().resource();
        boolean rollsBack = deployment.origin().rollsBack().isPresent();
        switch (deployment.timeline().finalStatus()) {
            case "Stopped" -> shift(deployment, config, deployment.timeline().completed());
            case "Succeeded" ->
                function(deployment).ifPresent(function -> {
                    if (rollsBack) {
                        function.unsplit(shift.get("Alias"));
                    } else {
                        function.shifted(shift.get("Alias"), shift.get("TargetVersion"));
                    }
                });
            default ->
                shifting(deployment, deployment.timeline().completed())
                        .flatMap(begun -> function(deployment))
                        .ifPresent(function -> function.unsplit(shift.get("Alias")));
        }
    }

    /** The event that shifts the traffic, if it has begun by then. A rollback never shifts any to what it deploys. */
    private static Optional<Timeline.Event> shifting(Deployment deployment, long now) {
        return deployment.origin().rollsBack().isPresent()
                ? Optional.empty()
                : deployment.timeline().events(0, now).stream()
                        .filter(event -> event.name().equals("AllowTraffic") && event.start() != Timeline.NEVER)
                        .findFirst();
    }

    private Optional<Function> function(Deployment deployment) {
        DeploymentGroup group = deployment.group();
        return group.kind() == Kind.LAMBDA
                ? lambda.find(
                        group.application().accountId(),
                        group.application().region(),
                        deployment.bundle().appSpec().resource().getOrDefault("Name", ""))
                : Optional.empty();
    }
}
