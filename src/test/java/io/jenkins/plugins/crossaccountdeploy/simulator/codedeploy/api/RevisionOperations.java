package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application.Registration;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.util.Comparator;
import java.util.List;

/** The operations on the revisions that an application knows. */
final class RevisionOperations {

    private final CodeDeployState state;
    private final Pages pages;

    RevisionOperations(CodeDeployState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    Json registerRevision(Exchange exchange, Json input) {
        String name = Inputs.applicationName(input);
        Permissions.require(exchange, "RegisterApplicationRevision", Permissions.applicationArn(exchange, name));
        Application application = state.application(exchange, name);
        Inputs.requireShort(input.string("description"));
        application.register(
                Inputs.revision(input),
                input.string("description").orElse("Application revision registered by Deployment ID: none"),
                exchange.time());
        return null;
    }

    Json getRevision(Exchange exchange, Json input) {
        String name = Inputs.applicationName(input);
        Permissions.require(exchange, "GetApplicationRevision", Permissions.applicationArn(exchange, name));
        Revision revision = Inputs.revision(input);
        Registration registration = state.application(exchange, name)
                .registration(revision)
                .orElseThrow(() -> new AwsError(
                        400, "RevisionDoesNotExistException", "No application revision found for " + revision));
        Json info = Json.object()
                .put("description", registration.description)
                .put("deploymentGroups", List.copyOf(registration.groups))
                .put("firstUsedTime", registration.firstUsed)
                .put("lastUsedTime", registration.lastUsed)
                .put("registerTime", registration.registered);
        return Json.object()
                .put("applicationName", name)
                .put("revision", registration.revision.json())
                .put("revisionInfo", info);
    }

    Json listRevisions(Exchange exchange, Json input) {
        String name = Inputs.applicationName(input);
        Permissions.require(exchange, "ListApplicationRevisions", Permissions.applicationArn(exchange, name));
        Comparator<Registration> order =
                switch (input.string("sortBy").orElse("registerTime")) {
                    case "registerTime" -> Comparator.comparing(registration -> registration.registered);
                    case "firstUsedTime" ->
                        Comparator.comparing(
                                registration -> registration.firstUsed,
                                Comparator.nullsFirst(Comparator.naturalOrder()));
                    case "lastUsedTime" ->
                        Comparator.comparing(
                                registration -> registration.lastUsed,
                                Comparator.nullsFirst(Comparator.naturalOrder()));
                    default -> throw new AwsError(400, "InvalidSortByException", "Cannot sort by that");
                };
        if (input.string("sortOrder").orElse("ascending").equals("descending")) {
            order = order.reversed();
        }
        String bucket = input.string("s3Bucket").orElse("");
        String prefix = input.string("s3KeyPrefix").orElse("");
        List<Json> revisions = state.application(exchange, name).registrations().stream()
                .filter(registration -> registration
                        .revision
                        .s3()
                        .map(s3 -> (bucket.isEmpty()
                                        || bucket.equals(s3.string("bucket").orElse("")))
                                && s3.string("key").orElse("").startsWith(prefix))
                        .orElse(bucket.isEmpty()))
                .sorted(order)
                .map(registration -> registration.revision.json())
                .toList();
        return pages.page(input, "revisions", revisions);
    }
}
