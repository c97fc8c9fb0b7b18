/**
 * What people look at and operate: the pages of a build's deployments, and their JSON. They show what was recorded, and ask AWS
 * nothing.
 */
package io.jenkins.plugins.crossaccountdeploy.page;
