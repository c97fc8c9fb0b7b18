/**
 * What Jenkins runs: the Pipeline step and the build step make a deployment request of what the job says and see it
 * through, step by step. What the steps are is the business of {@code deployment}, which knows nothing of Jenkins.
 */
package io.jenkins.plugins.crossaccountdeploy;
