package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.List;
import java.util.Optional;

/** What a deployment group is set up with beyond what deployments here depend on: it is told, and does nothing. */
public final class GroupSettings {

    private final DeploymentGroup group;
    private volatile Optional<List<Json>> tagFilters = Optional.empty();
    private volatile List<String> autoScalingGroups = List.of();
    private volatile List<String> alarms = List.of();
    private volatile boolean watchesAlarms;
    private volatile boolean ignoresPollFailures;
    private volatile Optional<String> serviceRoleArn = Optional.empty();

    GroupSettings(DeploymentGroup group) {
        this.group = group;
    }

    /** Instances with this tag are deployed to; one named like the application unless set. */
    public GroupSettings tag(String key, String value) {
        tagFilters = Optional.of(
                List.of(Json.object().put("Key", key).put("Value", value).put("Type", "KEY_AND_VALUE")));
        return this;
    }

    /** No tag says what is deployed to. */
    public GroupSettings withoutTags() {
        tagFilters = Optional.of(List.of());
        return this;
    }

    public GroupSettings autoScalingGroups(String... names) {
        autoScalingGroups = List.of(names);
        return this;
    }

    /** Alarms that stop deployments, if they are watched at all. */
    public GroupSettings alarms(boolean watched, String... names) {
        watchesAlarms = watched;
        alarms = List.of(names);
        return this;
    }

    /** Whether deployments go on while the alarms cannot be looked at. */
    public GroupSettings passesOverAlarmsThatCannotBeSeen() {
        ignoresPollFailures = true;
        return this;
    }

    /** What is shown as the service role, whether or not there is such a role; may be empty. */
    public GroupSettings serviceRoleArn(String arn) {
        serviceRoleArn = Optional.of(arn);
        return this;
    }

    /** Adds what GetDeploymentGroup tells of it. */
    public void describe(Json info) {
        info.put(
                "serviceRoleArn",
                serviceRoleArn.orElseGet(() -> group.serviceRole()
                        .map(role -> role.arn())
                        .orElse("arn:aws:iam::" + group.application().accountId() + ":role/CodeDeployServiceRole")));
        info.put(
                "autoScalingGroups",
                autoScalingGroups.stream()
                        .map(name -> Json.object().put("name", name).put("hook", "CodeDeploy-managed-hook"))
                        .toList());
        if (!alarms.isEmpty() || watchesAlarms) {
            info.put(
                    "alarmConfiguration",
                    Json.object()
                            .put("enabled", watchesAlarms)
                            .put("ignorePollAlarmFailure", ignoresPollFailures)
                            .put(
                                    "alarms",
                                    alarms.stream()
                                            .map(name -> Json.object().put("name", name))
                                            .toList()));
        }
        if (group.application().platform().equals("Server")) {
            info.put("ec2TagFilters", tagFilters.orElseGet(this::usualTags));
        }
    }

    private List<Json> usualTags() {
        return group.instances().isEmpty()
                ? List.of()
                : List.of(Json.object()
                        .put("Key", "Name")
                        .put("Value", group.application().name())
                        .put("Type", "KEY_AND_VALUE"));
    }
}
