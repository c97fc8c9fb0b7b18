/**
 * Whether a deployment group runs what this Jenkins has deployed to it last, or something else has. Knows nothing of
 * Jenkins.
 */
package io.jenkins.plugins.crossaccountdeploy.drift;
