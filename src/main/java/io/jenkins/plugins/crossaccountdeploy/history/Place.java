package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.Objects;

/**
 * Where a run deploys to.
 *
 * @param environment the administrator's name of it
 * @param region such as {@code eu-west-1}
 * @param partition such as {@code aws}
 * @param account the production account's 12 digits
 * @param role name of the role that is assumed there
 * @param application of CodeDeploy
 * @param deploymentGroup one of its groups
 * @param deploymentConfig empty for the group's own
 */
public record Place(
        String environment,
        String region,
        String partition,
        String account,
        String role,
        String application,
        String deploymentGroup,
        String deploymentConfig) {

    static final Place NOWHERE = new Place("", "", "", "", "", "", "", "");

    public Place {
        environment = Objects.requireNonNullElse(environment, "");
        region = Objects.requireNonNullElse(region, "");
        partition = Objects.requireNonNullElse(partition, "");
        account = Objects.requireNonNullElse(account, "");
        role = Objects.requireNonNullElse(role, "");
        application = Objects.requireNonNullElse(application, "");
        deploymentGroup = Objects.requireNonNullElse(deploymentGroup, "");
        deploymentConfig = Objects.requireNonNullElse(deploymentConfig, "");
    }

    /** Whether anything is deployed to: a push has no deployment group. */
    public boolean hasGroup() {
        return !deploymentGroup.isEmpty();
    }

    /** Whether it is the same deployment group in AWS, by whatever environment. */
    boolean isSameGroup(Place other) {
        return account.equals(other.account)
                && region.equals(other.region)
                && application.equals(other.application)
                && deploymentGroup.equals(other.deploymentGroup);
    }

    static Place of(DeploymentRequest request) {
        return new Place(
                request.environment().name(),
                request.environment().region(),
                request.environment().role().partition().id(),
                request.environment().role().account(),
                request.environment().role().name(),
                request.target().application(),
                request.target().deploymentGroup(),
                request.target().deploymentConfig());
    }
}
