/** Keys, and who may use them. */
package io.jenkins.plugins.crossaccountdeploy.simulator.kms;
