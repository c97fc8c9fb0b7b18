package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.ArrayList;
import java.util.List;

/** One build of several on the same controller, its console and its memory. */
final class SimulatedBuild implements Driver.Console, Driver.Memory {

    private final SimulatedController controller;
    private final int number;
    private final List<String> console = new ArrayList<>();
    private Checkpoint saved;
    private Driver driver;

    SimulatedBuild(SimulatedController controller, DeploymentRequest request) {
        this.controller = controller;
        number = request.requester().build();
        saved = controller.fresh(request);
        resume();
    }

    /** Goes on from what was saved last, with an engine of its own. */
    void resume() {
        driver = controller.driver(saved, this, this);
    }

    @Override
    public long lines() {
        return console.size();
    }

    @Override
    public void print(String line) {
        console.add(line);
    }

    @Override
    public void save(Checkpoint checkpoint) {
        saved = checkpoint;
    }

    int number() {
        return number;
    }

    List<String> console() {
        return List.copyOf(console);
    }

    Driver driver() {
        return driver;
    }

    Stage stage() {
        return driver.deployment().stage();
    }

    String token() {
        return saved.deployment().token();
    }

    boolean isDone() {
        return driver.deployment().isDone();
    }

    Result result() {
        return ((Stage.Done) stage()).result();
    }

    /** As far as it gets without time passing. */
    void go() throws InterruptedException {
        while (!isDone() && driver.step().isZero()) {
            // The next step can be taken at once.
        }
    }
}
