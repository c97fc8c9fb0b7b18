package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.Conduct;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run deploys with the policies of the published walkthroughs, word for word but for the ARNs in their placeholders: what
 * they do not allow it does without.
 */
class PublishedSetupsTest {

    private static final String PRODUCTION_BUCKET = "my-production-application";

    private static final String NO_LOOKING_BACK =
            "[prod] note    s3:GetObject is not allowed on the bucket: an unchanged bundle is sent again each time";
    private static final String NO_GROUP = "[prod] note    role CrossAccountRole lacks codedeploy:GetDeploymentGroup:"
            + " whether the group exists shows when it is deployed to";
    private static final String NO_TARGETS =
            "[prod] note    role CrossAccountRole lacks codedeploy:ListDeploymentTargets and"
                    + " codedeploy:BatchGetDeploymentTargets: counts are told instead of events";

    @TempDir
    Path workspace;

    private Rig rig;

    @BeforeEach
    void startWithoutPolicies() {
        // The scenario has the production bucket besides all that the others need.
        rig = new Rig(workspace, Scenario.named("production-bucket")).withApplication();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /** The order of an environment that has no external ID, since none of the walkthroughs has one. */
    private Order order() {
        Order order = rig.order();
        return Rig.with(order, new Role(order.environment().role().arn(), "", Role.DEFAULT_DURATION, false, false));
    }

    private static Order into(Order order, String bucket, Store.Owner owner, String kmsKeyArn) {
        return Rig.with(order, new Store(bucket, owner, "revisions", kmsKeyArn));
    }

    /** As if somebody had tested the revision before: it is in the bucket, whoever put it there. */
    private S3Revision uploaded(Store store) throws InterruptedException {
        Conduct dryRun = new Conduct(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL);
        Result result = rig.run(Rig.with(Rig.with(rig.order(), store), dryRun));
        assertThat(result.outcome()).isEqualTo(Outcome.CHECKED);
        return (S3Revision) result.revision().orElseThrow();
    }

    private void dropAllPolicies() {
        rig.aws().bucket(TwoAccounts.BUCKET).removePolicy();
        user().removePolicy("deploy");
        role().removePolicy("deploy");
        role().removePolicy("bundles");
        instanceRole().removePolicy("bundles");
    }

    private List<String> notes() {
        return rig.console().stream()
                .filter(line -> line.startsWith("[prod] note"))
                .toList();
    }

    private void assertDeployed(Result result) {
        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.console()).contains("[prod] 3 targets: 3 succeeded");
    }

    private User user() {
        return rig.aws().development().user(TwoAccounts.USER);
    }

    private io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role role() {
        return rig.aws().production().role(TwoAccounts.ROLE);
    }

    private io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role instanceRole() {
        return rig.aws().production().role(TwoAccounts.INSTANCE_ROLE);
    }

    // ---- AWS DevOps Blog: Deploying from a Development Account to a Production Account

    private void followTheBlog() {
        dropAllPolicies();
        role().trust(TRUST_IN_THE_ACCOUNT);
        role().putPolicy("AmazonS3FullAccess", S3_FULL_ACCESS);
        role().putPolicy("AWSCodeDeployDeployerAccess", DEPLOYER_ACCESS);
        instanceRole().putPolicy("CodeDeployDemo-EC2-Permissions", INSTANCE_PROFILE);
        rig.aws().bucket(TwoAccounts.BUCKET).policy("""
                        {
                          "Version": "2012-10-17",
                            "Statement": [
                              {
                                "Sid": "Example permissions",
                                "Effect": "Allow",
                                "Principal": {
                                "AWS": "arn:aws:iam::222222222222:role/CodeDeployDemo-EC2"
                              },
                             "Action": [
                             "s3:List*",
                             "s3:Get*"
                             ],
                            "Resource": "arn:aws:s3:::my-demo-application/*"
                            }
                          ]
                        }
                        """);
        user().putPolicy("switch", """
                        {
                          "Version": "2012-10-17",
                            "Statement": {
                            "Effect": "Allow",
                            "Action": "sts:AssumeRole",
                            "Resource": "arn:aws:iam::222222222222:role/CrossAccountRole"
                          }
                        }
                        """);
    }

    @Test
    void thoseOfTheBlogDeployTheRevisionThatWasTested() throws InterruptedException {
        S3Revision tested = uploaded(rig.order().store());
        followTheBlog();

        assertDeployed(rig.run(Rig.with(order(), new Order.Existing(tested))));

        assertThat(notes()).noneMatch(note -> note.contains("lacks"));
    }

    @Test
    void thoseOfTheBlogDeployTheWorkspaceOnceTheUserMayUpload() throws InterruptedException {
        followTheBlog();
        user().putPolicy("upload", CODESHIP_S3);

        assertDeployed(rig.run(order()));

        assertThat(notes()).containsExactly(NO_LOOKING_BACK);
        assertThat(rig.console()).anyMatch(line -> line.contains("i-0c3d4e5f  AfterInstall      Succeeded"));
    }

    // ---- CodeDeploy user guide: Deploy an application in a different AWS account

    private void followTheGuide() {
        dropAllPolicies();
        role().trust(TRUST_IN_THE_ACCOUNT);
        role().putPolicy("AWSCodeDeployDeployerAccess", DEPLOYER_ACCESS);
        instanceRole().putPolicy("CodeDeployDemo-EC2-Permissions", INSTANCE_PROFILE);
        user().putPolicy("switch", ASSUME_ROLE);
    }

    @Test
    void thoseOfTheGuideDeployFromABucketOfTheDevelopmentAccount() throws InterruptedException {
        followTheGuide();
        role().putPolicy("AmazonS3FullAccess", S3_FULL_ACCESS);
        rig.aws().bucket(TwoAccounts.BUCKET).policy("""
                        {
                           "Version": "2012-10-17",
                           "Statement": [
                              {
                                 "Sid": "Cross-account permissions",
                                 "Effect": "Allow",
                                 "Principal": {
                                    "AWS": "arn:aws:iam::222222222222:role/CodeDeployDemo-EC2"
                                 },
                                 "Action": [
                                    "s3:Get*",
                                    "s3:List*"
                                 ],
                                 "Resource": [
                                    "arn:aws:s3:::my-demo-application/*"
                                 ]
                              }
                           ]
                        }
                        """);
        user().putPolicy("upload", CODESHIP_S3);

        assertDeployed(rig.run(order()));

        assertThat(notes()).containsExactly(NO_LOOKING_BACK);
    }

    @Test
    void thoseOfTheGuideDeployFromABucketOfTheProductionAccount() throws InterruptedException {
        followTheGuide();
        role().putPolicy("AmazonS3FullAccess", S3_FULL_ACCESS);
        Order order = into(order(), PRODUCTION_BUCKET, Store.Owner.PRODUCTION, "");

        assertDeployed(rig.run(order));
        assertDeployed(rig.run(order));

        assertThat(notes()).isEmpty();
        assertThat(rig.console()).anyMatch(line -> line.contains("unchanged, not sent again"));
    }

    @Test
    void thoseOfTheGuideDeployWhatIsInABucketOfTheProductionAccountWithoutAnyRightToIt() throws InterruptedException {
        Store store = new Store(PRODUCTION_BUCKET, Store.Owner.PRODUCTION, "revisions", "");
        S3Revision tested = uploaded(store);
        followTheGuide();

        assertDeployed(rig.run(Rig.with(Rig.with(order(), store), new Order.Existing(tested))));
    }

    // ---- CodePipeline user guide: a pipeline that uses resources from another AWS account

    /** @return the ARN of the key */
    private String followThePipelineGuide() {
        dropAllPolicies();
        String key = rig.aws()
                .createKey(
                        TwoAccounts.DEVELOPMENT, TwoAccounts.REGION, "2222222-3333333-4444-556677EXAMPLE", KEY_POLICY)
                .arn();
        rig.aws().bucket(TwoAccounts.BUCKET).policy(PIPELINE_BUCKET);
        role().trust("""
                        {
                          "Version": "2012-10-17",
                          "Statement": [
                            {
                              "Effect": "Allow",
                              "Principal": {"AWS": "arn:aws:iam::111111111111:user/deployer"},
                              "Action": "sts:AssumeRole"
                            }
                          ]
                        }
                        """);
        role().putPolicy("codedeploy", PIPELINE_CODEDEPLOY);
        role().putPolicy("artifacts", PIPELINE_ROLE_S3);
        instanceRole().putPolicy("bucket", PIPELINE_INSTANCE_S3);
        instanceRole().putPolicy("key", PIPELINE_INSTANCE_KEY.formatted(key));
        user().putPolicy("switch", """
                        {
                          "Version": "2012-10-17",
                          "Statement": {
                            "Effect": "Allow",
                            "Action": "sts:AssumeRole",
                            "Resource": ["arn:aws:iam::222222222222:role/*"]
                          }
                        }
                        """);
        user().putPolicy("upload", CODESHIP_S3);
        return key;
    }

    @Test
    void thoseOfThePipelineGuideDeployAnEncryptedBundle() throws InterruptedException {
        String key = followThePipelineGuide();

        assertDeployed(rig.run(into(order(), TwoAccounts.BUCKET, Store.Owner.DEVELOPMENT, key)));

        assertThat(notes()).containsExactly(NO_GROUP, NO_LOOKING_BACK, NO_TARGETS);
    }

    @Test
    void thoseOfThePipelineGuideDeployAnEncryptedBundleThatIsSentInParts() throws InterruptedException {
        String key = followThePipelineGuide();
        rig.file("big.txt", incompressible(20_000_000));

        assertDeployed(rig.run(into(order(), TwoAccounts.BUCKET, Store.Owner.DEVELOPMENT, key)));
    }

    @Test
    void anEncryptedBucketWithoutAKeyInTheEnvironmentRefusesTheBundle() throws InterruptedException {
        followThePipelineGuide();

        Result result = rig.run(order());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .startsWith("The bundle cannot be written to s3://my-demo-application.")
                .contains("user/deployer", "s3:PutObject", "explicit deny");
    }

    @Test
    void aFailureIsToldWithoutTheEventsToo() throws InterruptedException {
        String key = followThePipelineGuide();
        rig.aws().nextDeployment().failsEverywhere("AfterInstall", script().exit(1));

        Result result = rig.run(into(order(), TwoAccounts.BUCKET, Store.Owner.DEVELOPMENT, key));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(rig.console()).contains("[prod] 3 targets: 1 failed, 2 skipped");
        assertThat(result.error()).contains("HEALTH_CONSTRAINTS");
    }

    private static String incompressible(int length) {
        return new Random(1)
                .ints(length, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    // ---- Codeship: Deploy to AWS CodeDeploy

    @Test
    void thoseOfTheBuildServiceAreEnough() throws InterruptedException {
        dropAllPolicies();
        role().trust(TRUST_IN_THE_ACCOUNT);
        role().putPolicy("codedeploy", CODESHIP_CODEDEPLOY);
        instanceRole().putPolicy("CodeDeployDemo-EC2-Permissions", INSTANCE_PROFILE);
        rig.aws().bucket(TwoAccounts.BUCKET).policy(INSTANCES_READ);
        user().putPolicy("switch", ASSUME_ROLE);
        user().putPolicy("upload", CODESHIP_S3);

        assertDeployed(rig.run(order()));

        assertThat(notes()).containsExactly(NO_GROUP, NO_LOOKING_BACK, NO_TARGETS);
    }

    // ---- the documents

    /** What the wizard "Role for Cross-Account Access" writes for the ID of the development account. */
    private static final String TRUST_IN_THE_ACCOUNT = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                  "Action": "sts:AssumeRole"
                }
              ]
            }
            """;

    private static final String ASSUME_ROLE = """
            {
              "Version": "2012-10-17",
              "Statement": {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Resource": "arn:aws:iam::222222222222:role/CrossAccountRole"
              }
            }
            """;

    private static final String S3_FULL_ACCESS = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": ["s3:*", "s3-object-lambda:*"],
                  "Resource": "*"
                }
              ]
            }
            """;

    /** The statement of AWSCodeDeployDeployerAccess about CodeDeploy; the others are about notifications. */
    private static final String DEPLOYER_ACCESS = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Action": [
                    "codedeploy:Batch*",
                    "codedeploy:CreateDeployment",
                    "codedeploy:Get*",
                    "codedeploy:List*",
                    "codedeploy:RegisterApplicationRevision"
                  ],
                  "Effect": "Allow",
                  "Resource": "*"
                }
              ]
            }
            """;

    /** CodeDeploy user guide: create an IAM instance profile. */
    private static final String INSTANCE_PROFILE = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Action": [
                    "s3:Get*",
                    "s3:List*"
                  ],
                  "Effect": "Allow",
                  "Resource": "*"
                }
              ]
            }
            """;

    private static final String INSTANCES_READ = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::222222222222:role/CodeDeployDemo-EC2"},
                  "Action": ["s3:Get*", "s3:List*"],
                  "Resource": "arn:aws:s3:::my-demo-application/*"
                }
              ]
            }
            """;

    /** What the console writes when the deployer and the other account are chosen as users of the key. */
    private static final String KEY_POLICY = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {"Sid": "Enable IAM User Permissions", "Effect": "Allow",
                 "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                 "Action": "kms:*", "Resource": "*"},
                {"Sid": "Allow use of the key", "Effect": "Allow",
                 "Principal": {"AWS": ["arn:aws:iam::111111111111:user/deployer", "arn:aws:iam::222222222222:root"]},
                 "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                 "Resource": "*"}
              ]
            }
            """;

    private static final String PIPELINE_BUCKET = """
            {
              "Version": "2012-10-17",
              "Id": "SSEAndSSLPolicy",
              "Statement": [
                {
                  "Sid": "DenyUnEncryptedObjectUploads",
                  "Effect": "Deny",
                  "Principal": "*",
                  "Action": "s3:PutObject",
                  "Resource": "arn:aws:s3:::my-demo-application/*",
                  "Condition": {
                    "StringNotEquals": {
                      "s3:x-amz-server-side-encryption": "aws:kms"
                    }
                  }
                },
                {
                  "Sid": "DenyInsecureConnections",
                  "Effect": "Deny",
                  "Principal": "*",
                  "Action": "s3:*",
                  "Resource": "arn:aws:s3:::my-demo-application/*",
                  "Condition": {
                    "Bool": {
                      "aws:SecureTransport": false
                    }
                  }
                },
                {
                  "Sid": "",
                  "Effect": "Allow",
                  "Principal": {
                    "AWS": "arn:aws:iam::222222222222:root"
                  },
                  "Action": [
                    "s3:Get*",
                    "s3:Put*"
                  ],
                  "Resource": "arn:aws:s3:::my-demo-application/*"
                },
                {
                  "Sid": "",
                  "Effect": "Allow",
                  "Principal": {
                    "AWS": "arn:aws:iam::222222222222:root"
                  },
                  "Action": "s3:ListBucket",
                  "Resource": "arn:aws:s3:::my-demo-application"
                }
              ]
            }
            """;

    private static final String PIPELINE_INSTANCE_S3 = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": ["s3:Get*"],
                  "Resource": ["arn:aws:s3:::my-demo-application/*"]
                },
                {
                  "Effect": "Allow",
                  "Action": ["s3:ListBucket"],
                  "Resource": ["arn:aws:s3:::my-demo-application"]
                }
              ]
            }
            """;

    private static final String PIPELINE_INSTANCE_KEY = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": [
                    "kms:DescribeKey",
                    "kms:GenerateDataKey*",
                    "kms:Encrypt",
                    "kms:ReEncrypt*",
                    "kms:Decrypt"
                  ],
                  "Resource": ["%s"]
                }
              ]
            }
            """;

    private static final String PIPELINE_CODEDEPLOY = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": [
                    "codedeploy:CreateDeployment",
                    "codedeploy:GetDeployment",
                    "codedeploy:GetDeploymentConfig",
                    "codedeploy:GetApplicationRevision",
                    "codedeploy:RegisterApplicationRevision"
                  ],
                  "Resource": "*"
                }
              ]
            }
            """;

    private static final String PIPELINE_ROLE_S3 = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": ["s3:GetObject*", "s3:PutObject", "s3:PutObjectAcl"],
                  "Resource": ["arn:aws:s3:::my-demo-application/*"]
                }
              ]
            }
            """;

    private static final String CODESHIP_S3 = """
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": [
                            "s3:PutObject"
                        ],
                        "Resource": [
                            "arn:aws:s3:::my-demo-application/*"
                        ]
                    }
                ]
            }
            """;

    private static final String CODESHIP_CODEDEPLOY = """
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": [
                            "codedeploy:RegisterApplicationRevision",
                            "codedeploy:GetApplicationRevision"
                        ],
                        "Resource": [
                            "arn:aws:codedeploy:eu-west-1:222222222222:application:CodeDeployDemo"
                        ]
                    },
                    {
                        "Effect": "Allow",
                        "Action": [
                            "codedeploy:CreateDeployment",
                            "codedeploy:GetDeployment"
                        ],
                        "Resource": [
                            "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:CodeDeployDemo/*"
                        ]
                    },
                    {
                        "Effect": "Allow",
                        "Action": [
                            "codedeploy:GetDeploymentConfig"
                        ],
                        "Resource": [
                            "arn:aws:codedeploy:eu-west-1:222222222222:deploymentconfig:CodeDeployDefault.OneAtATime",
                            "arn:aws:codedeploy:eu-west-1:222222222222:deploymentconfig:CodeDeployDefault.HalfAtATime",
                            "arn:aws:codedeploy:eu-west-1:222222222222:deploymentconfig:CodeDeployDefault.AllAtOnce"
                        ]
                    }
                ]
            }
            """;
}
