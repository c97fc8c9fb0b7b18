/**
 * The run of a deployment: a state machine that checks, bundles, assumes the role, registers, creates and watches. Knows
 * nothing of Jenkins: the freestyle builder, the Pipeline step and the demo all drive the same {@link
 * io.jenkins.plugins.crossaccountdeploy.deployment.Engine}.
 */
package io.jenkins.plugins.crossaccountdeploy.deployment;
