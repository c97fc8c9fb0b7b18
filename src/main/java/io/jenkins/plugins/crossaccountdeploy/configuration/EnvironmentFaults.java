package io.jenkins.plugins.crossaccountdeploy.configuration;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jvnet.localizer.Localizable;

/** What is wrong with environments, each fault in one line that names the environment and the field. */
final class EnvironmentFaults {

    /** The bounds of AssumeRole's DurationSeconds. */
    private static final int SHORTEST_SESSION = 900;

    private static final int LONGEST_SESSION = 43_200;

    private final DeploymentEnvironment environment;
    private final Locale locale;
    private final List<String> faults = new ArrayList<>();

    private EnvironmentFaults(DeploymentEnvironment environment, Locale locale) {
        this.environment = environment;
        this.locale = locale;
    }

    /** The faults of all environments, and of their being together. */
    static List<String> of(List<DeploymentEnvironment> environments, Locale locale) {
        List<String> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (DeploymentEnvironment environment : environments) {
            faults.addAll(of(environment, locale));
            if (!names.add(environment.getName())) {
                faults.add(Messages._EnvironmentFaults_SameName(environment.getName())
                        .toString(locale));
            }
        }
        return faults;
    }

    /** The faults of one environment. */
    static List<String> of(DeploymentEnvironment environment, Locale locale) {
        return new EnvironmentFaults(environment, locale).find();
    }

    private List<String> find() {
        add(Format.ENVIRONMENT_NAME.problemOfRequired(subject("name"), environment.getName()));
        add(Format.REGION.problemOfRequired(subject("region"), environment.getRegion()));
        source(environment.getSource());
        role(environment.getRole());
        add(Format.CODEDEPLOY_NAME.problem(subject("application"), environment.getApplication()));
        add(Format.CODEDEPLOY_NAME.problem(subject("deploymentGroup"), environment.getDeploymentGroup()));
        add(Format.CODEDEPLOY_NAME.problem(subject("deploymentConfig"), environment.getDeploymentConfig()));
        Format.ROLE_ARN
                .problems(subject("instanceRoleArns"), environment.getInstanceRoleArns(), locale)
                .forEach(faults::add);
        Format.ROLE_ARN
                .problems(subject("taskRoleArns"), environment.getTaskRoleArns(), locale)
                .forEach(faults::add);
        Format.LAMBDA_FUNCTION
                .problems(subject("lambdaFunctions"), environment.getLambdaFunctions(), locale)
                .forEach(faults::add);
        Format.JOB_PATTERN
                .problems(subject("allowedJobs"), environment.getAllowedJobs(), locale)
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
        Format.CODEDEPLOY_NAME.problems(subject(field), patterns, locale).forEach(faults::add);
        if (!name.isEmpty() && !EnvironmentRules.allows(patterns, name)) {
            add(Optional.of(Messages._EnvironmentFaults_NotAmong(
                    subject(defaulted), name, field, String.join(", ", patterns))));
        }
    }

    private void source(DeploymentSource source) {
        add(Format.ROLE_ARN.problem(subject("source.roleArn"), source.getRoleArn()));
        add(partition(subject("source.roleArn"), source.getRoleArn(), environment.getRegion()));
        if (!source.getRoleArn().isEmpty()
                && source.getRoleArn().equals(environment.getRole().getArn())) {
            add(Optional.of(Messages._EnvironmentFaults_SameRole(subject("source.roleArn"))));
        }
        add(Format.BUCKET.problemOfRequired(subject("source.bucket"), source.getBucket()));
        add(BucketAccount.fault(subject("source.bucketAccount"), source.getBucketAccount()));
        add(Format.KEY_PREFIX.problem(subject("source.keyPrefix"), source.getKeyPrefix()));
        add(KmsKey.fault(subject("source.kmsKeyArn"), source.getKmsKeyArn(), environment.getRegion()));
    }

    private void role(DeploymentRole role) {
        add(Format.ROLE_ARN.problemOfRequired(subject("role.arn"), role.getArn()));
        add(partition(subject("role.arn"), role.getArn(), environment.getRegion()));
        add(Format.EXTERNAL_ID.problem(subject("role.externalId"), role.getExternalId()));
        add(duration(subject("role.durationSeconds"), role.getDurationSeconds()));
    }

    private void endpoints(DeploymentEndpoints endpoints) {
        add(Format.URL.problem(subject("endpoints.sts"), endpoints.getSts()));
        add(Format.URL.problem(subject("endpoints.s3"), endpoints.getS3()));
        add(Format.URL.problem(subject("endpoints.codeDeploy"), endpoints.getCodeDeploy()));
        add(Format.URL.problem(subject("endpoints.ecs"), endpoints.getEcs()));
        add(Format.URL.problem(subject("endpoints.lambda"), endpoints.getLambda()));
        if (Format.REGION.fits(environment.getRegion())) {
            new EndpointKinds(environment.getRegion())
                    .faults(
                            subject("endpoints." + (endpoints.isFips() ? "fips" : "dualStack")),
                            endpoints.toEndpoints())
                    .forEach(fault -> add(Optional.of(fault)));
        }
    }

    /** No account has anything in another partition's regions. */
    private static Optional<Localizable> partition(String subject, String roleArn, String region) {
        return Partition.ofRegion(region)
                .filter(partition ->
                        Format.ROLE_ARN.fits(roleArn) && !roleArn.startsWith("arn:" + partition.id() + ":"))
                .map(partition -> Messages._Fault_OtherPartition(subject, region, partition.id()));
    }

    static Optional<Localizable> duration(String subject, int seconds) {
        return seconds >= SHORTEST_SESSION && seconds <= LONGEST_SESSION
                ? Optional.empty()
                : Optional.of(Messages._EnvironmentFaults_Duration(
                        subject, String.valueOf(SHORTEST_SESSION), String.valueOf(LONGEST_SESSION)));
    }

    private String subject(String field) {
        return Messages._EnvironmentFaults_Field(environment.getName(), field).toString(locale);
    }

    private void add(Optional<Localizable> fault) {
        fault.map(text -> text.toString(locale)).ifPresent(faults::add);
    }
}
