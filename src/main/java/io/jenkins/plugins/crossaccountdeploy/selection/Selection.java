package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Which files of a workspace make the bundle.
 *
 * @param directory the root of the bundle, relative to the workspace; empty for the workspace itself
 * @param includes Ant-style patterns relative to the directory; empty for all files
 * @param excludes Ant-style patterns relative to the directory
 * @param defaultExcludes whether what Ant excludes by default ({@code .git}, {@code *~} and so on) stays out too
 * @param appSpec the AppSpec file to put at the root of the bundle, relative to the directory; empty for the one that is
 *     at the root already
 * @param sourceDateEpoch no entry of the bundle is dated later, see <a
 *     href="https://reproducible-builds.org/specs/source-date-epoch/">the specification</a>; {@link Instant#MAX} when the
 *     build sets none
 * @param archive a ready-made archive that is the bundle as it is, relative to the workspace; empty if the files are bundled.
 *     Then nothing else is selected
 */
public record Selection(
        String directory,
        List<String> includes,
        List<String> excludes,
        boolean defaultExcludes,
        String appSpec,
        Instant sourceDateEpoch,
        String archive)
        implements Serializable {

    /** Everything in the workspace but what Ant leaves out by default. */
    public static final Selection ALL = new Selection("", List.of(), List.of(), true, "");

    public Selection {
        // What an earlier version has saved lacks what it did not know.
        directory = Objects.requireNonNullElse(directory, "");
        includes = includes == null ? List.of() : List.copyOf(includes);
        excludes = excludes == null ? List.of() : List.copyOf(excludes);
        appSpec = Objects.requireNonNullElse(appSpec, "");
        sourceDateEpoch = Objects.requireNonNullElse(sourceDateEpoch, Instant.MAX);
        archive = Objects.requireNonNullElse(archive, "");
    }

    /** Files with the dates that they have. */
    public Selection(
            String directory, List<String> includes, List<String> excludes, boolean defaultExcludes, String appSpec) {
        this(directory, includes, excludes, defaultExcludes, appSpec, Instant.MAX);
    }

    /** Files that are bundled. */
    public Selection(
            String directory,
            List<String> includes,
            List<String> excludes,
            boolean defaultExcludes,
            String appSpec,
            Instant sourceDateEpoch) {
        this(directory, includes, excludes, defaultExcludes, appSpec, sourceDateEpoch, "");
    }

    /** An archive that is the bundle as it is. */
    public static Selection ofArchive(String archive) {
        return new Selection("", List.of(), List.of(), true, "", Instant.MAX, archive);
    }

    /** Whether the bundle is an archive that is there already. */
    public boolean isReadyMade() {
        return !archive.isEmpty();
    }
}
