package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs a simulator until it is interrupted, and prints how to reach it. System properties: {@code simulator.port} (0, the
 * default, takes a free one), {@code simulator.scenario} ({@code healthy} unless set) and {@code simulator.speed}
 * (simulated seconds a real second, 1 unless set).
 */
public final class Standalone {

    private Standalone() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        String scenario = System.getProperty("simulator.scenario", "healthy");
        try (Simulator aws = Simulator.start(Scenario.named(scenario)
                .onPort(Integer.getInteger("simulator.port", 0))
                .atSpeed(Double.parseDouble(System.getProperty("simulator.speed", "1"))))) {
            describe(aws, scenario, System.out);
            CountDownLatch interrupted = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                interrupted.countDown();
                                awaitQuietly(closed);
                            },
                            "stop"));
            interrupted.await();
        } finally {
            closed.countDown();
        }
    }

    /** The virtual machine goes away when its hooks have run, so they wait for the temporary files to be deleted. */
    private static void awaitQuietly(CountDownLatch closed) {
        try {
            if (!closed.await(5, TimeUnit.SECONDS)) {
                System.err.println("Temporary files may be left behind");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    static void describe(Simulator aws, String scenario, PrintStream out) {
        AccessKey key = aws.accessKey(TwoAccounts.USER);
        DeploymentGroup group = newest(aws);
        Bucket bucket = bucketOf(aws);
        out.printf(
                """
                Two simulated AWS accounts (scenario %s) at %s

                development %s   user %s, bucket %s in %s
                production  %s   role %s
                """,
                scenario,
                aws.endpoint(),
                TwoAccounts.DEVELOPMENT,
                TwoAccounts.USER,
                TwoAccounts.BUCKET,
                TwoAccounts.REGION,
                TwoAccounts.PRODUCTION,
                aws.production().role(TwoAccounts.ROLE).arn());
        if (isOfProduction(bucket)) {
            out.printf("                           bucket %s in %s%n", bucket.name(), bucket.region());
        }
        for (Application application : aws.applications()) {
            for (DeploymentGroup each : application.groups()) {
                out.printf(
                        "                           %s / %s (%s, %s) %s%n",
                        application.name(),
                        each.name(),
                        application.platform(),
                        each.config(),
                        String.join(" ", each.instances()));
            }
        }
        out.printf(
                """

                For the command line:

                export AWS_ENDPOINT_URL=%1$s AWS_DEFAULT_REGION=%2$s
                export AWS_ACCESS_KEY_ID=%3$s AWS_SECRET_ACCESS_KEY=%4$s
                aws s3 cp bundle.zip s3://%5$s/bundle.zip
                aws sts assume-role --role-arn %6$s --external-id %7$s --role-session-name me

                For Jenkins, as Configuration as Code (with the key above as the credentials dev-deployer):

                unclassified:
                  crossAccountDeploy:
                    environments:
                      - name: prod
                        region: %2$s
                        source:
                          credentialsId: dev-deployer
                          bucket: %10$s
                          bucketAccount: %11$s
                        role:
                          arn: %6$s
                          externalId: %7$s
                        application: %8$s
                        deploymentGroup: %9$s
                        endpoints:
                          sts: %1$s
                          s3: %1$s
                          codeDeploy: %1$s
                          ecs: %1$s
                          lambda: %1$s

                Stop with Ctrl-C.
                """,
                aws.endpoint(),
                TwoAccounts.REGION,
                key.id(),
                key.secret(),
                TwoAccounts.BUCKET,
                aws.production().role(TwoAccounts.ROLE).arn(),
                TwoAccounts.EXTERNAL_ID,
                group.application().name(),
                group.name(),
                bucket.name(),
                isOfProduction(bucket) ? "production" : "development");
        out.flush();
    }

    /** The bucket that the scenario is about: the one it added, or the only one. */
    private static Bucket bucketOf(Simulator aws) {
        return aws.buckets().stream()
                .filter(bucket -> !bucket.name().equals(TwoAccounts.BUCKET))
                .findFirst()
                .orElseGet(() -> aws.bucket(TwoAccounts.BUCKET));
    }

    private static boolean isOfProduction(Bucket bucket) {
        return bucket.accountId().equals(TwoAccounts.PRODUCTION);
    }

    /** The group that the scenario is about: the one it added last, or the only one. */
    private static DeploymentGroup newest(Simulator aws) {
        DeploymentGroup last = aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        for (Application application : aws.applications()) {
            for (DeploymentGroup each : application.groups()) {
                boolean everyday = each.application().name().equals(TwoAccounts.APPLICATION)
                        && each.name().equals(TwoAccounts.GROUP);
                last = everyday ? last : each;
            }
        }
        return last;
    }
}
