package io.jenkins.plugins.crossaccountdeploy.configuration;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with environments, each fault in one line that names the environment and the field. */
final class EnvironmentFaults {

    /** The bounds of AssumeRole's DurationSeconds. */
    private static final int SHORTEST_SESSION = 900;

    private static final int LONGEST_SESSION = 43_200;

    private final DeploymentEnvironment environment;
    private final List<String> faults = new ArrayList<>();

    private EnvironmentFaults(DeploymentEnvironment environment) {
        this.environment = environment;
    }

    /** The faults of all environments, and of their being together. */
    static List<String> of(List<DeploymentEnvironment> environments) {
        List<String> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (DeploymentEnvironment environment : environments) {
            faults.addAll(of(environment));
            if (!names.add(environment.getName())) {
                faults.add("There are two environments named '" + environment.getName() + "'");
            }
        }
        return faults;
    }

    /** The faults of one environment. */
    static List<String> of(DeploymentEnvironment environment) {
        return new EnvironmentFaults(environment).find();
    }

    private List<String> find() {
        add(Format.ENVIRONMENT_NAME.faultOfRequired(subject("name"), environment.getName()));
        add(Format.REGION.faultOfRequired(subject("region"), environment.getRegion()));
        source(environment.getSource());
        role(environment.getRole());
        add(Format.CODEDEPLOY_NAME.fault(subject("application"), environment.getApplication()));
        add(Format.CODEDEPLOY_NAME.fault(subject("deploymentGroup"), environment.getDeploymentGroup()));
        add(Format.CODEDEPLOY_NAME.fault(subject("deploymentConfig"), environment.getDeploymentConfig()));
        Format.ROLE_ARN
                .faults(subject("instanceRoleArns"), environment.getInstanceRoleArns())
                .forEach(faults::add);
        Format.JOB_PATTERN
                .faults(subject("allowedJobs"), environment.getAllowedJobs())
                .forEach(faults::add);
        lock("applications", environment.getApplications(), "application", environment.getApplication());
        lock(
                "deploymentGroups",
                environment.getDeploymentGroups(),
                "deploymentGroup",
                environment.getDeploymentGroup());
        endpoints(environment.getEndpoints());
        return faults;
    }

    /** What jobs deploy unless they say otherwise must be among what they may say. */
    private void lock(String field, List<String> patterns, String defaulted, String name) {
        Format.CODEDEPLOY_NAME.faults(subject(field), patterns).forEach(faults::add);
        if (!name.isEmpty() && !EnvironmentRules.allows(patterns, name)) {
            faults.add(subject(defaulted) + " '" + name + "' is not among its " + field + " "
                    + String.join(", ", patterns));
        }
    }

    private void source(DeploymentSource source) {
        add(Format.ROLE_ARN.fault(subject("source.roleArn"), source.getRoleArn()));
        add(partition(subject("source.roleArn"), source.getRoleArn(), environment.getRegion()));
        if (!source.getRoleArn().isEmpty()
                && source.getRoleArn().equals(environment.getRole().getArn())) {
            faults.add(
                    subject("source.roleArn")
                            + " is the role of the production account too: leave it empty, or name one of the development account");
        }
        add(Format.BUCKET.faultOfRequired(subject("source.bucket"), source.getBucket()));
        add(BucketAccount.fault(subject("source.bucketAccount"), source.getBucketAccount()));
        add(Format.KEY_PREFIX.fault(subject("source.keyPrefix"), source.getKeyPrefix()));
        add(KmsKey.fault(subject("source.kmsKeyArn"), source.getKmsKeyArn(), environment.getRegion()));
    }

    private void role(DeploymentRole role) {
        add(Format.ROLE_ARN.faultOfRequired(subject("role.arn"), role.getArn()));
        add(partition(subject("role.arn"), role.getArn(), environment.getRegion()));
        add(Format.EXTERNAL_ID.fault(subject("role.externalId"), role.getExternalId()));
        add(duration(subject("role.durationSeconds"), role.getDurationSeconds()));
    }

    private void endpoints(DeploymentEndpoints endpoints) {
        add(Format.URL.fault(subject("endpoints.sts"), endpoints.getSts()));
        add(Format.URL.fault(subject("endpoints.s3"), endpoints.getS3()));
        add(Format.URL.fault(subject("endpoints.codeDeploy"), endpoints.getCodeDeploy()));
        if (Format.REGION.fits(environment.getRegion())) {
            String subject = subject("endpoints." + (endpoints.isFips() ? "fips" : "dualStack"));
            endpoints
                    .toEndpoints()
                    .unsupportedIn(environment.getRegion())
                    .forEach(fault -> faults.add(subject + " " + fault));
        }
    }

    /** No account has anything in another partition's regions. */
    private static Optional<String> partition(String subject, String roleArn, String region) {
        return Partition.ofRegion(region)
                .filter(partition ->
                        Format.ROLE_ARN.fits(roleArn) && !roleArn.startsWith("arn:" + partition.id() + ":"))
                .map(partition -> subject + " is of another partition than " + region + ", where it starts with arn:"
                        + partition.id() + ":");
    }

    static Optional<String> duration(String subject, int seconds) {
        return seconds >= SHORTEST_SESSION && seconds <= LONGEST_SESSION
                ? Optional.empty()
                : Optional.of(subject + " is not between " + SHORTEST_SESSION + " and " + LONGEST_SESSION
                        + " seconds, which is what STS allows");
    }

    private String subject(String field) {
        return "Environment '" + environment.getName() + "': " + field;
    }

    private void add(Optional<String> fault) {
        fault.ifPresent(faults::add);
    }
}
