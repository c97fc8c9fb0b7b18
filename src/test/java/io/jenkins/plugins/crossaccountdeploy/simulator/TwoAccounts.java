package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Account;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;

/**
 * The everyday scenario: Jenkins' user and the bucket in a development account, the role, the application and the instances
 * in a production account. Every statement of every policy has a Sid, so that a test can take it away.
 */
public final class TwoAccounts {

    public static final String DEVELOPMENT = "111111111111";
    public static final String PRODUCTION = "222222222222";
    public static final String REGION = "eu-west-1";
    public static final String USER = "deployer";
    public static final String BUCKET = "my-demo-application";
    public static final String ROLE = "CrossAccountRole";
    public static final String INSTANCE_ROLE = "CodeDeployDemo-EC2";
    public static final String SERVICE_ROLE = "CodeDeployServiceRole";
    public static final String EXTERNAL_ID = "3f1c8a2e-prod";
    public static final String APPLICATION = "CodeDeployDemo";
    public static final String GROUP = "Prod";

    /** An AppSpec for the Lambda function of the scenario {@code lambda}. */
    public static final String FUNCTION_APP_SPEC = """
            version: 0.0
            Resources:
              - checkout:
                  Type: AWS::Lambda::Function
                  Properties:
                    Name: checkout
                    Alias: live
                    CurrentVersion: "7"
                    TargetVersion: "8"
            Hooks:
              - BeforeAllowTraffic: smoke-test
            """;

    /** An AppSpec for the ECS service of the scenario {@code ecs}. */
    public static final String SERVICE_APP_SPEC = """
            version: 0.0
            Resources:
              - TargetService:
                  Type: AWS::ECS::Service
                  Properties:
                    TaskDefinition: "arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:8"
                    LoadBalancerInfo:
                      ContainerName: shop
                      ContainerPort: 80
            """;

    private static final String USER_POLICY = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "WriteBundles",
                  "Effect": "Allow",
                  "Action": ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"],
                  "Resource": "arn:aws:s3:::my-demo-application/*"
                },
                {
                  "Sid": "TagBundles",
                  "Effect": "Allow",
                  "Action": "s3:PutObjectTagging",
                  "Resource": "arn:aws:s3:::my-demo-application/*"
                },
                {
                  "Sid": "FindBundles",
                  "Effect": "Allow",
                  "Action": ["s3:ListBucket", "s3:GetBucketLocation", "s3:GetEncryptionConfiguration"],
                  "Resource": "arn:aws:s3:::my-demo-application"
                },
                {
                  "Sid": "AssumeRole",
                  "Effect": "Allow",
                  "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
                  "Resource": "arn:aws:iam::222222222222:role/CrossAccountRole"
                }
              ]
            }
            """;

    private static final String BUCKET_POLICY = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "InstancesRead",
                  "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::222222222222:role/CodeDeployDemo-EC2"},
                  "Action": ["s3:Get*", "s3:List*"],
                  "Resource": "arn:aws:s3:::my-demo-application/*"
                },
                {
                  "Sid": "ServiceReads",
                  "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::222222222222:role/CodeDeployServiceRole"},
                  "Action": "s3:Get*",
                  "Resource": "arn:aws:s3:::my-demo-application/*"
                }
              ]
            }
            """;

    private static final String TRUST = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "Assume",
                  "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::111111111111:user/deployer"},
                  "Action": "sts:AssumeRole",
                  "Condition": {"StringEquals": {"sts:ExternalId": "3f1c8a2e-prod"}}
                },
                {
                  "Sid": "Describe",
                  "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::111111111111:user/deployer"},
                  "Action": ["sts:TagSession", "sts:SetSourceIdentity"]
                }
              ]
            }
            """;

    private static final String ROLE_POLICY = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "Revisions",
                  "Effect": "Allow",
                  "Action": ["codedeploy:RegisterApplicationRevision", "codedeploy:GetApplicationRevision"],
                  "Resource": "arn:aws:codedeploy:eu-west-1:222222222222:application:CodeDeployDemo*"
                },
                {
                  "Sid": "Deployments",
                  "Effect": "Allow",
                  "Action": ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
                  "Resource": "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:CodeDeployDemo*"
                },
                {
                  "Sid": "Configs",
                  "Effect": "Allow",
                  "Action": "codedeploy:GetDeploymentConfig",
                  "Resource": "arn:aws:codedeploy:eu-west-1:222222222222:deploymentconfig:*"
                },
                {
                  "Sid": "Groups",
                  "Effect": "Allow",
                  "Action": [
                    "codedeploy:GetDeploymentGroup",
                    "codedeploy:ListDeployments",
                    "codedeploy:BatchGetDeployments"
                  ],
                  "Resource": "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:CodeDeployDemo*"
                },
                {
                  "Sid": "Targets",
                  "Effect": "Allow",
                  "Action": [
                    "codedeploy:ListDeploymentTargets",
                    "codedeploy:BatchGetDeploymentTargets",
                    "codedeploy:GetDeploymentTarget"
                  ],
                  "Resource": "*"
                },
                {
                  "Sid": "Control",
                  "Effect": "Allow",
                  "Action": ["codedeploy:StopDeployment", "codedeploy:ContinueDeployment"],
                  "Resource": "*"
                }
              ]
            }
            """;

    private static final String READ_BUNDLES = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Sid": "ReadBundles",
                  "Effect": "Allow",
                  "Action": ["s3:Get*", "s3:List*"],
                  "Resource": "*"
                }
              ]
            }
            """;

    private TwoAccounts() {}

    /** A policy that lets an AWS service assume a role. */
    static String trustOf(String service) {
        return """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}
                  ]
                }
                """.formatted(service);
    }

    static void setUp(Simulator aws) {
        Account development = aws.createAccount(DEVELOPMENT);
        User user = development.createUser(USER);
        user.putPolicy("deploy", USER_POLICY);
        Bucket bucket = aws.createBucket(DEVELOPMENT, BUCKET, REGION);
        bucket.policy(BUCKET_POLICY);

        Account production = aws.createAccount(PRODUCTION);
        Role role = production.createRole(ROLE, TRUST);
        role.putPolicy("deploy", ROLE_POLICY);
        Role instanceRole = production.createRole(INSTANCE_ROLE, trustOf("ec2.amazonaws.com"));
        instanceRole.putPolicy("bundles", READ_BUNDLES);
        Role serviceRole = production.createRole(SERVICE_ROLE, trustOf("codedeploy.amazonaws.com"));
        serviceRole.putPolicy("bundles", READ_BUNDLES);

        Application application = aws.createApplication(PRODUCTION, REGION, APPLICATION, "Server");
        application
                .createGroup(GROUP)
                .instances("i-0a1b2c3d", "i-0b2c3d4e", "i-0c3d4e5f")
                .instanceRole(instanceRole)
                .serviceRole(serviceRole);
    }
}
