package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How fast a deployment goes.
 *
 * @param platform {@code Server}, {@code Lambda} or {@code ECS}
 * @param minimumHealthy how many instances must stay in service; for servers only
 * @param routing how traffic is shifted; for the others only
 */
public record DeploymentConfig(
        String name, String platform, Optional<MinimumHealthyHosts> minimumHealthy, Optional<TrafficRouting> routing) {

    /** @param type {@code HOST_COUNT} or {@code FLEET_PERCENT} */
    public record MinimumHealthyHosts(String type, int value) {

        /** How many of a fleet may be out of service at a time; none or fewer if the condition cannot be met. */
        int allowedOut(int fleet) {
            if (type.equals("HOST_COUNT")) {
                return fleet - value;
            }
            int healthy = (fleet * value + 99) / 100;
            return Math.max(1, fleet - healthy);
        }
    }

    /**
     * @param type {@code AllAtOnce}, {@code TimeBasedCanary} or {@code TimeBasedLinear}
     * @param percentage of the first step, or of each
     */
    public record TrafficRouting(String type, int percentage, Duration interval) {

        public Duration total() {
            return switch (type) {
                case "TimeBasedCanary" -> interval;
                case "TimeBasedLinear" -> interval.multipliedBy((99 + percentage) / percentage - 1);
                default -> Duration.ZERO;
            };
        }

        /** The share of traffic that has been shifted when that long has passed. */
        public double weight(Duration passed, Duration atLeast) {
            if (type.equals("AllAtOnce")) {
                return passed.compareTo(atLeast) >= 0 ? 100 : 0;
            }
            long steps = passed.dividedBy(interval);
            if (type.equals("TimeBasedCanary")) {
                return steps == 0 ? percentage : 100;
            }
            return Math.min(100, (steps + 1.0) * percentage);
        }
    }

    private static final Map<String, DeploymentConfig> PREDEFINED = predefined();

    /** The configurations that every account has. */
    static Map<String, DeploymentConfig> predefinedConfigs() {
        return PREDEFINED;
    }

    /** A configuration of one's own for instances. */
    public static DeploymentConfig server(String name, String type, int value) {
        return new DeploymentConfig(
                name, "Server", Optional.of(new MinimumHealthyHosts(type, value)), Optional.empty());
    }

    private static Map<String, DeploymentConfig> predefined() {
        Map<String, DeploymentConfig> all = new LinkedHashMap<>();
        // one at a time is "all but one healthy", which no percentage says for every fleet: see instancesAtOnce
        add(all, server("CodeDeployDefault.OneAtATime", "HOST_COUNT", 1));
        add(all, server("CodeDeployDefault.HalfAtATime", "FLEET_PERCENT", 50));
        add(all, server("CodeDeployDefault.AllAtOnce", "FLEET_PERCENT", 0));
        for (String platform : new String[] {"Lambda", "ECS"}) {
            add(all, shifting(platform, "AllAtOnce", "AllAtOnce", 100, 0));
            int[] canary = platform.equals("Lambda") ? new int[] {5, 10, 15, 30} : new int[] {5, 15};
            for (int minutes : canary) {
                add(all, shifting(platform, "Canary10Percent" + minutes + "Minutes", "TimeBasedCanary", 10, minutes));
            }
            int[] linear = platform.equals("Lambda") ? new int[] {1, 2, 3, 10} : new int[] {1, 3};
            for (int minutes : linear) {
                String every = platform.equals("ECS")
                        ? "Linear10PercentEvery" + minutes + "Minutes"
                        : "Linear10PercentEvery" + minutes + "Minute" + (minutes == 1 ? "" : "s");
                add(all, shifting(platform, every, "TimeBasedLinear", 10, minutes));
            }
        }
        return all;
    }

    private static DeploymentConfig shifting(String platform, String name, String type, int percentage, int minutes) {
        return new DeploymentConfig(
                "CodeDeployDefault." + platform + name,
                platform,
                Optional.empty(),
                Optional.of(new TrafficRouting(type, percentage, Duration.ofMinutes(minutes))));
    }

    private static void add(Map<String, DeploymentConfig> all, DeploymentConfig config) {
        all.put(config.name(), config);
    }

    /** How many instances may be out of service at a time. */
    int instancesAtOnce(int fleet) {
        return name.equals("CodeDeployDefault.OneAtATime")
                ? 1
                : minimumHealthy.map(hosts -> hosts.allowedOut(fleet)).orElse(fleet);
    }

    public Json describe() {
        Json info = Json.object()
                .put("deploymentConfigId", Ids.uuid(name))
                .put("deploymentConfigName", name)
                .put("computePlatform", platform);
        minimumHealthy.ifPresent(hosts -> info.put(
                "minimumHealthyHosts", Json.object().put("type", hosts.type()).put("value", hosts.value())));
        routing.ifPresent(shift -> {
            Json described = Json.object().put("type", shift.type());
            if (shift.type().equals("TimeBasedCanary")) {
                described.put(
                        "timeBasedCanary",
                        Json.object()
                                .put("canaryPercentage", shift.percentage())
                                .put("canaryInterval", shift.interval().toMinutes()));
            } else if (shift.type().equals("TimeBasedLinear")) {
                described.put(
                        "timeBasedLinear",
                        Json.object()
                                .put("linearPercentage", shift.percentage())
                                .put("linearInterval", shift.interval().toMinutes()));
            }
            info.put("trafficRoutingConfig", described);
        });
        return info;
    }
}
