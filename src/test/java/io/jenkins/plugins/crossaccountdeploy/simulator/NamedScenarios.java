package io.jenkins.plugins.crossaccountdeploy.simulator;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import java.time.Duration;
import java.util.List;

/** The scenarios that the standalone simulator knows by name. Those that fail, fail in every deployment. */
public final class NamedScenarios {

    static final List<String> NAMES = List.of(
            "healthy",
            "slow-start",
            "hostile",
            "failing-hook",
            "rollback",
            "fifty-instances",
            "blue-green",
            "lambda",
            "ecs",
            "production-bucket");

    private NamedScenarios() {}

    static Scenario byName(String name) {
        return switch (name) {
            case "healthy" -> Scenario.twoAccounts();
            case "slow-start" -> Scenario.twoAccounts().with(NamedScenarios::startSlowly);
            case "hostile" ->
                Scenario.twoAccounts()
                        .with(aws -> aws.everyDeployment(plan -> {
                            plan.worded(words -> words.texts(HostileText::around))
                                    .says("All is well.");
                            failOnTheSecondInstance(plan);
                        }));
            case "failing-hook" -> Scenario.twoAccounts().with(NamedScenarios::failOnTheSecondInstance);
            case "rollback" ->
                Scenario.twoAccounts().with(aws -> {
                    aws.deployedBefore("CodeDeployDemo", "Prod", "revisions/last-good.zip");
                    aws.group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
                    failOnTheSecondInstance(aws);
                });
            case "fifty-instances" -> Scenario.twoAccounts().with(NamedScenarios::fiftyInstances);
            case "blue-green" -> Scenario.twoAccounts().with(NamedScenarios::blueGreen);
            case "production-bucket" -> Scenario.twoAccounts().with(NamedScenarios::productionBucket);
            case "lambda" -> Scenario.twoAccounts().with(NamedScenarios::lambda);
            case "ecs" -> Scenario.twoAccounts().with(NamedScenarios::ecs);
            default -> throw new IllegalArgumentException("There is no scenario " + name + "; known are " + NAMES);
        };
    }

    /** As a busy service does: deployments take seconds to start, and are not listed at once. */
    private static void startSlowly(Simulator aws) {
        aws.deploymentsStartAfter(Duration.ofSeconds(6));
        aws.consistency().listsAfter(Duration.ofSeconds(5));
    }

    private static void failOnTheSecondInstance(Simulator aws) {
        aws.everyDeployment(NamedScenarios::failOnTheSecondInstance);
    }

    private static void failOnTheSecondInstance(DeploymentPlan plan) {
        plan.fails(
                "i-0b2c3d4e",
                "AfterInstall",
                script().log("npm ERR! missing script: build").exit(1));
    }

    /** Ten at a time, until a hook has failed on more of them than may be missing; then all of it is rolled back. */
    private static void fiftyInstances(Simulator aws) {
        aws.createConfig(DeploymentConfig.server("Prod.TenAtATime", "HOST_COUNT", 40));
        DeploymentGroup prod = aws.group("CodeDeployDemo", "Prod");
        prod.instances(50).config("Prod.TenAtATime").rollsBackOn("DEPLOYMENT_FAILURE");
        aws.deployedBefore("CodeDeployDemo", "Prod", "revisions/last-good.zip");
        aws.everyDeployment(plan -> {
            plan.slower(4);
            prod.instances().stream()
                    .skip(14)
                    .limit(11)
                    .forEach(instance -> plan.fails(
                            instance,
                            "AfterInstall",
                            script("scripts/after_install.sh")
                                    .log("npm ERR! missing script: build")
                                    .exit(1)));
        });
    }

    private static void blueGreen(Simulator aws) {
        DeploymentGroup prod = aws.group("CodeDeployDemo", "Prod");
        aws.application("CodeDeployDemo")
                .createGroup("BlueGreen")
                .instances(prod.instances().toArray(String[]::new))
                .blueGreen("i-0d4e5f6a", "i-0e5f6a7b", "i-0f6a7b8c")
                .waitsForApproval(Duration.ofHours(1), false)
                .terminatesAfter(Duration.ofMinutes(5))
                .instanceRole(prod.instanceRole().orElseThrow())
                .serviceRole(prod.serviceRole().orElseThrow());
    }

    /** A bucket of the production account, which the role writes and the instances read without a bucket policy. */
    private static void productionBucket(Simulator aws) {
        aws.createBucket(TwoAccounts.PRODUCTION, "my-production-application", TwoAccounts.REGION);
        aws.production().role(TwoAccounts.ROLE).putPolicy("bundles", """
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Sid": "WriteBundles",
                              "Effect": "Allow",
                              "Action": ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"],
                              "Resource": "arn:aws:s3:::my-production-application/*"
                            },
                            {
                              "Sid": "FindBundles",
                              "Effect": "Allow",
                              "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:GetEncryptionConfiguration"],
                              "Resource": "arn:aws:s3:::my-production-application"
                            }
                          ]
                        }
                        """);
    }

    /** An application of Lambda, with its function and what the role needs to publish it. */
    public static void lambda(Simulator aws) {
        Application application =
                aws.createApplication(TwoAccounts.PRODUCTION, TwoAccounts.REGION, "CodeDeployDemo-Lambda", "Lambda");
        application
                .createGroup("Prod")
                .config("CodeDeployDefault.LambdaLinear10PercentEvery1Minute")
                .serviceRole(aws.production().role(TwoAccounts.SERVICE_ROLE));
        aws.createFunction(TwoAccounts.PRODUCTION, TwoAccounts.REGION, "checkout")
                .alias("live", 7)
                .changed();
        aws.production().role(TwoAccounts.ROLE).putPolicy("versions", """
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Sid": "Versions",
                              "Effect": "Allow",
                              "Action": ["lambda:PublishVersion", "lambda:GetAlias", "lambda:GetFunctionConfiguration"],
                              "Resource": [
                                "arn:aws:lambda:eu-west-1:222222222222:function:checkout",
                                "arn:aws:lambda:eu-west-1:222222222222:function:checkout:*"
                              ]
                            }
                          ]
                        }
                        """);
    }

    /** An application of ECS, with what the role needs to register task definitions. */
    public static void ecs(Simulator aws) {
        Application application =
                aws.createApplication(TwoAccounts.PRODUCTION, TwoAccounts.REGION, "CodeDeployDemo-ECS", "ECS");
        application
                .createGroup("Prod")
                .config("CodeDeployDefault.ECSCanary10Percent5Minutes")
                .ecsService("demo-cluster", "demo-service")
                .terminatesAfter(Duration.ofMinutes(5))
                .serviceRole(aws.production().role(TwoAccounts.SERVICE_ROLE));
        aws.production().role(TwoAccounts.ROLE).putPolicy("task-definitions", """
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Sid": "TaskDefinitions",
                              "Effect": "Allow",
                              "Action": "ecs:RegisterTaskDefinition",
                              "Resource": "*"
                            },
                            {
                              "Sid": "FindTaskDefinitions",
                              "Effect": "Allow",
                              "Action": "ecs:DescribeTaskDefinition",
                              "Resource": "*"
                            },
                            {
                              "Sid": "TaskRoles",
                              "Effect": "Allow",
                              "Action": "iam:PassRole",
                              "Resource": [
                                "arn:aws:iam::222222222222:role/shop-task",
                                "arn:aws:iam::222222222222:role/shop-execution"
                              ],
                              "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
                            }
                          ]
                        }
                        """);
    }
}
