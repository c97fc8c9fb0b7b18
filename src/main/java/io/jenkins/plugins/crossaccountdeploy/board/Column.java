package io.jenkins.plugins.crossaccountdeploy.board;

import java.util.function.Predicate;

/**
 * An environment on the board.
 *
 * @param name the administrator's name of it
 * @param region of CodeDeploy; empty if that is not known
 * @param isConfigured whether jobs can deploy there; otherwise it is history
 * @param isFailing whether its daily check fails
 */
public record Column(String name, String region, boolean isConfigured, boolean isFailing) {

    /**
     * An environment that jobs can deploy to.
     *
     * @param isFailing whether its daily check fails
     * @param allows whether the job of a full name may
     */
    public record Configured(String name, String region, boolean isFailing, Predicate<String> allows) {}
}
