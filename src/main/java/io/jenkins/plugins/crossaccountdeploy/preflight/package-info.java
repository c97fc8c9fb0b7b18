/**
 * Checks an environment before anything is deployed: asks AWS what it can tell, has the policies evaluated that may be read,
 * and says what is wrong, line by line, with what to do about it.
 */
package io.jenkins.plugins.crossaccountdeploy.preflight;
