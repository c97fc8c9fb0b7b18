/** Environments that are checked once a day, and what administrators see of those that fail. */
package io.jenkins.plugins.crossaccountdeploy.monitoring;
