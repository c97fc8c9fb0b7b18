package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.EventualConsistency;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api.CodeDeployService;
import io.jenkins.plugins.crossaccountdeploy.simulator.ecs.EcsService;
import io.jenkins.plugins.crossaccountdeploy.simulator.ecs.TaskDefinitions;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.HttpServer;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Account;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RoleSession;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SigningTime;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.Kms;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsService;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.Function;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.LambdaService;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.S3Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.sts.StsService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several AWS accounts in this process, behind one endpoint on 127.0.0.1 that speaks the protocols of STS, S3, KMS, ECS,
 * Lambda and CodeDeploy: signatures are verified, policies evaluated, deployments happen in simulated time.
 *
 * <pre>{@code
 * try (Simulator aws = Simulator.start(Scenario.twoAccounts())) {
 *     aws.nextDeployment().fails("i-0a1b2c3d", "AfterInstall", script().exit(1).log("npm ERR! missing script: build"));
 *     // point clients at aws.endpoint(), with the credentials of aws.accessKey("deployer")
 *     aws.clock().advance(Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * Everything here may be called while requests are served.
 */
public final class Simulator implements AutoCloseable {

    private final SimulatedClock clock;
    private final Accounts accounts;
    private final Kms kms = new Kms();
    private final S3Service s3;
    private final StsService sts;
    private final CodeDeployState codeDeploy;
    private final CodeDeployService codeDeployService;
    private final TaskDefinitions taskDefinitions = new TaskDefinitions();
    private final LambdaService lambda;
    private final HttpServer server;
    private final Dispatcher dispatcher;

    private Simulator(Scenario scenario) throws IOException {
        Instant start = scenario.start().orElseGet(Instant::now);
        this.clock = scenario.speed() == 0
                ? SimulatedClock.standingStill(start)
                : SimulatedClock.running(start, scenario.speed());
        this.accounts = new Accounts(scenario.seed());
        SignatureV4 signatures = new SignatureV4(
                accounts, new SigningTime(InstantSource.system(), clock, clock::at, scenario.strictClock()));
        this.s3 = new S3Service(accounts, signatures, kms, clock, scenario.keepingBodies());
        this.sts = new StsService(accounts, signatures);
        this.lambda = new LambdaService(signatures);
        this.codeDeploy = new CodeDeployState(accounts, s3, lambda, clock, scenario.seed());
        lambda.settling(codeDeploy::deployments);
        this.codeDeployService = new CodeDeployService(signatures, codeDeploy);
        this.dispatcher = new Dispatcher(
                s3,
                sts,
                new KmsService(kms, signatures),
                codeDeployService,
                new EcsService(taskDefinitions, signatures),
                lambda,
                clock,
                scenario.secureTransport());
        scenario.steps().forEach(step -> step.accept(this));
        this.server = HttpServer.start(scenario.port(), dispatcher, clock);
    }

    /** Sets the scenario up and starts to listen. */
    public static Simulator start(Scenario scenario) {
        try {
            return new Simulator(scenario);
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
    }

    /** Stops listening and forgets everything. It is an error if the simulator itself has failed meanwhile. */
    @Override
    public void close() {
        faults().clear();
        try {
            server.close();
            s3.close();
        } catch (IOException leftovers) {
            throw new UncheckedIOException(leftovers);
        }
        if (!defects().isEmpty()) {
            throw new IllegalStateException(
                    "The simulator could not answer every request", defects().get(0));
        }
    }

    /** Where all services listen. */
    public URI endpoint() {
        return server.endpoint();
    }

    public SimulatedClock clock() {
        return clock;
    }

    public Faults faults() {
        return dispatcher.faults();
    }

    public Calls calls() {
        return dispatcher.calls();
    }

    /** While unreachable, connections are refused and those that are open are dropped. */
    public void unreachable(boolean unreachable) {
        server.unreachable(unreachable);
    }

    // ---------------------------------------------------------------------------------------------- accounts

    public Account createAccount(String id) {
        return accounts.create(id);
    }

    public Account account(String id) {
        return accounts.account(id);
    }

    public Collection<Account> accounts() {
        return accounts.all();
    }

    /** Refuses a policy that names a user or a role which does not exist. */
    public void requirePrincipals(String policy) {
        accounts.requirePrincipals(policy);
    }

    /** The account of that name in {@link TwoAccounts}. */
    public Account development() {
        return account(TwoAccounts.DEVELOPMENT);
    }

    /** The account of that name in {@link TwoAccounts}. */
    public Account production() {
        return account(TwoAccounts.PRODUCTION);
    }

    /** The key of the user of that name, in whichever account. */
    public AccessKey accessKey(String userName) {
        return accounts.all().stream()
                .flatMap(account -> account.users().stream())
                .filter(user -> user.name().equals(userName))
                .map(User::accessKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no user " + userName));
    }

    /** From now on nobody is known by that key. */
    public void revoke(AccessKey key) {
        accounts.revoke(key.id());
    }

    /** The credentials of an instance or a container that runs with a role. */
    public RoleSession credentialsOf(Role role) {
        return accounts.credentialsOf(role, "i-0controller", clock.instant());
    }

    /** All role sessions ever given, oldest first. */
    public List<RoleSession> sessions() {
        return accounts.sessions();
    }

    /** How many bytes the packed policy and tags of a session may take. */
    public void packedPolicySpace(int bytes) {
        sts.packedPolicySpace(bytes);
    }

    // ---------------------------------------------------------------------------------------------- S3 and KMS

    public Bucket createBucket(String accountId, String name, String region) {
        return s3.createBucket(name, accountId, region);
    }

    public Bucket bucket(String name) {
        return s3.bucket(name).orElseThrow(() -> new IllegalArgumentException("There is no bucket " + name));
    }

    public Collection<Bucket> buckets() {
        return s3.buckets();
    }

    public KmsKey createKey(String accountId, String region, String keyId, String policy) {
        return kms.createKey(accountId, region, keyId, policy);
    }

    // ---------------------------------------------------------------------------------------------- ECS and Lambda

    /** Of all accounts, oldest first. */
    public TaskDefinitions taskDefinitions() {
        return taskDefinitions;
    }

    public Function createFunction(String accountId, String region, String name) {
        return lambda.create(accountId, region, name);
    }

    public Function function(String name) {
        return lambda.function(name);
    }

    // ---------------------------------------------------------------------------------------------- CodeDeploy

    /** @param platform {@code Server}, {@code Lambda} or {@code ECS} */
    public Application createApplication(String accountId, String region, String name, String platform) {
        return codeDeploy.createApplication(name, accountId, region, platform);
    }

    public Application application(String name) {
        return codeDeploy.applications().stream()
                .filter(application -> application.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no application " + name));
    }

    /** Deletes an application with its groups: deployments that have not started fail, the others go on. */
    public void deleteApplication(String name) {
        codeDeploy.deleteApplication(application(name));
    }

    public Collection<Application> applications() {
        return codeDeploy.applications();
    }

    public DeploymentGroup group(String application, String group) {
        return application(application).group(group);
    }

    public void createConfig(DeploymentConfig config) {
        codeDeploy.createConfig(config);
    }

    /** The plan of the next deployment that somebody creates; further calls plan the ones after it. */
    public DeploymentPlan nextDeployment() {
        return codeDeploy.planNext();
    }

    /** Plans every deployment that {@link #nextDeployment} says nothing about. */
    public void everyDeployment(Consumer<DeploymentPlan> plan) {
        codeDeploy.planEvery(plan);
    }

    /**
     * Gives a group a past: yesterday that bundle was deployed to it, so that there is something to roll back to.
     *
     * @param key where in the bucket of {@link TwoAccounts}; a minimal bundle is put there if there is none
     */
    public Deployment deployedBefore(String application, String group, String key) {
        s3.putIfAbsent(bucket(TwoAccounts.BUCKET), key, MinimalBundle.zip());
        return codeDeploy.deployedBefore(group(application, group), TwoAccounts.BUCKET, key);
    }

    /** The group's Auto Scaling group launches an instance, which is deployed to by itself. */
    public Deployment launchInstance(String application, String group, String instance) {
        return codeDeploy.launch(group(application, group), instance);
    }

    /** All deployments, oldest first, rollbacks included. */
    public Collection<Deployment> deployments() {
        return codeDeploy.deployments();
    }

    /** From now on nobody finds a deployment any more. */
    public void forget(Deployment deployment) {
        codeDeploy.forget(deployment);
    }

    /** What has become of a deployment by now. */
    public String status(Deployment deployment) {
        return codeDeploy.status(deployment);
    }

    /** How long new deployments stay out of sight of those who look for them. */
    public EventualConsistency consistency() {
        return codeDeploy.consistency();
    }

    /** How long deployments are Created whose plans say nothing about it: 0.8 s unless set. */
    public void deploymentsStartAfter(Duration delay) {
        codeDeploy.startDelay(delay);
    }

    /**
     * What CreateDeployment says of a busy group, in place of the service's own words.
     *
     * @param message with {@code {group}} and {@code {deployment}} where their names belong
     */
    public void deploymentLimitMessage(String message) {
        codeDeploy.limitMessage(message);
    }

    /** How many entries a page of a CodeDeploy list has: 100 unless set. */
    public void pageSize(int entries) {
        codeDeployService.pageSize(entries);
    }

    /** What the simulator itself failed at: requests it does not know, policies it cannot evaluate. */
    public List<RuntimeException> defects() {
        return dispatcher.defects();
    }
}
