package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of uploads begin with: a workspace, and the simulated bucket that it is sent to. */
abstract class IntoTheBucket {

    @TempDir
    Path workspace;

    final Simulator aws = Simulator.start(Scenario.twoAccounts());
    final Bucket bucket = aws.bucket(TwoAccounts.BUCKET);

    @AfterEach
    void stop() {
        aws.close();
    }

    /** The only object there. */
    StoredObject object() {
        List<StoredObject> objects = bucket.objects();
        assertThat(objects).hasSize(1);
        return objects.get(0);
    }
}
