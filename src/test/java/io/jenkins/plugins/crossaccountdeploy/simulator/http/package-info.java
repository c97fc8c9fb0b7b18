/** HTTP and JSON, as much of them as AWS services speak. */
package io.jenkins.plugins.crossaccountdeploy.simulator.http;
