/**
 * The two AWS accounts of an environment: who calls, which role is assumed in production, how narrow its session is, and
 * the one place that builds AWS clients. Knows nothing of Jenkins.
 */
package io.jenkins.plugins.crossaccountdeploy.account;
