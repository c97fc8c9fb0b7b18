/** That the simulated CodeDeploy behaves as the API reference says, asked by the SDK. */
package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;
