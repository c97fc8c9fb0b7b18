package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the services answer when it is not at their public addresses: interface endpoints of a VPC, or a simulator.
 *
 * @param sts URL, or empty for the region's own
 * @param s3 URL, or empty for the region's own; buckets are then addressed by path
 * @param codeDeploy URL, or empty for the region's own
 * @param kms URL, or empty for the region's own
 */
public record Endpoints(String sts, String s3, String codeDeploy, String kms) implements Serializable {

    /** The services' public addresses. */
    public static final Endpoints PUBLIC = new Endpoints("", "", "", "");

    private static final Pattern ON_THIS_MACHINE =
            Pattern.compile("http://([^/]+[.])?localhost([:/].*)?|http://(127([.]\\d+){3}|\\[::1])([:/].*)?");

    /** Runs that were saved before there was an endpoint of KMS have none. */
    public Endpoints {
        kms = kms == null ? "" : kms;
    }

    /** With KMS at its public address. */
    public Endpoints(String sts, String s3, String codeDeploy) {
        this(sts, s3, codeDeploy, "");
    }

    /** Those that are spoken to in plain HTTP over a network, where bundles and temporary credentials can be read. */
    public List<String> unprotected() {
        return Stream.of(sts, s3, codeDeploy, kms)
                .filter(Endpoints::isUnprotected)
                .distinct()
                .toList();
    }

    /** Whether a URL is one of plain HTTP that leaves this machine. */
    public static boolean isUnprotected(String url) {
        return url.startsWith("http://") && !ON_THIS_MACHINE.matcher(url).matches();
    }
}
