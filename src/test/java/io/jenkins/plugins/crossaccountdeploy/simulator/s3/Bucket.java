package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket, with every version of its objects and its unfinished uploads. */
public final class Bucket {

    private final String name;
    private final String accountId;
    private final String region;
    private final Instant created;
    private final TreeMap<String, List<StoredObject>> versions = new TreeMap<>();
    private final Map<String, MultipartUpload> uploads = new HashMap<>();

    /** When each key was last written or deleted, counted in such changes. */
    private final Map<String, Long> changed = new HashMap<>();

    private long changes;
    private volatile boolean versioned = true;
    private volatile Optional<Policy> policy = Optional.empty();
    private volatile Encryption encryption = Encryption.DEFAULT;
    private final BucketProtection protection = new BucketProtection();

    Bucket(String name, String accountId, String region, Instant created) {
        this.name = name;
        this.accountId = accountId;
        this.region = region;
        this.created = created;
    }

    public String name() {
        return name;
    }

    public String arn() {
        return "arn:aws:s3:::" + name;
    }

    public String accountId() {
        return accountId;
    }

    public String region() {
        return region;
    }

    public Instant created() {
        return created;
    }

    public boolean isVersioned() {
        return versioned;
    }

    /** Buckets are versioned unless this says otherwise. */
    public void versioned(boolean keepsVersions) {
        versioned = keepsVersions;
    }

    public Optional<Policy> policy() {
        return policy;
    }

    public void policy(String json) {
        policy = Optional.of(Policy.parse(json));
    }

    public void removePolicy() {
        policy = Optional.empty();
    }

    public void removeStatement(String sid) {
        policy = Optional.of(policy.orElseThrow().without(sid));
    }

    public Encryption encryption() {
        return encryption;
    }

    /** What objects are encrypted with when a request does not say. */
    public void encryption(Encryption byDefault) {
        encryption = byDefault;
    }

    /** What keeps others out, whatever policies say. */
    public BucketProtection protection() {
        return protection;
    }

    /** The newest versions of all objects that are not deleted, by key. */
    public synchronized List<StoredObject> objects() {
        List<StoredObject> objects = new ArrayList<>();
        for (List<StoredObject> history : versions.values()) {
            newest(history).ifPresent(objects::add);
        }
        return objects;
    }

    /** Every version of every object, by key, newest first, delete markers included. */
    public synchronized List<StoredObject> versions() {
        List<StoredObject> all = new ArrayList<>();
        for (List<StoredObject> history : versions.values()) {
            for (int i = history.size() - 1; i >= 0; i--) {
                all.add(history.get(i));
            }
        }
        return all;
    }

    /** The newest version of an object. */
    public synchronized Optional<StoredObject> object(String key) {
        return newest(versions.getOrDefault(key, List.of()));
    }

    public synchronized Optional<StoredObject> object(String key, String version) {
        return versions.getOrDefault(key, List.of()).stream()
                .filter(object -> object.version().orElse("null").equals(version))
                .findFirst();
    }

    /** Whether the newest version says that the object was deleted. */
    synchronized boolean isDeleted(String key) {
        List<StoredObject> history = versions.getOrDefault(key, List.of());
        return !history.isEmpty() && history.get(history.size() - 1).deleteMarker();
    }

    private static Optional<StoredObject> newest(List<StoredObject> history) {
        return history.isEmpty()
                ? Optional.empty()
                : Optional.of(history.get(history.size() - 1)).filter(object -> !object.deleteMarker());
    }

    /** Adds a version, or replaces the object where no versions are kept. */
    synchronized void put(StoredObject object) {
        changed.put(object.key(), ++changes);
        List<StoredObject> history = versions.computeIfAbsent(object.key(), key -> new ArrayList<>(1));
        if (object.version().isEmpty()) {
            history.removeIf(earlier -> {
                boolean replaced = earlier.version().isEmpty();
                if (replaced) {
                    earlier.content().discard();
                }
                return replaced;
            });
        }
        history.add(object);
    }

    synchronized void replace(StoredObject before, StoredObject after) {
        versions.get(before.key()).replaceAll(object -> object == before ? after : object);
    }

    /** Deletes one version for good. */
    public synchronized void delete(StoredObject object) {
        changed.put(object.key(), ++changes);
        List<StoredObject> history = versions.get(object.key());
        if (history.remove(object)) {
            object.content().discard();
        }
        if (history.isEmpty()) {
            versions.remove(object.key());
        }
    }

    synchronized void open(MultipartUpload upload) {
        upload.begun(changes);
        uploads.put(upload.id(), upload);
    }

    synchronized Optional<MultipartUpload> upload(String id) {
        return Optional.ofNullable(uploads.get(id));
    }

    /** Whether somebody has written or deleted the object since the upload was begun. */
    synchronized boolean changedSince(MultipartUpload upload) {
        return changed.getOrDefault(upload.key(), 0L) > upload.begun();
    }

    synchronized boolean close(MultipartUpload upload) {
        return uploads.remove(upload.id()) != null;
    }

    /** The uploads that are neither completed nor aborted. */
    public synchronized Collection<MultipartUpload> openMultipartUploads() {
        return List.copyOf(uploads.values());
    }
}
