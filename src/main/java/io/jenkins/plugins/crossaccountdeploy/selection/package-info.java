/**
 * Which files of a workspace make the bundle: selects them by patterns, lists and reads them, and says what is wrong with
 * those that cannot be bundled. Runs on the agent that has the workspace.
 */
package io.jenkins.plugins.crossaccountdeploy.selection;
