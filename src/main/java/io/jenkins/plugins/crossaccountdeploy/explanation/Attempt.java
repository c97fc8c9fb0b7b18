package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.List;

/**
 * What the run asks of AWS, so that a refusal can be explained.
 *
 * @param failure what a failure means to the user: a sentence without its full stop
 * @param side whose credentials ask
 * @param action the IAM action, such as {@code codedeploy:CreateDeployment}
 * @param resource the ARN that a policy has to name
 */
public record Attempt(String failure, Side side, String action, String resource) {

    /** Whose credentials ask. */
    public enum Side {
        /** What Jenkins has, where it is traded for a session of the development account's role. */
        SOURCE,
        DEVELOPMENT,
        PRODUCTION
    }

    /** The statement that allows it. */
    public Statement statement() {
        return Statement.allow(List.of(action), List.of(resource));
    }

    /** The attempts that a request can make. */
    public static final class Of {

        private final DeploymentRequest request;

        Of(DeploymentRequest request) {
            this.request = request;
        }

        public Attempt identify() {
            return new Attempt(
                    "The development credentials of environment '"
                            + request.environment().name() + "' are not accepted by AWS",
                    Side.DEVELOPMENT,
                    "sts:GetCallerIdentity",
                    "*");
        }

        /**
         * Assumes the role of the development account.
         *
         * @param action by a key or by an ID token
         */
        public Attempt assumeSource(String action) {
            String arn = request.environment().sourceRoleArn();
            return new Attempt(
                    "The role " + arn.substring(arn.lastIndexOf('/') + 1)
                            + " of the development account cannot be assumed",
                    Side.SOURCE,
                    action,
                    arn);
        }

        public Attempt assume() {
            return new Attempt(
                    "The role " + request.environment().role().name() + " cannot be assumed",
                    Side.DEVELOPMENT,
                    "sts:AssumeRole",
                    request.environment().role().arn());
        }

        public Attempt write() {
            return onObjects(
                    "The bundle cannot be written to s3://" + request.store().bucket(), "PutObject");
        }

        public Attempt look() {
            return onObjects("The bundle in s3://" + request.store().bucket() + " cannot be looked at", "GetObject");
        }

        public Attempt abortUpload() {
            return onObjects(
                    "The unfinished upload in s3://" + request.store().bucket() + " cannot be removed",
                    "AbortMultipartUpload");
        }

        private Attempt onObjects(String failure, String action) {
            return new Attempt(
                    failure,
                    switch (request.store().owner()) {
                        case DEVELOPMENT, THIRD -> Side.DEVELOPMENT;
                        case PRODUCTION -> Side.PRODUCTION;
                    },
                    "s3:" + action,
                    request.objects());
        }

        public Attempt register() {
            return onApplication("The revision cannot be registered", "RegisterApplicationRevision");
        }

        public Attempt registerTaskDefinition(String family) {
            return inProduction(
                    "The task definition '" + family + "' cannot be registered", "ecs:RegisterTaskDefinition", "*");
        }

        public Attempt findTaskDefinition(String family) {
            return inProduction(
                    "The task definition '" + family + "' cannot be looked at", "ecs:DescribeTaskDefinition", "*");
        }

        /** @param action such as {@code PublishVersion} */
        public Attempt onFunction(String action, String function) {
            return inProduction(
                    "The version of Lambda function '" + function + "' cannot be published",
                    "lambda:" + action,
                    functionArn(function));
        }

        public Attempt lookAtAlias(String function) {
            return inProduction(
                    "The alias of Lambda function '" + function + "' cannot be looked at",
                    "lambda:GetAlias",
                    functionArn(function));
        }

        private String functionArn(String function) {
            return request.environment().arnOf("lambda") + ":function:" + function;
        }

        private static Attempt inProduction(String failure, String action, String resource) {
            return new Attempt(failure, Side.PRODUCTION, action, resource);
        }

        public Attempt create() {
            return onGroup("The deployment cannot be created", "CreateDeployment");
        }

        public Attempt describeGroup() {
            return onGroup("The deployment group cannot be looked at", "GetDeploymentGroup");
        }

        public Attempt find() {
            return onGroup("Earlier deployments cannot be looked for", "ListDeployments");
        }

        public Attempt watch(String deploymentId) {
            return onGroup("The deployment " + deploymentId + " cannot be watched", "GetDeployment");
        }

        /** Looks up a deployment that was begun before. */
        public Attempt takeUp(String deploymentId) {
            return onGroup("The deployment " + deploymentId + " cannot be looked up", "GetDeployment");
        }

        public Attempt listTargets(String deploymentId) {
            return onTargets(deploymentId, "ListDeploymentTargets");
        }

        public Attempt describeTargets(String deploymentId) {
            return onTargets(deploymentId, "BatchGetDeploymentTargets");
        }

        private static Attempt onTargets(String deploymentId, String action) {
            return new Attempt(
                    "The targets of deployment " + deploymentId + " cannot be watched",
                    Side.PRODUCTION,
                    "codedeploy:" + action,
                    "*");
        }

        public Attempt stop(String deploymentId) {
            return new Attempt(
                    "The deployment " + deploymentId + " cannot be stopped",
                    Side.PRODUCTION,
                    "codedeploy:StopDeployment",
                    "*");
        }

        public Attempt proceed(String deploymentId) {
            return new Attempt(
                    "The deployment " + deploymentId + " cannot be continued",
                    Side.PRODUCTION,
                    "codedeploy:ContinueDeployment",
                    "*");
        }

        private Attempt onApplication(String failure, String action) {
            return new Attempt(
                    failure,
                    Side.PRODUCTION,
                    "codedeploy:" + action,
                    request.arn("application", request.target().application()));
        }

        private Attempt onGroup(String failure, String action) {
            return new Attempt(
                    failure,
                    Side.PRODUCTION,
                    "codedeploy:" + action,
                    request.arn(
                            "deploymentgroup",
                            request.target().application() + "/"
                                    + request.target().deploymentGroup()));
        }
    }
}
