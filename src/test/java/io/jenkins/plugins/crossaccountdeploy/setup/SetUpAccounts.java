package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.Credential;
import io.jenkins.plugins.crossaccountdeploy.account.Endpoints;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.SourceCredentials;
import io.jenkins.plugins.crossaccountdeploy.account.WebIdentityToken;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import io.jenkins.plugins.crossaccountdeploy.preflight.Preflight;
import io.jenkins.plugins.crossaccountdeploy.preflight.Subject;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Account;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcIssuer;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RoleSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/**
 * Simulated accounts that have what an administrator has before: an application with instances that run with a role, and
 * Jenkins with a user or a role; and that are set up by documents, word for word. Jenkins deploys there, or checks them.
 */
final class SetUpAccounts implements AutoCloseable {

    private Blueprint blueprint;
    static final OidcIssuer ISSUER = new OidcIssuer("https://" + Blueprints.ISSUER);

    private final RunHarness harness;
    private final Clients clients = new Clients(ApacheHttpClient.builder().build());
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private int builds;

    /** How the accounts are set up. */
    interface SetUp {

        /** @return the environment as it is then known: with the ARN of a key that was created */
        Blueprint apply(Simulator aws, Blueprint blueprint);
    }

    /**
     * @param scenario how the simulator behaves; it has no accounts yet
     * @param setUp what the administrator does
     */
    SetUpAccounts(Blueprint planned, Path workspace, Scenario scenario, SetUp setUp) {
        blueprint = planned;
        harness = new RunHarness(
                        workspace, scenario.with(this::create).with(aws -> blueprint = setUp.apply(aws, planned)))
                .withApplication();
        harness.useSource(this::credential);
    }

    /** With the documents, and a bucket and a key that are there already. */
    SetUpAccounts(Blueprint blueprint, Path workspace, Scenario scenario) {
        this(blueprint, workspace, scenario, (aws, known) -> {
            if (known.principal().webIdentity().isPresent()) {
                aws.development().createOidcProvider(ISSUER, List.of(Blueprints.AUDIENCE));
                aws.development().createRole(known.principal().name(), trustOf("ec2"));
            }
            aws.createBucket(known.bucket().account(), known.bucket().name(), TwoAccounts.REGION);
            new Administrator(aws, known).apply(PolicyDocuments.of(known));
            return known;
        });
    }

    SetUpAccounts(Blueprint blueprint, Path workspace) {
        this(blueprint, workspace, Scenario.empty());
    }

    private void create(Simulator aws) {
        Account development = aws.createAccount(TwoAccounts.DEVELOPMENT);
        Account production = aws.createAccount(TwoAccounts.PRODUCTION);
        aws.createAccount(Blueprints.THIRD);
        development.createUser(TwoAccounts.USER);
        if (blueprint.principal().isRole() && !isByToken()) {
            development.createRole(Blueprints.SOURCE_ROLE, trustOf("ec2"));
        }
        production.createRole(TwoAccounts.INSTANCE_ROLE, trustOf("ec2"));
        production.createRole(TwoAccounts.SERVICE_ROLE, trustOf("codedeploy"));
        aws.createApplication(TwoAccounts.PRODUCTION, TwoAccounts.REGION, TwoAccounts.APPLICATION, "Server");
        createGroup(aws);
    }

    /** The deployment group, in place of an earlier one. */
    DeploymentGroup createGroup(Simulator aws) {
        return aws.application(TwoAccounts.APPLICATION)
                .createGroup(TwoAccounts.GROUP)
                .instances("i-0a1b2c3d", "i-0b2c3d4e", "i-0c3d4e5f")
                .instanceRole(aws.production().role(TwoAccounts.INSTANCE_ROLE))
                .serviceRole(aws.production().role(TwoAccounts.SERVICE_ROLE));
    }

    static String trustOf(String service) {
        return """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": {"Service": "%s.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
                """.formatted(service);
    }

    /** Sets the accounts up anew with these documents. */
    void apply(Collection<PolicyDocument> documents) {
        new Administrator(aws(), blueprint).apply(documents);
    }

    private boolean isByToken() {
        return blueprint.principal().webIdentity().isPresent();
    }

    /** What Jenkins has. */
    private Credential credential() {
        if (isByToken()) {
            Instant now = aws().clock().instant();
            String token = ISSUER.token(Blueprints.AUDIENCE, "job/shop", now, Duration.ofMinutes(5));
            return WebIdentityToken.parse(token).orElseThrow();
        }
        if (blueprint.principal().isRole()) {
            RoleSession session = aws().credentialsOf(
                            aws().development().role(blueprint.principal().name()));
            return new Credential.Keys(AwsSessionCredentials.create(
                    session.key().id(), session.key().secret(), session.token()));
        }
        return new Credential.Keys(AwsBasicCredentials.create(
                aws().accessKey(TwoAccounts.USER).id(),
                aws().accessKey(TwoAccounts.USER).secret()));
    }

    Simulator aws() {
        return harness.aws();
    }

    RunHarness harness() {
        return harness;
    }

    /** A deployment of a workspace that was not deployed before. */
    DeploymentRequest newRequest() {
        builds++;
        harness.file("index.html", "<h1>Build " + builds + "</h1>");
        return request();
    }

    /** A deployment of the workspace as it is. */
    DeploymentRequest request() {
        return RunHarness.with(RunHarness.with(harness.request(), environment()), store());
    }

    private Environment environment() {
        String endpoint = aws().endpoint().toString();
        return new Environment(
                blueprint.environment(),
                blueprint.region(),
                blueprint.role(),
                new Endpoints(endpoint, endpoint, endpoint, endpoint, false, false),
                isByToken() ? blueprint.principal().arn() : "");
    }

    private Store store() {
        return store(blueprint.bucket().kmsKeyArn());
    }

    /** As if nobody had entered the key in Jenkins. */
    Store storeWithoutKey() {
        return store("");
    }

    private Store store(String kmsKeyArn) {
        Blueprint.Bucket bucket = blueprint.bucket();
        Store.Owner owner = blueprint.isWrittenByRole()
                ? Store.Owner.PRODUCTION
                : isThird() ? Store.Owner.THIRD : Store.Owner.DEVELOPMENT;
        return new Store(bucket.name(), owner, isThird() ? bucket.account() : "", bucket.keyPrefix(), kmsKeyArn, true);
    }

    private boolean isThird() {
        return blueprint.bucket().account().equals(Blueprints.THIRD);
    }

    Checklist check() throws InterruptedException {
        Preflight.Limits limits = new Preflight.Limits(Duration.ofSeconds(20), Duration.ofSeconds(60));
        DeploymentRequest request = request();
        return new Preflight(clients, executor, aws().clock(), limits)
                .check(
                        Subject.of(
                                request.environment(),
                                request.store(),
                                new DeploymentRequest.Target(
                                        request.target().application(),
                                        request.target().deploymentGroup(),
                                        request.target().deploymentConfig(),
                                        blueprint.instanceRoleArns()),
                                request.requester()),
                        new SourceCredentials(
                                clients, request.environment(), this::credential, request.requester(), aws().clock()));
    }

    @Override
    public void close() {
        executor.shutdownNow();
        clients.close();
        harness.close();
    }
}
