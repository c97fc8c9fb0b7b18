package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.Credential;
import io.jenkins.plugins.crossaccountdeploy.account.Endpoints;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.account.SourceCredentials;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocuments;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcIssuer;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/**
 * Accounts that are set up with the generated policies, an application and instances, and an environment that describes
 * them. A test spoils either of them, and looks at the checklist.
 */
final class CheckedAccounts implements AutoCloseable {

    static final String DEVELOPMENT = "111111111111";
    static final String PRODUCTION = "222222222222";
    static final String THIRD = "333333333333";
    static final String REGION = "eu-west-1";
    static final String BUCKET = "bundles-of-shop";
    static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String ROLE_ARN = "arn:aws:iam::222222222222:role/JenkinsDeploys";
    static final String INSTANCE_ROLE_ARN = "arn:aws:iam::222222222222:role/ShopInstances";
    static final Preflight.Limits LIMITS = new Preflight.Limits(Duration.ofSeconds(20), Duration.ofSeconds(60));

    private static final String EXTERNAL_ID = "3f1c8a2e-prod";

    private final Simulator aws;
    private final boolean encrypted;
    private KmsKey key;
    private final Clients clients = new Clients(ApacheHttpClient.builder().build());
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    /** What the administrator has entered; a test changes what it likes. */
    Role role = new Role(ROLE_ARN, EXTERNAL_ID, Role.DEFAULT_DURATION, true, true);

    String region = REGION;
    String bucketName = BUCKET;
    String bucketAccount;
    Store.Owner owner;
    String kmsKeyArn;
    String application = "Shop";
    String group = "Prod";
    String config = "";
    List<String> instanceRoleArns = List.of(INSTANCE_ROLE_ARN);
    String user = "jenkins";
    AwsCredentialsProvider credentials;
    String sourceRoleArn = "";
    Supplier<Credential> source = () -> {
        throw new IllegalStateException("there is no source role");
    };
    InstantSource clock;
    Preflight.Limits limits = LIMITS;

    CheckedAccounts(String bucketAccount, boolean encrypted) {
        this.encrypted = encrypted;
        this.bucketAccount = bucketAccount.equals(THIRD) ? THIRD : "";
        this.owner = switch (bucketAccount) {
            case PRODUCTION -> Store.Owner.PRODUCTION;
            case THIRD -> Store.Owner.THIRD;
            default -> Store.Owner.DEVELOPMENT;
        };
        this.kmsKeyArn = encrypted ? "arn:aws:kms:" + REGION + ":" + bucketAccount + ":key/" + KEY_ID : "";
        this.aws = Simulator.start(Scenario.empty().with(simulator -> setUp(simulator, bucketAccount)));
        this.clock = aws.clock();
        this.credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                aws.accessKey(user).id(), aws.accessKey(user).secret()));
    }

    private void setUp(Simulator simulator, String account) {
        List.of(DEVELOPMENT, PRODUCTION, THIRD).forEach(simulator::createAccount);
        simulator.account(DEVELOPMENT).createUser(user);
        simulator.account(PRODUCTION).createRole("ShopInstances", trustOf("ec2"));
        simulator.account(PRODUCTION).createRole("CodeDeployServiceRole", trustOf("codedeploy"));
        simulator.createBucket(account, BUCKET, REGION);
        if (encrypted) {
            key = simulator.createKey(account, REGION, KEY_ID, keyPolicy(account, List.of()));
        }
        PolicyDocuments.of(blueprint(account)).forEach(document -> apply(simulator, document));
        simulator
                .createApplication(PRODUCTION, REGION, application, "Server")
                .createGroup(group)
                .instances("i-0a1b2c3d", "i-0b2c3d4e")
                .instanceRole(simulator.account(PRODUCTION).role("ShopInstances"))
                .serviceRole(simulator.account(PRODUCTION).role("CodeDeployServiceRole"));
    }

    private Blueprint blueprint(String account) {
        return new Blueprint(
                "prod",
                REGION,
                new DevelopmentPrincipal("arn:aws:iam::111111111111:user/jenkins", DEVELOPMENT, Optional.empty()),
                new Role(ROLE_ARN, EXTERNAL_ID, Role.DEFAULT_DURATION, true, true),
                new Blueprint.Bucket(BUCKET, account, "revisions", kmsKeyArn),
                List.of(application),
                List.of(group),
                instanceRoleArns,
                new Blueprint.Serverless(List.of(), List.of()),
                Set.of());
    }

    private void apply(Simulator simulator, PolicyDocument document) {
        String policy = document.policy().json();
        switch (document.kind()) {
            case SOURCE_ROLE_TRUST -> throw new IllegalStateException("Jenkins has a key");
            case DEVELOPMENT_PRINCIPAL ->
                simulator.account(DEVELOPMENT).user(user).putPolicy("deploy", policy);
            case BUCKET -> simulator.bucket(BUCKET).policy(policy);
            case KMS_KEY ->
                key.policy(keyPolicy(document.account(), document.policy().statements()));
            case ROLE_TRUST -> simulator.account(PRODUCTION).createRole("JenkinsDeploys", policy);
            case ROLE_PERMISSIONS -> role(simulator).putPolicy("deploy", policy);
            case INSTANCE_PROFILE ->
                simulator.account(PRODUCTION).role("ShopInstances").putPolicy("fetch", policy);
        }
    }

    private static String keyPolicy(String account, List<Statement> more) {
        List<Statement> statements = new ArrayList<>(more);
        statements.add(Statement.allow(List.of("kms:*"), List.of("*"))
                .named("Administration")
                .of(List.of("arn:aws:iam::" + account + ":root")));
        return new Policy(statements).json();
    }

    private static String trustOf(String service) {
        return Policy.Statement.allow(List.of("sts:AssumeRole"), List.of())
                .of("Service", List.of(service + ".amazonaws.com"))
                .json()
                .transform(statement -> "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}");
    }

    Simulator aws() {
        return aws;
    }

    boolean isEncrypted() {
        return encrypted;
    }

    Bucket bucket() {
        return aws.bucket(BUCKET);
    }

    KmsKey key() {
        return key;
    }

    DeploymentGroup group() {
        return aws.group("Shop", "Prod");
    }

    io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role role() {
        return role(aws);
    }

    private static io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role role(Simulator simulator) {
        return simulator.account(PRODUCTION).role("JenkinsDeploys");
    }

    User user() {
        return aws.account(DEVELOPMENT).user("jenkins");
    }

    Environment environment() {
        String endpoint = aws.endpoint().toString();
        return new Environment(
                "prod",
                region,
                role,
                new Endpoints(endpoint, endpoint, endpoint, endpoint, false, false),
                sourceRoleArn);
    }

    Subject subject() {
        return Subject.of(
                environment(),
                new Store(bucketName, owner, bucketAccount, "revisions", kmsKeyArn, true),
                new DeploymentRequest.Target(application, group, config, instanceRoleArns),
                new Requester("check", 1, "ada", "https://jenkins.example/"));
    }

    /** Moves what Jenkins' user may do to a role of the development account, which the user and ID tokens may assume. */
    io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role useSourceRole(OidcIssuer issuer) {
        var sourceRole = aws.account(DEVELOPMENT).createRole("JenkinsDeployer", """
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "Key", "Effect": "Allow", "Action": "sts:AssumeRole",
                   "Principal": {"AWS": "arn:aws:iam::111111111111:user/jenkins"}},
                  {"Sid": "Token", "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                   "Principal": {"Federated": "arn:aws:iam::111111111111:oidc-provider/jenkins.example/oidc"},
                   "Condition": {
                     "StringEquals": {"jenkins.example/oidc:aud": "sts.amazonaws.com"}}}]}
                """);
        user().policyDocuments().forEach(sourceRole::putPolicy);
        user().removePolicy("deploy");
        aws.account(DEVELOPMENT).createOidcProvider(issuer, List.of("sts.amazonaws.com"));
        role().trust(role().trust().text().replace("user/jenkins", "role/JenkinsDeployer"));
        sourceRoleArn = "arn:aws:iam::111111111111:role/JenkinsDeployer";
        AwsCredentialsProvider keys = credentials;
        source = () -> new Credential.Keys(keys.resolveCredentials());
        return sourceRole;
    }

    private AwsCredentialsProvider development() {
        return sourceRoleArn.isEmpty()
                ? credentials
                : new SourceCredentials(
                        clients.answeringWithin(limits.call()),
                        environment(),
                        () -> source.get(),
                        subject().request().requester(),
                        clock);
    }

    Preflight preflight() {
        return new Preflight(clients, executor, clock, limits);
    }

    Clients clients() {
        return clients;
    }

    Checklist check() {
        try {
            return preflight().check(subject(), development());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        clients.close();
        aws.close();
    }
}
