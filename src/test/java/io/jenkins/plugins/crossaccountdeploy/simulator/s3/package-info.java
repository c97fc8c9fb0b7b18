/** Buckets, objects, and uploads in parts. */
package io.jenkins.plugins.crossaccountdeploy.simulator.s3;
