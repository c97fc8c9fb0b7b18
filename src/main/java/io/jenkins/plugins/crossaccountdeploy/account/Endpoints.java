package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;

/**
 * Where the services answer when it is not at their public addresses: interface endpoints of a VPC, or a simulator.
 *
 * @param sts URL, or empty for the region's own
 * @param s3 URL, or empty for the region's own; buckets are then addressed by path
 * @param codeDeploy URL, or empty for the region's own
 */
public record Endpoints(String sts, String s3, String codeDeploy) implements Serializable {

    /** The services' public addresses. */
    public static final Endpoints PUBLIC = new Endpoints("", "", "");
}
