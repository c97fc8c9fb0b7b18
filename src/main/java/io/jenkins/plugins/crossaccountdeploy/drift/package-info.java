/**
 * Whether a deployment group runs what this Jenkins has deployed to it last, or what somebody has deployed past it. Knows nothing
 * of Jenkins.
 */
package io.jenkins.plugins.crossaccountdeploy.drift;
