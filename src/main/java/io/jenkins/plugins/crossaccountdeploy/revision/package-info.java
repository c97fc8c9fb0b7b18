/**
 * The revision: where CodeDeploy finds a bundle. Addresses the object by what is in it, signs the requests that upload it,
 * and finds again what is there already. Runs on the controller; knows nothing of Jenkins.
 */
package io.jenkins.plugins.crossaccountdeploy.revision;
