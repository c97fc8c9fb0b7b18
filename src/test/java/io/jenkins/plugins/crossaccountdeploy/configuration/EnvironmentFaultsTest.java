package io.jenkins.plugins.crossaccountdeploy.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentFaultsTest {

    private final DeploymentSource source = new DeploymentSource("my-demo-application");
    private final DeploymentRole role = new DeploymentRole("arn:aws:iam::222222222222:role/CrossAccountRole");
    private final DeploymentEnvironment environment = new DeploymentEnvironment("prod", "eu-west-1", source, role);

    private List<String> faults() {
        return EnvironmentFaults.of(List.of(environment), Locale.ENGLISH);
    }

    @Test
    void findNothingWrongWithTheLeastThatAnEnvironmentNeeds() {
        assertThat(faults()).isEmpty();
    }

    @Test
    void areToldInTheLanguageOfWhoeverReadsThem() {
        environment.setInstanceRoleArns(List.of("CodeDeployDemo-EC2"));
        source.setBucketAccount("somebody");
        assertThat(EnvironmentFaults.of(environment, Locale.GERMANY))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault)
                                .startsWith(
                                        "Umgebung „prod“: instanceRoleArns „CodeDeployDemo-EC2“ ist keine ARN einer Rolle"),
                        fault -> assertThat(fault)
                                .startsWith("Umgebung „prod“: source.bucketAccount ist „somebody“, also weder"));
        assertThat(environment.faults()).allSatisfy(fault -> assertThat(fault).startsWith("Environment 'prod': "));
    }

    @Test
    void nameTheEnvironmentAndTheField() {
        source.setKeyPrefix("/revisions");
        source.setBucketAccount("somebody");
        role.setExternalId("top secret");
        role.setDurationSeconds(60);
        environment.setAllowedJobs(List.of("/web"));
        environment.setInstanceRoleArns(List.of("CodeDeployDemo-EC2"));
        DeploymentEndpoints endpoints = new DeploymentEndpoints();
        endpoints.setSts("sts.local");
        environment.setEndpoints(endpoints);
        assertThat(faults())
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault).startsWith("Environment 'prod': source.keyPrefix is not"),
                        fault -> assertThat(fault)
                                .startsWith("Environment 'prod': source.bucketAccount is 'somebody'")
                                .contains("neither development nor production nor the 12 digits"),
                        fault -> assertThat(fault)
                                .startsWith("Environment 'prod': role.externalId is not")
                                .doesNotContain("top secret"),
                        fault -> assertThat(fault)
                                .startsWith("Environment 'prod': role.durationSeconds is not between 900 and 43200"),
                        fault -> assertThat(fault).startsWith("Environment 'prod': allowedJobs '/web' is not"),
                        fault -> assertThat(fault)
                                .startsWith("Environment 'prod': instanceRoleArns 'CodeDeployDemo-EC2' is not"),
                        fault -> assertThat(fault).startsWith("Environment 'prod': endpoints.sts is not"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "production", "Production", "333333333333"})
    void findNothingWrongWithAnAccountOfTheBucket(String account) {
        source.setBucketAccount(account);
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"third", "33333333333", "3333-3333-3333", "arn:aws:iam::333333333333:root"})
    void findWhatIsNoAccountOfTheBucket(String account) {
        source.setBucketAccount(account);
        assertThat(faults()).singleElement().asString().contains("source.bucketAccount is '" + account + "'");
    }

    @Test
    void findASourceRoleThatIsNone() {
        source.setRoleArn("JenkinsDeployer");
        assertThat(faults()).singleElement().asString().contains("source.roleArn is not a role's ARN");
    }

    @Test
    void findASourceRoleOfAnotherPartition() {
        source.setRoleArn("arn:aws-cn:iam::111111111111:role/JenkinsDeployer");
        assertThat(faults())
                .singleElement()
                .asString()
                .contains("source.roleArn is of another partition than eu-west-1");
    }

    @Test
    void findARoleThatWouldAssumeItself() {
        source.setRoleArn(role.getArn());
        assertThat(faults())
                .singleElement()
                .asString()
                .contains("source.roleArn is the role of the production account too");
    }

    @Test
    void findAKeyOfAnotherRegion() {
        source.setKmsKeyArn("arn:aws:kms:eu-west-2:111111111111:key/1234");
        assertThat(faults())
                .containsExactly("Environment 'prod': source.kmsKeyArn is a key of another region than eu-west-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms:eu-west-1:111111111111:key/mrk-1234abcd12ab34cd56ef1234567890ab",
            })
    void findNothingWrongWithAKeysArn(String arn) {
        source.setKmsKeyArn(arn);
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alias/bundles | is an alias, which belongs to one account, can be pointed to another key",
                "arn:aws:kms:eu-west-1:111111111111:alias/bundles | is an alias, which belongs to one account",
                "alias/aws/s3 | is an alias, which belongs to one account",
                "1234abcd-12ab-34cd-56ef-1234567890ab | is a key's ID alone, which another account looks for",
                "key/1234abcd-12ab-34cd-56ef-1234567890ab | is a key's ID alone",
                "mrk-1234abcd12ab34cd56ef1234567890ab | is a key's ID alone",
                "bundles | is not a KMS key's ARN, such as arn:aws:kms:",
                "arn:aws:s3:::my-demo-application | is not a KMS key's ARN",
                "arn:aws-cn:kms:cn-north-1:111111111111:key/1234 | is of another partition than eu-west-1, where it starts"
                        + " with arn:aws:",
                "arn:aws:kms:us-east-1:111111111111:key/1234 | is a key of another region than eu-west-1",
                "arn:aws:kms:us-east-1:111111111111:key/mrk-1234 | name its replica there, whose ARN has that region",
            })
    void sayWhyAKeyIsNotNamedSo(String given, String why) {
        source.setKmsKeyArn(given);
        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("Environment 'prod': source.kmsKeyArn is ")
                .contains(why);
    }

    @Test
    void findARoleOfAnotherPartition() {
        DeploymentEnvironment sovereign = new DeploymentEnvironment("prod", "eusc-de-east-1", source, role);
        assertThat(EnvironmentFaults.of(List.of(sovereign), Locale.ENGLISH))
                .containsExactly("Environment 'prod': role.arn is of another partition than eusc-de-east-1, where it"
                        + " starts with arn:aws-eusc:");
        DeploymentRole roleThere = new DeploymentRole("arn:aws-eusc:iam::222222222222:role/CrossAccountRole");
        assertThat(EnvironmentFaults.of(
                        List.of(new DeploymentEnvironment("prod", "eusc-de-east-1", source, roleThere)),
                        Locale.ENGLISH))
                .isEmpty();
    }

    private List<String> faultsIn(String region, boolean fips, boolean dualStack, String codeDeploy) {
        DeploymentEndpoints endpoints = new DeploymentEndpoints();
        endpoints.setFips(fips);
        endpoints.setDualStack(dualStack);
        endpoints.setCodeDeploy(codeDeploy);
        String partition = Partition.ofRegion(region).orElseThrow().id();
        DeploymentEnvironment there = new DeploymentEnvironment(
                "prod",
                region,
                source,
                new DeploymentRole("arn:" + partition + ":iam::222222222222:role/CrossAccountRole"));
        there.setEndpoints(endpoints);
        return EnvironmentFaults.of(List.of(there), Locale.ENGLISH);
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, true, true, ''",
        "us-gov-west-1, true, false, ''",
        "us-gov-west-1, false, true, ''",
        "ca-central-1, true, true, https://vpce-0123.codedeploy.ca-central-1.vpce.amazonaws.com",
        "eu-west-1, false, true, ''",
        "cn-north-1, false, true, ''",
    })
    void findNothingWrongWithEndpointsThatThereAre(String region, boolean fips, boolean dualStack, String codeDeploy) {
        assertThat(faultsIn(region, fips, dualStack, codeDeploy)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ca-central-1 | true | false | endpoints.fips cannot be, since AWS has no FIPS endpoint of CodeDeploy in"
                        + " ca-central-1: name another region, or give the URL of codeDeploy",
                "us-gov-west-1 | true | true | endpoints.fips cannot be combined with dualStack in us-gov-west-1",
                "us-iso-east-1 | false | true | endpoints.dualStack cannot be, since AWS has no dual-stack endpoints in",
            })
    void sayWhichEndpointsThereAreNot(String region, boolean fips, boolean dualStack, String why) {
        assertThat(faultsIn(region, fips, dualStack, ""))
                .singleElement()
                .asString()
                .startsWith("Environment 'prod': " + why);
    }

    @Test
    void sayForEachServiceThatItHasNoFipsEndpoint() {
        assertThat(faultsIn("eu-west-1", true, false, ""))
                .hasSize(3)
                .anySatisfy(fault -> assertThat(fault).contains("FIPS endpoint of STS in eu-west-1"))
                .anySatisfy(fault -> assertThat(fault).contains("FIPS endpoint of S3 in eu-west-1"))
                .anySatisfy(fault -> assertThat(fault).contains("FIPS endpoint of CodeDeploy in eu-west-1"));
    }

    @Test
    void findADefaultThatTheLocksForbid() {
        environment.setApplication("CodeDeployDemo");
        environment.setApplications(List.of("shop-*"));
        environment.setDeploymentGroup("Prod");
        environment.setDeploymentGroups(List.of("Prod", "Canary"));
        assertThat(faults())
                .containsExactly(
                        "Environment 'prod': application 'CodeDeployDemo' is not among its applications shop-*");
    }

    @Test
    void findTwoOfOneName() {
        assertThat(EnvironmentFaults.of(List.of(environment, environment), Locale.ENGLISH))
                .containsExactly("There are two environments named 'prod'");
    }
}
