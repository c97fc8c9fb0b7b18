package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Outcome;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Outcomes;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Phase;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment.Origin;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig.TrafficRouting;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle.FetchedBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides the course of a deployment when it is created. */
final class Courses {

    private static final List<String> INSTALLING = List.of(
            "ApplicationStop",
            "DownloadBundle",
            "BeforeInstall",
            "Install",
            "AfterInstall",
            "ApplicationStart",
            "ValidateService");
    private static final List<String> BLOCKING = List.of("BeforeBlockTraffic", "BlockTraffic", "AfterBlockTraffic");
    private static final List<String> ALLOWING = List.of("BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic");
    private static final List<String> ECS_INSTALLING =
            List.of("BeforeInstall", "Install", "AfterInstall", "AfterAllowTestTraffic");

    /** Milliseconds that an event usually takes. */
    private static final Map<String, Long> USUAL = Map.ofEntries(
            Map.entry("ApplicationStop", 600L),
            Map.entry("DownloadBundle", 1200L),
            Map.entry("BeforeInstall", 400L),
            Map.entry("Install", 900L),
            Map.entry("AfterInstall", 1500L),
            Map.entry("ApplicationStart", 1000L),
            Map.entry("ValidateService", 2000L),
            Map.entry("BlockTraffic", 9000L),
            Map.entry("AllowTraffic", 7000L));

    /** Those that are over at once when the AppSpec file names no script for them. */
    private static final Set<String> SCRIPTED =
            Set.of("ApplicationStop", "BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService");

    private static final long WITHOUT_SCRIPT = 90;
    private static final long UNRESPONSIVE_FOR = Duration.ofMinutes(5).toMillis();

    /** Those whose failure {@code ignoreApplicationStopFailures} overlooks. */
    private static final List<String> STOPPING = List.of("ApplicationStop", "BeforeBlockTraffic", "AfterBlockTraffic");

    private final long seed;

    Courses(long seed) {
        this.seed = seed;
    }

    Course of(
            String id,
            DeploymentGroup group,
            Origin origin,
            DeploymentConfig config,
            DeploymentPlan plan,
            FetchedBundle bundle,
            List<String> targets,
            int originals,
            long created,
            Duration startDelay) {
        Optional<FetchedBundle> previous = group.lastSuccessful().map(Deployment::bundle);
        long started = created + startDelay.toMillis();
        return new Course(
                created,
                started,
                targets.size(),
                joining(plan, targets, started),
                origin.launched().isPresent()
                        ? List.of(new Phase(INSTALLING, 0, 1, 1, 0, true))
                        : phases(group, config, targets.size(), originals),
                group.terminationWait().toMillis(),
                group.kind() == Kind.BLUE_GREEN || group.kind() == Kind.ECS,
                plan.baking().toMillis(),
                plan.alarm()
                        .filter(any -> origin.watchesAlarms())
                        .map(after -> created + after.toMillis())
                        .orElse(Course.NEVER),
                plan.failureToStart().or(() -> impossible(group, config, bundle, targets)),
                outcomes(id, group, origin, plan, bundle, previous, targets, config));
    }

    /** When each target that is not one from the beginning becomes one. */
    private static Map<Integer, Long> joining(DeploymentPlan plan, List<String> targets, long started) {
        Map<Integer, Long> joining = new HashMap<>();
        plan.joining().forEach((target, after) -> {
            int index = targets.lastIndexOf(target);
            if (index >= 0) {
                joining.put(index, started + after.toMillis());
            }
        });
        return joining;
    }

    static List<String> targets(DeploymentGroup group, Origin origin, DeploymentPlan plan, FetchedBundle bundle) {
        return switch (group.kind()) {
            case LAMBDA ->
                List.of(bundle.appSpec().resource().getOrDefault("Name", "function")
                        + bundle.appSpec().resource().entrySet().stream()
                                .filter(property -> property.getKey().equals("Alias"))
                                .map(property -> ":" + property.getValue())
                                .findFirst()
                                .orElse(""));
            case ECS -> List.of(group.service());
            case BLUE_GREEN -> {
                List<String> both =
                        new ArrayList<>(group.replacements(origin.options().object("targetInstances")));
                both.addAll(group.instances());
                yield both;
            }
            case IN_PLACE, LOAD_BALANCED -> {
                List<String> all = new ArrayList<>(group.instances());
                if (origin.options().bool("updateOutdatedInstancesOnly").orElse(false)) {
                    all.removeIf(id -> origin.revision().equals(group.running().get(id)));
                }
                all.addAll(plan.joining().keySet());
                yield all;
            }
        };
    }

    private static List<Phase> phases(DeploymentGroup group, DeploymentConfig config, int targets, int originals) {
        int atOnce = config.instancesAtOnce(targets - originals);
        long wait = group.readyWait().toMillis();
        boolean continues = group.continuesByItself();
        int fresh = targets - originals;
        return switch (group.kind()) {
            case IN_PLACE -> List.of(new Phase(INSTALLING, 0, targets, atOnce, 0, true));
            case LOAD_BALANCED -> {
                List<String> events = new ArrayList<>(BLOCKING);
                events.addAll(INSTALLING);
                events.addAll(ALLOWING);
                yield List.of(new Phase(events, 0, targets, atOnce, 0, true));
            }
            // the replacements carry no traffic yet: all of them are installed at once
            case BLUE_GREEN ->
                List.of(
                        new Phase(INSTALLING, 0, fresh, fresh, 0, true),
                        new Phase(ALLOWING, 0, fresh, atOnce, wait, continues),
                        new Phase(BLOCKING, fresh, targets, Math.max(1, originals), 0, true));
            case LAMBDA -> List.of(new Phase(ALLOWING, 0, 1, 1, 0, true));
            case ECS ->
                List.of(new Phase(ECS_INSTALLING, 0, 1, 1, 0, true), new Phase(ALLOWING, 0, 1, 1, wait, continues));
        };
    }

    /** Why a deployment cannot even begin. */
    private static Optional<DeploymentPlan.ErrorInformation> impossible(
            DeploymentGroup group, DeploymentConfig config, FetchedBundle bundle, List<String> targets) {
        boolean server = group.application().platform().equals("Server");
        if (!server && bundle.downloadFailure().isPresent()) {
            return Optional.of(new DeploymentPlan.ErrorInformation(
                    "IAM_ROLE_PERMISSIONS",
                    "CodeDeploy could not read the AppSpec file: "
                            + bundle.downloadFailure().get()));
        }
        if (!server && bundle.appSpecFailure().isPresent()) {
            return Optional.of(new DeploymentPlan.ErrorInformation(
                    "INVALID_REVISION", bundle.appSpecFailure().get()));
        }
        if (group.instances().isEmpty() && server) {
            return Optional.of(new DeploymentPlan.ErrorInformation(
                    "NO_INSTANCES",
                    "The deployment failed because no instances were found for your deployment group. Check your"
                            + " deployment group settings to make sure the tags for your Amazon EC2 instances or Auto"
                            + " Scaling groups correctly identify the instances you want to deploy to, and then try"
                            + " again."));
        }
        if (server && !targets.isEmpty() && config.instancesAtOnce(targets.size()) <= 0) {
            return Optional.of(new DeploymentPlan.ErrorInformation(
                    "HEALTH_CONSTRAINTS_INVALID",
                    "The deployment can't start because the minimum number of healthy instances, as defined by the"
                            + " deployment configuration, are not available."));
        }
        return Optional.empty();
    }

    private Outcomes outcomes(
            String id,
            DeploymentGroup group,
            Origin origin,
            DeploymentPlan plan,
            FetchedBundle bundle,
            Optional<FetchedBundle> previous,
            List<String> targets,
            DeploymentConfig config) {
        long salt = Ids.mix(seed ^ id.hashCode());
        boolean server = group.application().platform().equals("Server");
        boolean tolerant =
                origin.options().bool("ignoreApplicationStopFailures").orElse(false);
        long shifting = config.routing()
                .map(TrafficRouting::total)
                .orElse(Duration.ZERO)
                .toMillis();
        return (target, event) -> {
            String name = targets.get(target);
            Optional<Script> failure = plan.failure(name, event).or(() -> natural(event, server, plan, name, bundle));
            long usual = usual(event, hooks(event, bundle, previous), server);
            if (!server && event.equals("AllowTraffic")) {
                usual += shifting;
            } else {
                // between 70 and 130 per cent, the same in every run
                long spread = Long.remainderUnsigned(Ids.mix(salt + target * 31L + event.hashCode()), 601) + 700;
                usual = (long) (usual * spread / 1000 * plan.pace());
            }
            long duration = plan.duration(name, event)
                    .or(() -> failure.flatMap(Script::duration))
                    .map(Duration::toMillis)
                    .orElse(plan.isUnresponsive(name) ? UNRESPONSIVE_FOR : Math.max(1, usual));
            return new Outcome(duration, failure, tolerant && STOPPING.contains(event));
        };
    }

    private static long usual(String event, boolean script, boolean server) {
        if (server && !script && SCRIPTED.contains(event)) {
            return WITHOUT_SCRIPT;
        }
        return USUAL.getOrDefault(event, script ? 700L : WITHOUT_SCRIPT);
    }

    /** Whether a script runs: ApplicationStop takes it from the revision that was deployed before. */
    private static boolean hooks(String event, FetchedBundle bundle, Optional<FetchedBundle> previous) {
        FetchedBundle source = event.equals("ApplicationStop") ? previous.orElse(bundle) : bundle;
        return source.appSpec().firstHook(event).isPresent();
    }

    /** How an event fails without anybody having planned it. */
    private static Optional<Script> natural(
            String event, boolean server, DeploymentPlan plan, String target, FetchedBundle bundle) {
        if (!server) {
            return Optional.empty();
        }
        if (plan.isUnresponsive(target)) {
            return Optional.of(Script.unknownError("CodeDeploy agent was not able to receive the lifecycle event. Check"
                    + " the CodeDeploy agent logs on your host and make sure the agent is running and can connect to the"
                    + " CodeDeploy server."));
        }
        if (event.equals("DownloadBundle") && bundle.downloadFailure().isPresent()) {
            return bundle.downloadFailure().map(Script::unknownError);
        }
        if (event.equals("BeforeInstall") && bundle.appSpecFailure().isPresent()) {
            return bundle.appSpecFailure().map(Script::unknownError);
        }
        if (!event.equals("ApplicationStop")) {
            return bundle.appSpec().hooks().getOrDefault(event, List.of()).stream()
                    .filter(bundle.missingScripts()::contains)
                    .findFirst()
                    .map(script -> Script.script(script).missing());
        }
        return Optional.empty();
    }
}
