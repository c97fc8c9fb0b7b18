/** What every simulated service has in common. */
package io.jenkins.plugins.crossaccountdeploy.simulator.service;
