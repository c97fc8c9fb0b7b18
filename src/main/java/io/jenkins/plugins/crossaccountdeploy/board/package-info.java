/**
 * What runs where: environments across, applications and deployment groups down, the history of each, and how well deployments
 * go. Made from the journal alone, for one viewer at a time; no build is loaded and AWS is not asked.
 */
package io.jenkins.plugins.crossaccountdeploy.board;
