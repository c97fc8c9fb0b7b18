package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.RecordJson;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.time.Instant;

/** All markup of the page of a deployment, without Jenkins' own around it. */
public final class RenderedPage {

    private RenderedPage() {}

    public static String of(RunRecord run) {
        ConsoleLinks links = new ConsoleLinks(run.place());
        return String.join("", new Overview(run, Instant.now()).fragments().values())
                + new Timeline(run.deployment(), links).table(run.deployment().id())
                + new Timeline(run.rollback(), links).table(run.rollback().id());
    }

    /** @param since the sequence that a page shows */
    public static byte[] poll(RunRecord run, long since) {
        Instant now = Instant.now();
        return RecordJson.write(Changes.of(run, since, now, () -> new Overview(run, now).fragments()));
    }
}
