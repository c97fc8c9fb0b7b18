package io.jenkins.plugins.crossaccountdeploy.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The replacement instances of a blue/green deployment, as a job names them: {@code Name=web} for a tag, {@code asg:web} for an
 * Auto Scaling group, and {@code &Stage=prod} for the first tag of a further group of tags. An instance must have at least one
 * tag of each group.
 *
 * @param tagGroups tags, each {@code Key=Value}; no group is empty
 * @param autoScalingGroups their names
 */
public record ReplacementInstances(List<List<String>> tagGroups, List<String> autoScalingGroups) {

    /**
     * What CodeDeploy takes, see <a href="https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-tagging.html">Tagging
     * instances for deployment groups in CodeDeploy</a>.
     */
    private static final int MOST_GROUPS = 3;

    private static final int MOST_TAGS_OF_A_GROUP = 10;

    private static final String AUTO_SCALING_GROUP = "asg:";

    private static final String FURTHER_GROUP = "&";

    /** Reads what a job names. */
    public static ReplacementInstances of(List<String> lines) {
        List<List<String>> tagGroups = new ArrayList<>();
        List<String> autoScalingGroups = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(AUTO_SCALING_GROUP)) {
                autoScalingGroups.add(line.substring(AUTO_SCALING_GROUP.length()));
                continue;
            }
            boolean isFurther = line.startsWith(FURTHER_GROUP);
            if (isFurther || tagGroups.isEmpty()) {
                tagGroups.add(new ArrayList<>());
            }
            tagGroups
                    .get(tagGroups.size() - 1)
                    .add(isFurther ? line.substring(1).trim() : line);
        }
        return new ReplacementInstances(tagGroups, autoScalingGroups);
    }

    public ReplacementInstances {
        tagGroups = tagGroups.stream().map(List::copyOf).toList();
        autoScalingGroups = List.copyOf(autoScalingGroups);
    }

    /** What there is too much of for CodeDeploy, as half a sentence; empty if there is not. */
    public Optional<String> excess() {
        if (tagGroups.size() > MOST_GROUPS) {
            return Optional.of("targetInstances has " + tagGroups.size() + " groups of tags, and CodeDeploy takes "
                    + MOST_GROUPS + " at most");
        }
        return tagGroups.stream()
                .filter(tags -> tags.size() > MOST_TAGS_OF_A_GROUP)
                .findFirst()
                .map(tags -> "targetInstances has a group of " + tags.size() + " tags, and CodeDeploy takes "
                        + MOST_TAGS_OF_A_GROUP + " at most");
    }
}
