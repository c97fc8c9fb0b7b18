package io.jenkins.plugins.crossaccountdeploy.revision;

/** The buckets of tests. */
public final class Stores {

    private Stores() {}

    /** A bucket of one of the two accounts, whose bundles are deployed again. */
    public static Store of(String bucket, Store.Owner owner, String keyPrefix, String kmsKeyArn) {
        return new Store(bucket, owner, "", keyPrefix, kmsKeyArn, true);
    }
}
