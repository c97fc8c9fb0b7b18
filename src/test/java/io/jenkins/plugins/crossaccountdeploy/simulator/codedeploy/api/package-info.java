/** The operations of CodeDeploy, one class a kind of thing that they are about. */
package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;
