package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The tags of a request's targetInstances. */
public final class TagGroups {

    private TagGroups() {}

    /** The groups: an instance is meant that has one tag of each. */
    static List<List<Json>> of(Json targetInstances) {
        List<Json> filters = targetInstances.objects("tagFilters");
        return filters.isEmpty()
                ? targetInstances.object("ec2TagSet").stream()
                        .flatMap(set -> set.list("ec2TagSetList").stream())
                        .map(group -> ((Collection<?>) group)
                                .stream().map(Json.class::cast).toList())
                        .toList()
                : List.of(filters);
    }

    static boolean hasOneOf(List<Json> group, Set<String> tags) {
        return group.stream()
                .anyMatch(filter -> tags.contains(filter.string("Key").orElse("") + "="
                        + filter.string("Value").orElse("")));
    }

    /** From the user guide: ten tags each in at most three groups, and one form or the other. */
    public static void requireValid(Json targetInstances) {
        List<List<Json>> groups = of(targetInstances);
        boolean isBoth = !targetInstances.objects("tagFilters").isEmpty() && targetInstances.has("ec2TagSet");
        if (isBoth || groups.size() > 3 || groups.stream().anyMatch(group -> group.isEmpty() || group.size() > 10)) {
            throw new AwsError(
                    400,
                    "InvalidTargetInstancesException",
                    "Tags are given either as tagFilters or as ec2TagSet, in at most 3 groups of 10");
        }
    }
}
