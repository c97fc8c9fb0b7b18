package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** Something that permissions are for, the quick ones first. */
enum Exercise {
    /** A new bundle is deployed. */
    DEPLOYING {
        @Override
        Outcome goesWell() {
            return Outcome.SUCCEEDED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            return told(accounts, accounts.newRequest());
        }
    },
    /** The environment is checked. */
    CHECKING {
        @Override
        Outcome goesWell() {
            return Outcome.CHECKED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            List<String> lines = accounts.check().items().stream()
                    .filter(item -> item.status() != CheckItem.Status.OK)
                    .map(CheckItem::line)
                    .toList();
            return new Told(Outcome.CHECKED, lines);
        }
    },
    /** A build is aborted, and stops its deployment. */
    ABORTING {
        @Override
        Outcome goesWell() {
            return Outcome.ABORTED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            RunHarness harness = accounts.harness();
            accounts.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
            int before = harness.console().size();
            Driver driver = harness.until(accounts.newRequest(), Stage.Watching.class);
            driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
            Told told = told(harness, before, harness.finish(driver), false);
            // Whether it was stopped or not, the next one finds the group free.
            accounts.aws().clock().advance(Duration.ofHours(1));
            return told;
        }
    },
    /** The answer to a creation is lost, and others deploy before it is looked for. */
    FINDING_AGAIN {
        @Override
        Outcome goesWell() {
            return Outcome.SUCCEEDED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            RunHarness harness = accounts.harness();
            accounts.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
            int before = harness.console().size();
            Driver driver = harness.until(accounts.newRequest(), Stage.Creating.class);
            driver.step();
            accounts.aws().clock().advance(Duration.ofMinutes(5));
            accounts.aws().launchInstance("CodeDeployDemo", "Prod", "i-0" + before);
            Told told = told(harness, before, harness.finish(driver), true);
            accounts.aws().group("CodeDeployDemo", "Prod").instances("i-0a1b2c3d", "i-0b2c3d4e", "i-0c3d4e5f");
            return told;
        }
    },
    /** A blue/green deployment waits for somebody, who continues it on its page. */
    CONTINUING {
        @Override
        Outcome goesWell() {
            return Outcome.SUCCEEDED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            RunHarness harness = accounts.harness();
            accounts.createGroup(accounts.aws())
                    .blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                    .waitsForApproval(Duration.ofHours(1), false);
            int before = harness.console().size();
            Driver driver = harness.until(accounts.newRequest(), Stage.Watching.class);
            harness.pass(driver, Duration.ofMinutes(5));
            driver.proceed(DeploymentWaitType.READY_WAIT, "Ada");
            List<String> notes =
                    told(harness, before, harness.finish(driver), false).lines();
            boolean isContinued = notes.stream().noneMatch(line -> line.contains("in vain"));
            accounts.createGroup(accounts.aws());
            return new Told(isContinued ? Outcome.SUCCEEDED : Outcome.FAILED, isContinued ? List.of() : notes);
        }
    },
    /** The bucket keeps no versions. */
    WITHOUT_VERSIONS {
        @Override
        Outcome goesWell() {
            return Outcome.SUCCEEDED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            accounts.aws().bucket("my-demo-application").versioned(false);
            Told told = told(accounts, accounts.newRequest());
            accounts.aws().bucket("my-demo-application").versioned(true);
            return told;
        }
    },
    /** The bundle is so large that it is sent in parts. */
    IN_PARTS {
        @Override
        Outcome goesWell() {
            return Outcome.SUCCEEDED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            accounts.harness().file("large.txt", incompressible());
            Told told = told(accounts, accounts.newRequest());
            accounts.harness().file("large.txt", "");
            return told;
        }
    },
    /** The same, but its parts are not put together. */
    BROKEN_OFF {
        @Override
        Outcome goesWell() {
            return Outcome.FAILED;
        }

        @Override
        Told run(SetUpAccounts accounts) throws InterruptedException {
            RunHarness harness = accounts.harness();
            harness.file("large.txt", incompressible());
            accounts.aws().faults().on("S3.CompleteMultipartUpload").error(400, "EntityTooSmall", "Too small");
            int before = harness.console().size();
            Told told = told(harness, before, harness.run(accounts.newRequest()), false);
            harness.file("large.txt", "");
            return told;
        }
    };

    static final List<Exercise> ALL = List.of(values());

    static final List<Exercise> QUICK = List.of(DEPLOYING, CHECKING);

    private static final String LARGE = new Random(1)
            .ints(11_000_000, ' ', '~')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    /**
     * What a user is told of it, beyond what is always told.
     *
     * @param outcome of a run
     * @param lines notes and errors of a run; whatever is not right of a check
     */
    record Told(Outcome outcome, List<String> lines) {

        Told {
            lines = List.copyOf(lines);
        }
    }

    /** How it ends with all permissions. */
    abstract Outcome goesWell();

    abstract Told run(SetUpAccounts accounts) throws InterruptedException;

    private static String incompressible() {
        return LARGE;
    }

    /** Deploys. */
    static Told told(SetUpAccounts accounts, DeploymentRequest request) throws InterruptedException {
        int before = accounts.harness().console().size();
        return told(accounts.harness(), before, accounts.harness().run(request), true);
    }

    static Told told(RunHarness harness, int before, Result result, boolean withError) {
        List<String> lines = new ArrayList<>(harness.console().stream()
                .skip(before)
                .filter(line -> line.startsWith("[prod] note"))
                .toList());
        if (withError && !result.error().isEmpty()) {
            lines.add(result.error());
        }
        return new Told(result.outcome(), lines);
    }
}
