package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.Function;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.LambdaService;
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

    /** Why the traffic cannot be shifted as the AppSpec says. A rollback undoes what there is. */
    Optional<ErrorInformation> refusal(Deployment deployment) {
        Map<String, String> shift = deployment.bundle().appSpec().resource();
        if (deployment.origin().rollsBack().isPresent()) {
            return Optional.empty();
        }
        String current = shift.getOrDefault("CurrentVersion", "");
        return function(deployment)
                .flatMap(function -> function.aliased(shift.getOrDefault("Alias", "")))
                .filter(actual -> !actual.equals(current) || current.equals(shift.get("TargetVersion")))
                .map(actual -> new ErrorInformation(
                        "INVALID_LAMBDA_CONFIGURATION",
                        actual.equals(current)
                                ? INVALID
                                : INVALID
                                        + " The Lambda function alias version does not match the current version in AppSpec"
                                        + " file."));
    }

    /** A deployment has succeeded. */
    void shift(Deployment deployment) {
        Map<String, String> shift = deployment.bundle().appSpec().resource();
        if (deployment.origin().rollsBack().isEmpty()) {
            function(deployment)
                    .ifPresent(function -> function.shifted(shift.get("Alias"), shift.get("TargetVersion")));
        }
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
