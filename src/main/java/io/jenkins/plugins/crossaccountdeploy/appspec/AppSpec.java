package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * An AppSpec file: what CodeDeploy does with a revision. For Amazon ECS and AWS Lambda it is the whole revision, for EC2 and
 * on-premises instances it is one file of the bundle.
 *
 * @param file its path, relative to the root of the bundle
 * @param content its text, as it is in the file
 * @param platform which compute platform it is written for
 */
public record AppSpec(String file, String content, Platform platform) implements Serializable {

    /** The compute platforms of CodeDeploy, by the names that its API has for them. */
    public enum Platform {
        /** EC2 and on-premises instances. */
        SERVER("Server", "EC2 and on-premises instances"),
        ECS("ECS", "Amazon ECS"),
        LAMBDA("Lambda", "AWS Lambda");

        private final String apiName;
        private final String title;

        Platform(String apiName, String title) {
            this.apiName = apiName;
            this.title = title;
        }

        /** The value of {@code computePlatform}. */
        public String apiName() {
            return apiName;
        }

        /** For people to read. */
        public String title() {
            return title;
        }
    }

    /**
     * Reads and checks the AppSpec of a workspace: the one that the selection names, or else {@code appspec.yml} or {@code
     * appspec.yaml} ({@code appspec.json} for ECS and Lambda) at the root of the bundle. Checks all that shows without the
     * other files.
     *
     * @throws BundleException when there is none, or it has faults
     */
    public static AppSpec read(Path workspace, Selection selection) throws IOException {
        Faults faults = new Faults();
        AppSpecFile file = AppSpecFile.read(workspace, selection, faults);
        faults.throwIfAny();
        return file.appSpec();
    }
}
