/**
 * What Jenkins sees: the Pipeline step, the build step, the global configuration and their forms. Says what is to be
 * deployed; how is the business of the packages below, which know nothing of Jenkins.
 */
package io.jenkins.plugins.crossaccountdeploy;
