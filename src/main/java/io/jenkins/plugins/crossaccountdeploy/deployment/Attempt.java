package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import java.util.List;

/**
 * What the run asks of AWS, so that a refusal can be explained.
 *
 * @param failure what a failure means to the user: a sentence without its full stop
 * @param side whose credentials ask
 * @param action the IAM action, such as {@code codedeploy:CreateDeployment}
 * @param resource the ARN that a policy has to name
 */
record Attempt(String failure, Side side, String action, String resource) {

    /** Whose credentials ask. */
    enum Side {
        DEVELOPMENT,
        PRODUCTION
    }

    /** The statement that allows it. */
    Statement statement() {
        return new Statement(List.of(action), List.of(resource));
    }

    /** The attempts that an order can make. */
    static final class Of {

        private final Order order;

        Of(Order order) {
            this.order = order;
        }

        Attempt identify() {
            return new Attempt(
                    "The development credentials of environment '"
                            + order.environment().name() + "' are not accepted by AWS",
                    Side.DEVELOPMENT,
                    "sts:GetCallerIdentity",
                    "*");
        }

        Attempt assume() {
            return new Attempt(
                    "The role " + order.environment().role().name() + " cannot be assumed",
                    Side.DEVELOPMENT,
                    "sts:AssumeRole",
                    order.environment().role().arn());
        }

        Attempt write() {
            return new Attempt(
                    "The bundle cannot be written to s3://" + order.store().bucket(),
                    switch (order.store().owner()) {
                        case DEVELOPMENT -> Side.DEVELOPMENT;
                        case PRODUCTION -> Side.PRODUCTION;
                    },
                    "s3:PutObject",
                    order.objects());
        }

        Attempt register() {
            return onApplication("The revision cannot be registered", "RegisterApplicationRevision");
        }

        Attempt create() {
            return onGroup("The deployment cannot be created", "CreateDeployment");
        }

        Attempt describeGroup() {
            return onGroup("The deployment group cannot be looked at", "GetDeploymentGroup");
        }

        Attempt find() {
            return onGroup("Earlier deployments cannot be looked for", "ListDeployments");
        }

        Attempt watch(String deploymentId) {
            return onGroup("The deployment " + deploymentId + " cannot be watched", "GetDeployment");
        }

        Attempt stop(String deploymentId) {
            return new Attempt(
                    "The deployment " + deploymentId + " cannot be stopped",
                    Side.PRODUCTION,
                    "codedeploy:StopDeployment",
                    "*");
        }

        private Attempt onApplication(String failure, String action) {
            return new Attempt(
                    failure,
                    Side.PRODUCTION,
                    "codedeploy:" + action,
                    order.arn("application", order.target().application()));
        }

        private Attempt onGroup(String failure, String action) {
            return new Attempt(
                    failure,
                    Side.PRODUCTION,
                    "codedeploy:" + action,
                    order.arn(
                            "deploymentgroup",
                            order.target().application() + "/" + order.target().deploymentGroup()));
        }
    }
}
