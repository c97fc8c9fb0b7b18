/** What ECS and Lambda deployments refer to: task definitions that are registered, versions of functions that are published. */
package io.jenkins.plugins.crossaccountdeploy.serverless;
