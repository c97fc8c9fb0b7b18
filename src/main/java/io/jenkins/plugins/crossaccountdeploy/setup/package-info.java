/**
 * Sets an environment up: writes the policies that both accounts need, as JSON, as CloudFormation templates and as
 * Terraform, all from one list of statements.
 */
package io.jenkins.plugins.crossaccountdeploy.setup;
