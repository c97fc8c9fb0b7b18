/**
 * Looks at a deployment that runs and tells what is new: each lifecycle event of each target once, in the order in which
 * they happened, and counts instead of events where there are hundreds of targets.
 */
package io.jenkins.plugins.crossaccountdeploy.watch;
