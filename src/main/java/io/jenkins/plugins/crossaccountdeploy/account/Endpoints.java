package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jvnet.localizer.Localizable;

/**
 * Where the services answer when it is not at their usual addresses: interface endpoints of a VPC, a simulator, or public
 * endpoints of other kinds. A service with a URL answers there, whatever kind of public endpoint is asked for.
 *
 * @param sts URL, or empty for the region's own
 * @param s3 URL, or empty for the region's own; buckets are then addressed by path
 * @param codeDeploy URL, or empty for the region's own
 * @param kms URL, or empty for the region's own
 * @param ecs URL, or empty for the region's own
 * @param lambda URL, or empty for the region's own
 * @param fips whether public endpoints are those whose cryptography is validated by FIPS 140-3
 * @param dualStack whether public endpoints are those that IPv6 reaches as well; CodeDeploy has none (<a
 *     href="https://docs.aws.amazon.com/general/latest/gr/codedeploy.html">endpoints of CodeDeploy</a>), and answers at its
 *     own address all the same
 */
public record Endpoints(
        String sts,
        String s3,
        String codeDeploy,
        String kms,
        String ecs,
        String lambda,
        boolean fips,
        boolean dualStack)
        implements Serializable {

    /** The services' public addresses. */
    public static final Endpoints PUBLIC = new Endpoints("", "", "");

    private static final String UNITED_STATES = "us-(east|west)-\\d";
    private static final String GOV_CLOUD = "us-gov-[a-z]+-\\d";
    private static final String CANADA = "ca-[a-z]+-\\d";

    private static final Pattern ON_THIS_MACHINE =
            Pattern.compile("http://([^/]+[.])?localhost([:/].*)?|http://(127([.]\\d+){3}|\\[::1])([:/].*)?");

    /** Runs that were saved before there was an endpoint of some service have none. */
    public Endpoints {
        kms = Objects.requireNonNullElse(kms, "");
        ecs = Objects.requireNonNullElse(ecs, "");
        lambda = Objects.requireNonNullElse(lambda, "");
    }

    /** With all other services at their public addresses. */
    public Endpoints(String sts, String s3, String codeDeploy) {
        this(sts, s3, codeDeploy, "");
    }

    /** With public endpoints of the usual kind. */
    public Endpoints(String sts, String s3, String codeDeploy, String kms) {
        this(sts, s3, codeDeploy, kms, false, false);
    }

    /** With ECS and Lambda at their public addresses. */
    public Endpoints(String sts, String s3, String codeDeploy, String kms, boolean fips, boolean dualStack) {
        this(sts, s3, codeDeploy, kms, "", "", fips, dualStack);
    }

    /**
     * What is wrong with the kinds of public endpoints that are asked for: AWS does not have each of them everywhere (<a
     * href="https://aws.amazon.com/compliance/fips/">FIPS endpoints by service</a>, <a
     * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_dual-stack_endpoint_support.html">dual-stack endpoints
     * of STS</a>).
     *
     * @param subject of the sentences
     * @return sentences without their full stop
     */
    public List<Localizable> unsupportedIn(String subject, String region) {
        List<Localizable> faults = new ArrayList<>();
        if (fips) {
            fault(subject, "STS", "sts", sts, region, UNITED_STATES, GOV_CLOUD, CANADA)
                    .ifPresent(faults::add);
            fault(subject, "S3", "s3", s3, region, UNITED_STATES, GOV_CLOUD, CANADA)
                    .ifPresent(faults::add);
            fault(subject, "CodeDeploy", "codeDeploy", codeDeploy, region, UNITED_STATES, GOV_CLOUD)
                    .ifPresent(faults::add);
        }
        if (fips && dualStack && sts.isEmpty() && region.matches(GOV_CLOUD)) {
            faults.add(Messages._Endpoints_NotBoth(subject, region));
        }
        boolean isPublic = sts.isEmpty() || s3.isEmpty() || kms.isEmpty();
        Optional<Partition> partition = Partition.ofRegion(region);
        if (dualStack
                && isPublic
                && partition.isPresent()
                && partition.get().dualStackDnsSuffix().isEmpty()) {
            faults.add(Messages._Endpoints_NoDualStack(subject, region));
        }
        return faults;
    }

    private static Optional<Localizable> fault(
            String subject, String service, String field, String url, String region, String... available) {
        return !url.isEmpty() || Stream.of(available).anyMatch(region::matches)
                ? Optional.empty()
                : Optional.of(Messages._Endpoints_NoFips(subject, service, region, field));
    }

    /** Those that are spoken to in plain HTTP over a network, where bundles and temporary credentials can be read. */
    public List<String> unprotected() {
        return Stream.of(sts, s3, codeDeploy, kms, ecs, lambda)
                .filter(Endpoints::isUnprotected)
                .distinct()
                .toList();
    }

    /** Whether a URL is one of plain HTTP that leaves this machine. */
    public static boolean isUnprotected(String url) {
        return url.startsWith("http://") && !ON_THIS_MACHINE.matcher(url).matches();
    }
}
