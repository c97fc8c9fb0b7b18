/** CloudFormation: stacks that create what their templates describe in simulated accounts. */
package io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation;
