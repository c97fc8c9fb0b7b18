/**
 * Archives that are ready-made: lists what is in a zip or tar, without unpacking it, and refuses what instances could not unpack
 * as it is. Runs on the agent that has the workspace.
 */
package io.jenkins.plugins.crossaccountdeploy.archive;
