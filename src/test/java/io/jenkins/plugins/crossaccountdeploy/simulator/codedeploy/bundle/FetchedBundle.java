package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle;

import java.util.Optional;
import java.util.Set;

/**
 * What came of fetching a revision.
 *
 * @param downloadFailure why it could not be fetched
 * @param appSpecFailure why its AppSpec file is of no use
 * @param missingScripts hook scripts that the AppSpec file names and the bundle lacks
 */
public record FetchedBundle(
        AppSpec appSpec,
        Optional<String> downloadFailure,
        Optional<String> appSpecFailure,
        Set<String> missingScripts) {

    public static FetchedBundle of(AppSpec appSpec, Set<String> missingScripts) {
        return new FetchedBundle(appSpec, Optional.empty(), Optional.empty(), missingScripts);
    }

    public static FetchedBundle failed(String reason) {
        return new FetchedBundle(AppSpec.UNKNOWN, Optional.of(reason), Optional.empty(), Set.of());
    }

    public static FetchedBundle unusable(String reason) {
        return new FetchedBundle(AppSpec.UNKNOWN, Optional.empty(), Optional.of(reason), Set.of());
    }
}
