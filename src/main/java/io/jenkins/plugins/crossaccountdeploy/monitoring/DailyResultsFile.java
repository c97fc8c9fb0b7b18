package io.jenkins.plugins.crossaccountdeploy.monitoring;

import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the last checks have found, in a file under Jenkins' home. */
final class DailyResultsFile implements DailyChecks.Store {

    private static final String NAME = "io.jenkins.plugins.crossaccountdeploy.DailyChecks.xml";

    private final XmlFile file;

    DailyResultsFile(File home) {
        file = new XmlFile(new File(home, NAME));
    }

    /** What is stored. */
    private static final class Content {

        private final List<DailyResult> results;

        Content(List<DailyResult> results) {
            this.results = new ArrayList<>(results);
        }
    }

    @Override
    public List<DailyResult> load() throws IOException {
        return file.exists() && file.read() instanceof Content content ? content.results : List.of();
    }

    @Override
    public void save(List<DailyResult> results) throws IOException {
        file.write(new Content(results));
    }
}
