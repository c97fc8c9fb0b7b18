/**
 * Evaluates the policies of buckets and keys as AWS does, for requests of which not all is known: what depends on what is not
 * known is unknown.
 */
package io.jenkins.plugins.crossaccountdeploy.evaluation;
