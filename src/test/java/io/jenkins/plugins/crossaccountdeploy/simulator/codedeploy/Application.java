package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** An application with its deployment groups and the revisions it knows. */
public final class Application {

    /** What is known of a revision. */
    public static final class Registration {
        public final Revision revision;
        public final String description;
        public final Instant registered;
        public final Collection<String> groups = new java.util.TreeSet<>();
        public Instant firstUsed;
        public Instant lastUsed;

        Registration(Revision revision, String description, Instant registered) {
            this.revision = revision;
            this.description = description;
            this.registered = registered;
        }
    }

    private final String name;
    private final String accountId;
    private final String region;
    private final String platform;
    private final InstantSource clock;
    private final Instant created;
    private final Map<String, DeploymentGroup> groups = new ConcurrentSkipListMap<>();
    private final Map<Revision, Registration> revisions = new LinkedHashMap<>();

    Application(String name, String accountId, String region, String platform, InstantSource clock) {
        this.name = name;
        this.accountId = accountId;
        this.region = region;
        this.platform = platform;
        this.clock = clock;
        this.created = clock.instant();
    }

    public String name() {
        return name;
    }

    public String accountId() {
        return accountId;
    }

    public String region() {
        return region;
    }

    /** {@code Server}, {@code Lambda} or {@code ECS}. */
    public String platform() {
        return platform;
    }

    public Instant created() {
        return created;
    }

    public String arn() {
        return arn(region, accountId, name);
    }

    public static String arn(String region, String accountId, String name) {
        return "arn:aws:codedeploy:" + region + ":" + accountId + ":application:" + name;
    }

    /** Makes a deployment group without targets. */
    public DeploymentGroup createGroup(String groupName) {
        DeploymentGroup group = new DeploymentGroup(this, groupName);
        groups.put(groupName, group);
        return group;
    }

    public DeploymentGroup group(String groupName) {
        return findGroup(groupName)
                .orElseThrow(() -> new IllegalArgumentException(name + " has no deployment group " + groupName));
    }

    public Optional<DeploymentGroup> findGroup(String groupName) {
        return Optional.ofNullable(groups.get(groupName));
    }

    public Collection<DeploymentGroup> groups() {
        return groups.values();
    }

    /** Deletes a group, as somebody might in the middle of things. */
    public void deleteGroup(String groupName) {
        DeploymentGroup deleted = groups.remove(groupName);
        if (deleted != null) {
            deleted.delete("DEPLOYMENT_GROUP_MISSING", clock.instant());
        }
    }

    /** Deletes all groups because the application itself is deleted. */
    void deleteGroups() {
        groups.values().forEach(group -> group.delete("APPLICATION_MISSING", clock.instant()));
        groups.clear();
    }

    /** The revisions that were registered, oldest first. */
    public synchronized Collection<Revision> revisions() {
        return java.util.List.copyOf(revisions.keySet());
    }

    public synchronized Registration register(Revision revision, String description, Instant now) {
        return revisions.computeIfAbsent(revision, any -> new Registration(revision, description, now));
    }

    public synchronized Optional<Registration> registration(Revision revision) {
        return Optional.ofNullable(revisions.get(revision));
    }

    public synchronized Collection<Registration> registrations() {
        return java.util.List.copyOf(revisions.values());
    }
}
