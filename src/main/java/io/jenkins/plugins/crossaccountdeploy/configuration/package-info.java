/**
 * The environments that an administrator describes: their form, their Configuration as Code, their checks, and how the texts
 * of any of our forms must look.
 */
package io.jenkins.plugins.crossaccountdeploy.configuration;
