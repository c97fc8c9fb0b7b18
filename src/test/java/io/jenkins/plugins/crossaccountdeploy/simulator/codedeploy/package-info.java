/** Applications, deployment groups, and deployments that happen in simulated time. */
package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;
