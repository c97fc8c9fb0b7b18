/** What an administrator asks of an environment before it is saved: whether it works, and which policies it needs. */
package io.jenkins.plugins.crossaccountdeploy.administration;
