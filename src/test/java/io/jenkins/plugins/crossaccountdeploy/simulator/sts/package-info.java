/** Role sessions for those who may have them. */
package io.jenkins.plugins.crossaccountdeploy.simulator.sts;
