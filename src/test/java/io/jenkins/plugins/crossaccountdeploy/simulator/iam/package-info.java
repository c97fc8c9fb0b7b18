/** Accounts, users, roles and their sessions; signatures and policies. */
package io.jenkins.plugins.crossaccountdeploy.simulator.iam;
