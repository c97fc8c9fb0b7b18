package io.jenkins.plugins.crossaccountdeploy.history;

/**
 * What has a history of its own.
 *
 * @param environment the administrator's name of it
 * @param application of CodeDeploy
 * @param deploymentGroup of CodeDeploy
 */
public record Cell(String environment, String application, String deploymentGroup) {}
