package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.error.YAMLException;

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
     * A Lambda function as an AppSpec names it.
     *
     * @param name of the function
     * @param alias whose traffic CodeDeploy shifts
     * @param current the version that it says the alias points to
     * @param target the version that the alias is to point to
     */
    public record LambdaFunction(String name, String alias, String current, String target) {

        /** What has {@link #current} in an AppSpec. */
        public static final String CURRENT = "CurrentVersion";

        /** For people to read. */
        public String words() {
            return alias + " of function '" + name + "'";
        }

        /** That which an AppSpec deploys; empty if it names none, or more than one, or cannot be read. */
        public static Optional<LambdaFunction> of(String content) {
            try {
                List<LambdaFunction> functions = ResourcesSection.functions(content);
                return functions.size() == 1 ? Optional.of(functions.get(0)) : Optional.empty();
            } catch (YAMLException unreadable) {
                return Optional.empty();
            }
        }

        /** Whether both can be names, as Lambda has them: nothing that leads elsewhere. */
        public boolean isWellFormed() {
            return name.matches("[A-Za-z0-9_-]{1,140}") && alias.matches("[A-Za-z0-9_-]{1,128}");
        }
    }

    /**
     * Reads the AppSpec of a workspace: the one that the selection names, or else {@code appspec.yml} or {@code
     * appspec.yaml} ({@code appspec.json} for ECS and Lambda) at the root of the bundle. Checks all that shows without the
     * other files; one for ECS or Lambda is checked when it is {@link #filled}.
     *
     * @throws BundleException when there is none, or it has faults
     */
    public static AppSpec read(Path workspace, Selection selection) throws IOException {
        Faults faults = new Faults();
        AppSpecFile file = AppSpecFile.read(workspace, selection, faults);
        faults.throwIfAny();
        return file.appSpec();
    }

    /**
     * Reads an ECS task definition of a workspace.
     *
     * @param path relative to the root of the bundle
     * @throws BundleException when there is none
     */
    public static String readTaskDefinition(Path workspace, Selection selection, String path) throws IOException {
        return WorkspaceFile.taskDefinition(workspace, selection, path);
    }

    /** The same file with its placeholders filled in, checked. */
    public AppSpec filled(String whole, Faults faults) {
        Findings findings = new Findings(file);
        Platform found = AppSpecSyntax.parse(whole, findings).platform();
        findings.tell(faults);
        return new AppSpec(file, whole, found);
    }

    /** The Lambda function that it deploys; empty if it names none, or more than one. */
    public Optional<LambdaFunction> lambdaFunction() {
        return LambdaFunction.of(content);
    }
}
