/**
 * What is kept of deployments when they are over: a record of each with its build, bounded whatever its size, and a journal of
 * each deployment group that outlives builds. Both are written while a run goes on, by a listener of it, and neither ever
 * stands in its way. Knows nothing of Jenkins.
 */
package io.jenkins.plugins.crossaccountdeploy.history;
