/** The simulated Amazon ECS: task definitions. */
package io.jenkins.plugins.crossaccountdeploy.simulator.ecs;
