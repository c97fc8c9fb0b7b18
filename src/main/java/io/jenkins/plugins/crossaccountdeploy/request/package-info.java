/** What to deploy, where and how: all that a job and the administrator have said, fixed when the run begins. */
package io.jenkins.plugins.crossaccountdeploy.request;
