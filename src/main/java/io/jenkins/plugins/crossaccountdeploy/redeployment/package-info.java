/**
 * What was deployed before is deployed again, byte for byte: what is live in one environment goes to another, or somebody wants
 * an earlier revision back. Finds it in the journal, and shows nobody what he may not read.
 */
package io.jenkins.plugins.crossaccountdeploy.redeployment;
