package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;

/**
 * One line of a checklist.
 *
 * @param topic what it is about
 * @param status how it looks
 * @param finding what came back, or what follows from it: half a sentence
 * @param asked what was asked and as whom, such as {@code s3:ListBucket on arn:aws:s3:::bundles as user/deployer}; empty if
 *     nobody had to be asked
 * @param remedy what to do about it, in whole sentences; empty if nothing is to be done
 */
public record CheckItem(Topic topic, Status status, String finding, String asked, String remedy) {

    /** Whatever AWS or others have put into it is text, on one line. */
    public CheckItem {
        finding = ConsoleText.line(finding);
        asked = ConsoleText.line(asked);
        remedy = ConsoleText.line(remedy);
    }

    /** How something looks, from good to bad. */
    public enum Status {
        /** As a deployment needs it. */
        OK("OK"),
        /** It cannot be told from here; a deployment may well succeed. */
        UNKNOWN("unknown"),
        /** Deployments succeed, but something about it is dangerous or probably not meant. */
        WARNING("WARNING"),
        /** A deployment will fail. */
        FAILED("FAILED");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** For people to read. */
        public String word() {
            return word;
        }
    }

    /** What is checked, in the order in which it is shown. */
    public enum Topic {
        SOURCE_ROLE("source role"),
        CALLER("caller"),
        CLOCK("clock"),
        ROLE("role"),
        SESSION_POLICY("session policy"),
        EXTERNAL_ID("external ID"),
        BUCKET("bucket"),
        BUCKET_OWNER("bucket owner"),
        VERSIONING("versioning"),
        PUBLIC_ACCESS("public access"),
        ENCRYPTION("encryption"),
        KEY("KMS key"),
        WRITING("writing"),
        INSTANCES("instances"),
        READING("reading"),
        DECRYPTING("decrypting"),
        APPLICATION("application"),
        GROUP("deployment group"),
        PLATFORM("compute platform"),
        CONFIG("deployment config"),
        SERVICE_ROLE("service role"),
        TARGETS("targets"),
        ALARMS("alarms"),
        ROLLBACK("rollback"),
        IN_PROGRESS("in progress");

        private final String title;

        Topic(String title) {
            this.title = title;
        }

        /** Whether it matters only where bundles are deployed. */
        boolean isAboutBundles() {
            return compareTo(BUCKET) >= 0 && compareTo(APPLICATION) < 0;
        }

        /** For people to read. */
        public String title() {
            return title;
        }
    }

    /** For a console. */
    public String line() {
        return "%-7s  %s".formatted(status.word(), sentence());
    }

    /** What it says, whatever the status. */
    public String sentence() {
        return topic.title() + ": " + finding + (asked.isEmpty() ? "" : " (" + asked + ")") + "."
                + (remedy.isEmpty() ? "" : " " + remedy);
    }
}
