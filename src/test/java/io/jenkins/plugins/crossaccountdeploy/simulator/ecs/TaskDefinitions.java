package io.jenkins.plugins.crossaccountdeploy.simulator.ecs;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The task definitions of all accounts and regions, oldest first. */
public final class TaskDefinitions {

    /**
     * A revision.
     *
     * @param definition as ECS describes it, defaults included
     */
    public record Revision(String arn, String family, int number, Json definition, List<Object> tags) {}

    private final List<Revision> revisions = new ArrayList<>();

    public synchronized List<Revision> all() {
        return List.copyOf(revisions);
    }

    synchronized Revision add(String prefix, String family, Json definition, List<Object> tags) {
        int number = 1
                + (int) revisions.stream()
                        .filter(revision -> revision.arn().startsWith(prefix + family + ":"))
                        .count();
        Revision revision = new Revision(prefix + family + ":" + number, family, number, definition, tags);
        revisions.add(revision);
        return revision;
    }

    /** @param name of a family, of a revision ({@code family:number}), or an ARN */
    synchronized Optional<Revision> find(String prefix, String name) {
        String wanted = name.startsWith("arn:") ? name : prefix + name;
        return revisions.stream()
                .filter(revision ->
                        revision.arn().equals(wanted) || revision.arn().startsWith(wanted + ":"))
                .reduce((earlier, later) -> later);
    }
}
