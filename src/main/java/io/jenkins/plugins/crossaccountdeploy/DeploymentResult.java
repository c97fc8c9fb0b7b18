package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence.Ended;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A result as a Pipeline script gets it: plain maps, which survive a restart and need no approval to be read. */
final class DeploymentResult {

    private DeploymentResult() {}

    /**
     * What a step gives: the last of its deployments, and under {@code deployments} all of them, each with its {@code
     * deploymentGroup}.
     *
     * @param ended at least one
     */
    static Map<String, Object> map(List<Ended> ended) {
        Map<String, Object> map = map(ended.get(ended.size() - 1).result());
        map.put(
                "deployments",
                ended.stream()
                        .filter(one -> !one.deploymentGroup().isEmpty())
                        .map(DeploymentResult::map)
                        .collect(Collectors.toCollection(ArrayList::new)));
        return map;
    }

    private static Map<String, Object> map(Ended ended) {
        Map<String, Object> map = map(ended.result());
        map.put("deploymentGroup", ended.deploymentGroup());
        return map;
    }

    /** Keys {@code deploymentId}, {@code status}, {@code url}, {@code revision} and {@code rollbackDeploymentId}. */
    private static Map<String, Object> map(Result result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("deploymentId", result.deploymentId());
        map.put("status", result.status());
        map.put("url", result.url());
        map.put("revision", result.revision().map(DeploymentResult::map).orElseGet(LinkedHashMap::new));
        map.put("rollbackDeploymentId", result.rollbackDeploymentId());
        return map;
    }

    private static Map<String, String> map(Revision revision) {
        Map<String, String> map = new LinkedHashMap<>();
        if (revision instanceof S3Revision object) {
            map.put("bucket", object.bucket());
            map.put("key", object.key());
            map.put("version", object.version());
            map.put("eTag", object.eTag());
            map.put("digest", object.digest());
        } else if (revision instanceof AppSpecRevision appSpec) {
            map.put("appSpec", appSpec.content());
            map.put("digest", appSpec.sha256());
        }
        return map;
    }

    /** The address of the revision that such a map describes, exact to the bytes. */
    static String address(Map<?, ?> revision) {
        String appSpec = text(revision, "appSpec");
        if (!appSpec.isEmpty()) {
            return new AppSpecRevision(appSpec).address();
        }
        return new S3Revision(
                        text(revision, "bucket"),
                        text(revision, "key"),
                        text(revision, "version"),
                        text(revision, "eTag"),
                        text(revision, "digest"))
                .address();
    }

    private static String text(Map<?, ?> revision, String key) {
        return Optional.ofNullable(revision.get(key)).map(Objects::toString).orElse("");
    }
}
