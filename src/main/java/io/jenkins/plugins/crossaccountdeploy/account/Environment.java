package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;

/**
 * Where a deployment goes, as the administrator has named and described it.
 *
 * @param name such as {@code prod}
 * @param region of CodeDeploy in the production account and of the bucket, such as {@code eu-west-1}
 * @param role assumed in the production account
 * @param endpoints other than the public ones
 */
public record Environment(String name, String region, Role role, Endpoints endpoints) implements Serializable {}
