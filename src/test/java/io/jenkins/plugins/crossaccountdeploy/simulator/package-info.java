/** Two AWS accounts in this process: start a {@link Simulator} with a {@link Scenario}, and point real clients at it. */
package io.jenkins.plugins.crossaccountdeploy.simulator;
