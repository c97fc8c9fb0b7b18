package io.jenkins.plugins.crossaccountdeploy.configuration;

import io.jenkins.plugins.crossaccountdeploy.account.Endpoints;
import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jvnet.localizer.Localizable;

/**
 * Which kinds of public endpoints there are in a region: AWS does not have each of them everywhere (<a
 * href="https://aws.amazon.com/compliance/fips/">FIPS endpoints by service</a>, <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_dual-stack_endpoint_support.html">dual-stack endpoints of
 * STS</a>).
 */
record EndpointKinds(String region) {

    private static final String UNITED_STATES = "us-(east|west)-\\d";
    private static final String GOV_CLOUD = "us-gov-[a-z]+-\\d";
    private static final String CANADA = "ca-[a-z]+-\\d";

    /**
     * What is wrong with the kinds that are asked for.
     *
     * @param subject of the sentences
     * @return sentences without their full stop
     */
    List<Localizable> faults(String subject, Endpoints endpoints) {
        List<Localizable> faults = new ArrayList<>();
        if (endpoints.fips()) {
            noFips(subject, "STS", "sts", endpoints.sts(), UNITED_STATES, GOV_CLOUD, CANADA)
                    .ifPresent(faults::add);
            noFips(subject, "S3", "s3", endpoints.s3(), UNITED_STATES, GOV_CLOUD, CANADA)
                    .ifPresent(faults::add);
            noFips(subject, "CodeDeploy", "codeDeploy", endpoints.codeDeploy(), UNITED_STATES, GOV_CLOUD)
                    .ifPresent(faults::add);
        }
        if (endpoints.fips() && endpoints.dualStack() && endpoints.sts().isEmpty() && region.matches(GOV_CLOUD)) {
            faults.add(Messages._EndpointKinds_NotBoth(subject, region));
        }
        boolean isPublic = endpoints.sts().isEmpty()
                || endpoints.s3().isEmpty()
                || endpoints.kms().isEmpty();
        if (endpoints.dualStack()
                && isPublic
                && Partition.ofRegion(region)
                        .filter(partition -> partition.dualStackDnsSuffix().isEmpty())
                        .isPresent()) {
            faults.add(Messages._EndpointKinds_NoDualStack(subject, region));
        }
        return faults;
    }

    private Optional<Localizable> noFips(
            String subject, String service, String field, String url, String... available) {
        return !url.isEmpty() || Stream.of(available).anyMatch(region::matches)
                ? Optional.empty()
                : Optional.of(Messages._EndpointKinds_NoFips(subject, service, region, field));
    }
}
