package io.jenkins.plugins.crossaccountdeploy.simulator.lambda;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A Lambda function: what it is now, the versions that were published of it, and its aliases. */
public final class Function {

    private final String name;
    private final String accountId;
    private final String region;
    private final Map<String, String> aliases = new TreeMap<>();
    private final Map<String, Map<String, Double>> weights = new TreeMap<>();
    private int code = 1;
    private int publishedCode;
    private int version;
    private Instant readyAt = Instant.MIN;
    private Instant versionReadyAt = Instant.MIN;
    private String failure = "";
    private String stateOfVersions = "Active";
    private String stateOfLatest = "Active";
    private long secondsToBecomeActive;

    Function(String name, String accountId, String region) {
        this.name = name;
        this.accountId = accountId;
        this.region = region;
    }

    public String name() {
        return name;
    }

    String arn() {
        return "arn:aws:lambda:" + region + ":" + accountId + ":function:" + name;
    }

    /** Somebody has changed its code. */
    public synchronized Function changed() {
        code++;
        return this;
    }

    /** Its last update goes on until then. */
    public synchronized Function updatingUntil(Instant when) {
        readyAt = when;
        return this;
    }

    /** Its last update has failed. */
    public synchronized Function failed(String reason) {
        failure = reason;
        return this;
    }

    /** What it is itself, which is not published yet. */
    public synchronized Function is(String state) {
        stateOfLatest = state;
        return this;
    }

    synchronized String stateOfLatest() {
        return stateOfLatest;
    }

    /** What its versions are, once they are made. */
    public synchronized Function versionsAre(String state) {
        stateOfVersions = state;
        return this;
    }

    synchronized String stateOfVersions() {
        return stateOfVersions;
    }

    /** How long versions are in the making, as with SnapStart. */
    public synchronized Function versionsTake(long seconds) {
        secondsToBecomeActive = seconds;
        return this;
    }

    /** Publishes versions up to that one, and points an alias to it alone. */
    public synchronized Function alias(String alias, int number) {
        version = Math.max(version, number);
        publishedCode = code;
        shifted(alias, String.valueOf(number));
        return this;
    }

    /** An alias sends some of its traffic to another version. */
    public synchronized Function split(String alias, String other, double percent) {
        weights.put(alias, Map.of(other, percent / 100));
        return this;
    }

    /** All traffic of an alias goes to the version that it points to. */
    public synchronized void unsplit(String alias) {
        weights.remove(alias);
    }

    /** The other versions that an alias sends traffic to, with their shares of it. */
    public synchronized Map<String, Double> weights(String alias) {
        return weights.getOrDefault(alias, Map.of());
    }

    /** The version that an alias points to. */
    public synchronized Optional<String> aliased(String alias) {
        return Optional.ofNullable(aliases.get(alias));
    }

    /** A deployment has taken the traffic of an alias to a version. */
    public synchronized void shifted(String alias, String target) {
        aliases.put(alias, target);
        unsplit(alias);
    }

    synchronized boolean isUpdating(Instant now) {
        return readyAt.isAfter(now);
    }

    synchronized boolean isVersionPending(Instant now) {
        return versionReadyAt.isAfter(now);
    }

    synchronized String failure() {
        return failure;
    }

    synchronized boolean has(int number) {
        return number >= 1 && number <= version;
    }

    /** The number of the latest published version. */
    public synchronized int version() {
        return version;
    }

    /** Another version, unless nothing has changed since the last. */
    synchronized int publish(Instant now) {
        if (version == 0 || publishedCode != code) {
            version++;
            publishedCode = code;
            versionReadyAt = now.plusSeconds(secondsToBecomeActive);
        }
        return version;
    }
}
