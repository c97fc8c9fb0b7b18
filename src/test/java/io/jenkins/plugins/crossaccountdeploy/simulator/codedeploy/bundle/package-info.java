/** Bundles as those who deploy them fetch and read them. */
package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle;
