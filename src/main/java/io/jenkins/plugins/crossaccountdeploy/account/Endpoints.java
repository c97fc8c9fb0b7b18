package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    private static final Pattern ON_THIS_MACHINE =
            Pattern.compile("http://([^/]+[.])?localhost([:/].*)?|http://(127([.]\\d+){3}|\\[::1])([:/].*)?");

    /** Runs that were saved before there was an endpoint of some service have none. */
    public Endpoints {
        kms = Objects.requireNonNullElse(kms, "");
        ecs = Objects.requireNonNullElse(ecs, "");
        lambda = Objects.requireNonNullElse(lambda, "");
    }

    /** With ECS and Lambda at their public addresses. */
    public Endpoints(String sts, String s3, String codeDeploy, String kms, boolean fips, boolean dualStack) {
        this(sts, s3, codeDeploy, kms, "", "", fips, dualStack);
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
