package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hudson.AbortException;
import io.jenkins.plugins.crossaccountdeploy.account.Endpoints;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEndpoints;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentRole;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentSource;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.redeployment.ExistingRevisions;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFactoryTest {

    private static final Requester WEB = new Requester("shop/web", 42, "ada", "http://jenkins/job/shop/job/web/42/");

    private final DeploymentEnvironment environment = environment("prod");

    private static DeploymentEnvironment environment(String name) {
        DeploymentSource source = new DeploymentSource("my-demo-application");
        source.setCredentialsId("dev-deployer");
        source.setKeyPrefix("revisions");
        source.setKmsKeyArn("arn:aws:kms:eu-west-1:111111111111:key/1234");
        DeploymentRole role = new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole");
        role.setExternalId("3f1c");
        role.setDurationSeconds(1800);
        role.setSessionTags(true);
        DeploymentEnvironment environment = new DeploymentEnvironment(name, "eu-west-1", source, role);
        environment.setApplication("CodeDeployDemo");
        environment.setDeploymentGroup("Prod");
        environment.setDeploymentConfig("CodeDeployDefault.OneAtATime");
        DeploymentEndpoints endpoints = new DeploymentEndpoints();
        endpoints.setS3("http://127.0.0.1:4566");
        environment.setEndpoints(endpoints);
        return environment;
    }

    private static String expand(String text) {
        return Map.of("BRANCH", "main", "APP", "Web", "ENV", "prod", "NONE", "").entrySet().stream()
                .reduce(
                        text,
                        (expanded, variable) -> expanded.replace("${" + variable.getKey() + "}", variable.getValue()),
                        (a, b) -> b);
    }

    private RequestFactory.Requested take(CrossAccountDeployStep step) throws AbortException {
        return take(step, environment("test"), environment);
    }

    private static RequestFactory.Requested take(CrossAccountDeployStep step, DeploymentEnvironment... environments)
            throws AbortException {
        return RequestFactory.of(step, List.of(environments), build("9f2c41d0a7e3", Optional.empty()));
    }

    private static RequestFactory.Build build(String commit, Optional<String> sourceDateEpoch) {
        return build(RequestFactoryTest::expand, commit, sourceDateEpoch);
    }

    private static RequestFactory.Build build(
            UnaryOperator<String> expansion, String commit, Optional<String> sourceDateEpoch) {
        return new RequestFactory.Build(
                expansion,
                commit,
                sourceDateEpoch,
                WEB,
                new ExistingRevisions(
                        new Journal(Path.of("no", "journal")),
                        List.of("test", "prod")::contains,
                        job -> true,
                        Optional.empty(),
                        List::of));
    }

    private void refuses(CrossAccountDeployStep step, String... inTheMessage) {
        assertThatExceptionOfType(AbortException.class)
                .isThrownBy(() -> take(step))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(inTheMessage).hasLineCount(1));
    }

    @Test
    void takesEverythingFromTheEnvironment() throws AbortException {
        RequestFactory.Requested taken = take(new CrossAccountDeployStep("prod"));
        assertThat(taken.credentialsId()).isEqualTo("dev-deployer");
        DeploymentRequest request = taken.request();
        assertThat(request.environment())
                .isEqualTo(new Environment(
                        "prod",
                        "eu-west-1",
                        new Role(
                                "arn:aws:iam::222222222222:role/CrossAccountRole",
                                "3f1c",
                                Duration.ofMinutes(30),
                                true,
                                false),
                        new Endpoints("", "http://127.0.0.1:4566", "", "", false, false),
                        ""));
        assertThat(request.store())
                .isEqualTo(Stores.of(
                        "my-demo-application",
                        Store.Owner.DEVELOPMENT,
                        "revisions",
                        "arn:aws:kms:eu-west-1:111111111111:key/1234"));
        assertThat(request.target())
                .isEqualTo(new DeploymentRequest.Target("CodeDeployDemo", "Prod", "CodeDeployDefault.OneAtATime"));
        assertThat(request.content()).isEqualTo(new DeploymentRequest.FromWorkspace(Selection.ALL, "9f2c41d0a7e3"));
        assertThat(request.rules())
                .isEqualTo(new DeploymentRequest.Rules("", "", false, false, false, false, List.of()));
        assertThat(request.options())
                .isEqualTo(new DeploymentRequest.Options(
                        true,
                        Duration.ZERO,
                        DeploymentRequest.WhenBusy.WAIT,
                        DeploymentRequest.OnAbort.STOP,
                        false,
                        DeploymentRequest.LogLevel.NORMAL));
        assertThat(request.requester()).isEqualTo(WEB);
    }

    @Test
    void refusesWhatTheEnvironmentIsNotFor() {
        environment.setApplications(List.of("CodeDeployDemo"));
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setApplication("${APP}");
        refuses(step, "is for the applications CodeDeployDemo, not for 'Web'");
        step.setApplication("");
        step.setRevision("s3://my-demo-application/elsewhere/web.zip");
        refuses(step, "takes revisions from s3://my-demo-application/revisions/ alone");
    }

    @Test
    void reusesBundlesUnlessTheEnvironmentDoesNot() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        assertThat(take(step).request().store().reuse()).isTrue();
        environment.getSource().setReuseBundles(false);
        assertThat(take(step).request().store().reuse()).isFalse();
    }

    @Test
    void letsTheJobOverrideAndExpandVariables() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("${ENV}");
        step.setApplication("${APP}");
        step.setDeploymentGroup("Blue");
        step.setDeploymentConfig("CodeDeployDefault.AllAtOnce");
        step.setDescription("branch ${BRANCH}");
        step.setDirectory("dist/${BRANCH}");
        step.setIncludes("bin/**, ${APP}/**");
        step.setExcludes("**/*.log");
        step.setDefaultExcludes(false);
        step.setAppSpec("deploy/appspec.${ENV}.yml");
        step.setFileExistsBehavior("OVERWRITE");
        step.setIgnoreApplicationStopFailures(true);
        step.setUpdateOutdatedInstancesOnly(true);
        step.setTargetInstances(List.of("Name=${APP}", "asg:green"));
        step.setRollback(true);
        step.setIgnoreAlarms(true);
        step.setWait("false");
        step.setTimeoutMinutes(90);
        step.setWhenBusy("fail");
        step.setOnAbort("rollback");
        step.setDryRun(true);
        step.setLogLevel("all");
        DeploymentRequest request = take(step).request();
        assertThat(request.target())
                .isEqualTo(new DeploymentRequest.Target("Web", "Blue", "CodeDeployDefault.AllAtOnce"));
        assertThat(request.content())
                .isEqualTo(new DeploymentRequest.FromWorkspace(
                        new Selection(
                                "dist/main",
                                List.of("bin/**", "Web/**"),
                                List.of("**/*.log"),
                                false,
                                "deploy/appspec.prod.yml"),
                        "9f2c41d0a7e3"));
        assertThat(request.rules())
                .isEqualTo(new DeploymentRequest.Rules(
                        "branch main", "OVERWRITE", true, true, true, true, List.of("Name=Web", "asg:green")));
        assertThat(request.options())
                .isEqualTo(new DeploymentRequest.Options(
                        false,
                        Duration.ofMinutes(90),
                        DeploymentRequest.WhenBusy.FAIL,
                        DeploymentRequest.OnAbort.ROLLBACK,
                        true,
                        DeploymentRequest.LogLevel.ALL));
    }

    @Test
    void datesNoFileLaterThanTheBuildsSourceDate() throws AbortException {
        assertThat(selection(Map.of("SOURCE_DATE_EPOCH", "1741597201")).sourceDateEpoch())
                .isEqualTo(Instant.parse("2025-03-10T09:00:01Z"));
        assertThat(selection(Map.of()).sourceDateEpoch()).isEqualTo(Instant.MAX);
        for (String seconds : List.of("", "-1", "1.5", "2025-03-10", "1\n2", "9".repeat(30))) {
            assertThatExceptionOfType(AbortException.class)
                    .isThrownBy(() -> selection(Map.of("SOURCE_DATE_EPOCH", seconds)))
                    .satisfies(refusal -> assertThat(refusal.getMessage())
                            .startsWith("SOURCE_DATE_EPOCH is '" + seconds.replace('\n', '?') + "', which is not")
                            .hasLineCount(1));
        }
    }

    private Selection selection(Map<String, String> variables) throws AbortException {
        DeploymentRequest request = RequestFactory.of(
                        new CrossAccountDeployStep("prod"),
                        List.of(environment),
                        build("", Optional.ofNullable(variables.get("SOURCE_DATE_EPOCH"))))
                .request();
        return ((DeploymentRequest.FromWorkspace) request.content()).selection();
    }

    @Test
    void deploysARevisionThatWasUploadedBefore() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setRevision("s3://my-demo-application/revisions/web/${BRANCH}.zip?versionId=v1&eTag=9f2c");
        assertThat(take(step).request().content())
                .isEqualTo(new DeploymentRequest.Existing(
                        new S3Revision("my-demo-application", "revisions/web/main.zip", "v1", "9f2c", "")));
    }

    @Test
    void refusesWhatIsLiveNowhere() {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setRevision("environment:${ENV}uction");
        refuses(step, "revision 'environment:production': there is no environment 'production'", "Nothing was bundled");
        step.setRevision("environment:test");
        refuses(step, "revision 'environment:test': there is nothing of the application CodeDeployDemo in test");
    }

    @Test
    void refusesAnUnknownEnvironmentAndNamesTheKnownOnes() {
        refuses(new CrossAccountDeployStep("pord"), "There is no environment 'pord'", "test, prod");
        refuses(new CrossAccountDeployStep(""), "No environment is named");
    }

    @Test
    void namesNoEnvironmentThatTheJobMayNotUse() {
        environment.setAllowedJobs(List.of("payments/**"));
        refuses(new CrossAccountDeployStep("pord"), "For this job there are test. ");
    }

    @Test
    void saysThatThereIsNoEnvironmentYet() {
        assertThatExceptionOfType(AbortException.class)
                .isThrownBy(() -> take(new CrossAccountDeployStep("prod"), new DeploymentEnvironment[0]))
                .withMessageContaining("There is none yet");
    }

    @Test
    void refusesAJobThatTheEnvironmentIsNotForAndTellsNoSecret() {
        environment.setAllowedJobs(List.of("payments/**", "billing/*"));
        assertThatExceptionOfType(AbortException.class)
                .isThrownBy(() -> take(new CrossAccountDeployStep("prod")))
                .withMessageContainingAll("'shop/web'", "'prod'", "payments/**, billing/*")
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).doesNotContain("222222222222", "3f1c", "my-demo-application"));
    }

    @Test
    void letsAJobThatAPatternMatches() throws AbortException {
        environment.setAllowedJobs(List.of("payments/**", "shop/*"));
        assertThat(take(new CrossAccountDeployStep("prod"))
                        .request()
                        .requester()
                        .job())
                .isEqualTo("shop/web");
    }

    @Test
    void asksForApplicationAndGroupThatNobodyNames() {
        environment.setApplication("");
        environment.setDeploymentGroup("");
        refuses(
                new CrossAccountDeployStep("prod"),
                "Neither the job nor the environment 'prod' names the application",
                "names the deploymentGroup");
    }

    @Test
    void tellsAllFaultsAtOnce() {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setDirectory("../elsewhere");
        step.setFileExistsBehavior("SOMETIMES");
        step.setWhenBusy("panic");
        step.setOnAbort("explode");
        step.setLogLevel("loud");
        step.setAction("destroy");
        step.setTimeoutMinutes(-1);
        step.setTargetInstances(List.of("web"));
        refuses(
                step,
                "directory is not a path below the workspace",
                "DISALLOW, OVERWRITE, RETAIN",
                "whenBusy is 'panic', which is not one of wait, fail",
                "onAbort is 'explode', which is not one of stop, rollback, leave",
                "logLevel is 'loud', which is not one of normal, all",
                "action is 'destroy', which is not one of deploy, push, follow, continue, stop, rollback",
                "timeoutMinutes is negative",
                "targetInstances 'web' is neither a tag");
    }

    @Test
    void deploysToSeveralGroupsInTheirOrder() throws AbortException {
        environment.setDeploymentGroups(List.of("blue*", "green", "Prod"));
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setDeploymentGroup("blue-${BRANCH}, green");
        RequestFactory.Requested taken = take(step);
        assertThat(taken.requests())
                .extracting(request -> request.target().deploymentGroup())
                .containsExactly("blue-main", "green");
        assertThat(taken.requests())
                .extracting(DeploymentRequest::content)
                .containsOnly(taken.request().content());
        step.setDeploymentGroup("green");
        assertThat(take(step).requests()).hasSize(1);
        step.setDeploymentGroup(" , ");
        assertThat(take(step).request().target().deploymentGroup()).isEqualTo("Prod");
    }

    /** A parameter of a build may be anybody's, and name a secret of the job. */
    @ParameterizedTest
    @ValueSource(strings = {"$GROUP", "$GROUP, green"})
    void expandsDeploymentGroupsOnce(String groups) throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setDeploymentGroup(groups);

        RequestFactory.Requested taken = RequestFactory.of(
                step,
                List.of(environment),
                build(
                        text -> text.replace("$SECRET", "hunter2").replace("$GROUP", "$SECRET"),
                        "9f2c41d0a7e3",
                        Optional.empty()));

        assertThat(taken.request().target().deploymentGroup()).isEqualTo("$SECRET");
    }

    @Test
    void refusesSeveralGroupsIfOneIsLockedOrThereTwice() {
        environment.setDeploymentGroups(List.of("blue", "green", "Prod"));
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setDeploymentGroup("blue, red");
        refuses(step, "is for the deployment groups blue, green, Prod, not for 'red'");
        step.setDeploymentGroup("blue, green, blue");
        refuses(step, "deploymentGroup names blue more than once");
        step.setAction("stop");
        step.setDeploymentId("d-ABCDEFGHI");
        step.setDeploymentGroup("blue, green");
        refuses(step, "action is 'stop', which is about one deployment: name its deploymentGroup alone");
    }

    @Test
    void sendsAnArchiveThatIsReadyMade() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setBundle("target/${APP}.zip");
        assertThat(take(step).request().content())
                .isEqualTo(new DeploymentRequest.FromWorkspace(Selection.ofArchive("target/Web.zip"), "9f2c41d0a7e3"));
    }

    @Test
    void refusesWhatHasNoMeaningBesideAnArchiveThatIsReadyMade() {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setBundle("target/app.zip");
        step.setDirectory("dist");
        step.setIncludes("**");
        step.setExcludes("*.log");
        step.setAppSpec("appspec.prod.yml");
        refuses(
                step,
                "bundle names an archive, which is sent as it is: leave out bundle, or directory, includes, excludes,"
                        + " appSpec. Nothing was bundled");
        CrossAccountDeployStep both = new CrossAccountDeployStep("prod");
        both.setBundle("../app.zip");
        refuses(both, "bundle is not a path below the workspace");
        both.setBundle("app.zip");
        both.setRevision("s3://my-demo-application/revisions/web.zip");
        refuses(both, "bundle names an archive to send, and revision what is uploaded already");
    }

    @Test
    void refusesToFillInWhatIsDeployedAsItIs() {
        String fault =
                "placeholders, taskDefinition and publishVersion fill in the AppSpec of the workspace, and a revision"
                        + " or an archive is deployed as it is: leave them out, or revision and bundle";
        CrossAccountDeployStep archive = new CrossAccountDeployStep("prod");
        archive.setPlaceholders(List.of("STAGE=prod"));
        archive.setBundle("app.zip");
        refuses(archive, fault);
        CrossAccountDeployStep revision = new CrossAccountDeployStep("prod");
        revision.setPublishVersion(true);
        revision.setRevision("s3://my-demo-application/revisions/web.zip");
        refuses(revision, fault);
    }

    @Test
    void fillsInTheWorkspacesAppSpecWhereTheVariableForARevisionIsEmpty() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setPlaceholders(List.of("STAGE=prod"));
        step.setRevision("${NONE}");
        assertThat(((DeploymentRequest.FromWorkspace) take(step).request().content())
                        .preparation()
                        .isAsked())
                .isTrue();
    }

    @Test
    void pushesWithoutADeploymentGroup() throws AbortException {
        environment.setApplication("");
        environment.setDeploymentGroup("");
        environment.setApplications(List.of("Billing"));
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("push");
        step.setWait("false");
        step.setDirectory("dist");
        DeploymentRequest request = take(step).request();
        assertThat(request.isPush()).isTrue();
        assertThat(request.target()).isEqualTo(new DeploymentRequest.Target("", "", ""));
        assertThat(((DeploymentRequest.FromWorkspace) request.content())
                        .selection()
                        .directory())
                .isEqualTo("dist");
    }

    @Test
    void refusesAPushThatCannotBeMeant() {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("push");
        step.setRevision("s3://my-demo-application/revisions/web.zip");
        refuses(step, "action is 'push', and revision names what is uploaded already");
        step.setRevision("");
        step.setDryRun(true);
        refuses(step, "action is 'push', which deploys nothing, and dryRun checks a deployment");
    }

    @Test
    void refusesAPushToAnEnvironmentThatIsNotForTheJob() {
        environment.setAllowedJobs(List.of("payments/**"));
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("push");
        refuses(step, "The job 'shop/web' may not deploy to the environment 'prod'");
    }

    @Test
    void waitsForTheEndForTrafficOrNotAtAll() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setWait("traffic");
        assertThat(take(step).request().options().waits()).isTrue();
        assertThat(take(step).request().options().until()).isEqualTo(DeploymentRequest.Until.TRAFFIC);
        step.setWait("false");
        assertThat(take(step).request().options().waits()).isFalse();
        step.setWait("for ever");
        refuses(step, "wait is 'for ever', which is not one of true, false, traffic");
    }

    @Test
    void takesUpADeploymentByItsId() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("continue");
        step.setDeploymentId("d-DE98QIKFH");
        step.setDeploymentGroup("Blue");
        DeploymentRequest request = take(step).request();
        assertThat(request.content()).isEqualTo(new DeploymentRequest.Running("d-DE98QIKFH"));
        assertThat(request.options().action()).isEqualTo(DeploymentRequest.Action.CONTINUE);
        assertThat(request.target().deploymentGroup()).isEqualTo("Blue");
    }

    @Test
    void refusesToTakeUpWhatItMayNot() {
        environment.setDeploymentGroups(List.of("Prod*"));
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("stop");
        step.setDeploymentId("d-DE98QIKFH");
        step.setDeploymentGroup("Blue");
        refuses(step, "is for the deployment groups Prod*, not for 'Blue'");
    }

    @Test
    void refusesWhatCannotBeMeantOfADeploymentThatThereIs() {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setAction("follow");
        refuses(step, "action is 'follow', and deploymentId does not say of which deployment");
        step.setDeploymentId("arn:aws:codedeploy");
        refuses(step, "deploymentId is not the ID of a deployment, such as d-DE98QIKFH");
        step.setDeploymentId("d-DE98QIKFH");
        step.setWait("false");
        refuses(step, "action is 'follow', which does not go with wait: false: to follow is to wait");
        step.setAction("stop");
        step.setWait("traffic");
        step.setDirectory("dist");
        step.setRevision("s3://my-demo-application/revisions/web.zip");
        step.setRollback(true);
        step.setDryRun(true);
        refuses(
                step,
                "action is 'stop', which makes no new deployment: leave out directory, revision, rollback, dryRun",
                "which does not go with wait: traffic");
    }

    @Test
    void refusesADeploymentIdWithoutAnActionForIt() {
        for (String action : List.of("deploy", "push")) {
            CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
            step.setAction(action);
            step.setDeploymentId("d-DE98QIKFH");
            refuses(step, "deploymentId is for the actions follow, continue, stop and rollback: name one of them");
        }
    }

    @Test
    void takesGroupsOfTags() throws AbortException {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setTargetInstances(List.of("Name=${APP}\n& Stage=prod\nasg:green"));
        assertThat(take(step).request().rules().targetInstances())
                .containsExactly("Name=Web", "& Stage=prod", "asg:green");
        step.setTargetInstances(List.of("Name=web", "&asg:green", "&", "& =prod"));
        refuses(step, "'&asg:green' is neither", "'&' is neither", "'& =prod' is neither");
        step.setTargetInstances(List.of("A=1", "&B=1", "&C=1", "&D=1"));
        refuses(step, "targetInstances has 4 groups of tags, and CodeDeploy takes 3 at most. Nothing was bundled");
    }

    @Test
    void deploysAnAppSpecThatWasDeployedBefore() throws AbortException {
        AppSpecRevision appSpec = new AppSpecRevision("version: 0.0");
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setRevision(appSpec.address());
        assertThat(take(step).request().content()).isEqualTo(new DeploymentRequest.Existing(appSpec));
        step.setRevision(appSpec.uri());
        refuses(step, "revision 'appspec:sha256:", "?content=..., as CODEDEPLOY_REVISION has it, whole");
    }

    @Test
    void refusesARevisionThatIsNone() {
        CrossAccountDeployStep step = new CrossAccountDeployStep("prod");
        step.setRevision("https://example.com/bundle.zip");
        refuses(step, "revision 'https://example.com/bundle.zip'", "s3://bucket/key");
    }

    @Test
    void refusesAnEnvironmentThatWasBrokenInItsFile() {
        DeploymentEnvironment broken = new DeploymentEnvironment("prod", "", null, null);
        broken.setApplication("CodeDeployDemo");
        broken.setDeploymentGroup("Prod");
        assertThatExceptionOfType(AbortException.class)
                .isThrownBy(() -> take(new CrossAccountDeployStep("prod"), broken))
                .withMessageContainingAll(
                        "Environment 'prod': region is missing",
                        "Environment 'prod': source.bucket is missing",
                        "Environment 'prod': role.arn is missing");
    }
}
