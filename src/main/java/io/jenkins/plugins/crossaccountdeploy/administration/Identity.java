package io.jenkins.plugins.crossaccountdeploy.administration;

import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;

/**
 * Who Jenkins is in the development account.
 *
 * @param principal as policies name it; a placeholder where it is not known
 * @param doubt why it is not known, or not for sure: half a sentence; empty if it is
 */
public record Identity(DevelopmentPrincipal principal, String doubt) {}
