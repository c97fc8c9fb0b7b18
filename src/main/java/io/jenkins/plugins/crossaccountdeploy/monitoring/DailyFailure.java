package io.jenkins.plugins.crossaccountdeploy.monitoring;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;

/** One thing that fails, and what to do about it. Its fields are what is stored. */
public final class DailyFailure {

    private final String topic;
    private final String finding;
    private final String asked;
    private final String remedy;

    private DailyFailure(String topic, String finding, String asked, String remedy) {
        this.topic = topic;
        this.finding = finding;
        this.asked = asked;
        this.remedy = remedy;
    }

    static DailyFailure of(CheckItem item) {
        return new DailyFailure(item.topic().title(), item.finding(), item.asked(), item.remedy());
    }

    public String getTopic() {
        return topic;
    }

    /** What came back, half a sentence. */
    public String getFinding() {
        return finding;
    }

    /** What was asked as whom; may be empty. */
    public String getAsked() {
        return asked;
    }

    /** What to do, in whole sentences. */
    public String getRemedy() {
        return remedy;
    }
}
