package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.deployment.Order;

/**
 * An order that was taken.
 *
 * @param order what the engine is to do
 * @param credentialsId the development account's credentials; empty for the controller's own
 */
record TakenOrder(Order order, String credentialsId) {}
