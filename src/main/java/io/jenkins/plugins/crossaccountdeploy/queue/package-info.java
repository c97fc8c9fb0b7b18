/** The order in which the runs of this Jenkins deploy to one group: first come, first served. */
package io.jenkins.plugins.crossaccountdeploy.queue;
