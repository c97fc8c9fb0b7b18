/** The simulated AWS Lambda: functions, their versions and aliases. */
package io.jenkins.plugins.crossaccountdeploy.simulator.lambda;
