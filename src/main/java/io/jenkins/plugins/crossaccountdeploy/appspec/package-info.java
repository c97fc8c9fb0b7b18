/**
 * The AppSpec, read and checked before anything is sent, with the CodeDeploy agent as the judge. Runs on the agent that has
 * the workspace.
 */
package io.jenkins.plugins.crossaccountdeploy.appspec;
