package io.jenkins.plugins.crossaccountdeploy.administration;

import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupFile;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupFile.Format;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupFiles;
import java.util.ArrayList;
import java.util.List;

/** The policies that an environment needs, as their view shows them. */
public final class PolicyReport {

    private final Blueprint blueprint;
    private final Identity identity;
    private final PolicyChoices choices;
    private final boolean keyNamed;
    private final List<SetupFile> files;

    private PolicyReport(DeploymentEnvironment environment, Identity identity, PolicyChoices choices) {
        this.blueprint = choices.blueprint(environment, identity);
        this.identity = identity;
        this.choices = choices;
        this.keyNamed = !environment.getSource().getKmsKeyArn().isEmpty();
        this.files = SetupFiles.of(blueprint);
    }

    /**
     * Asks AWS who Jenkins is, and writes the policies.
     *
     * @param environment without faults
     */
    static PolicyReport of(DeploymentEnvironment environment, PolicyChoices choices) throws InterruptedException {
        return new PolicyReport(environment, EnvironmentQueries.get().identify(environment), choices);
    }

    /**
     * What is created unless it is there already.
     *
     * @param name as requests have it
     * @param title for people to read
     * @param existing whether it is there already
     */
    public record Choosable(String name, String title, boolean existing) {}

    public Blueprint getBlueprint() {
        return blueprint;
    }

    public Identity getIdentity() {
        return identity;
    }

    /** Without what every ARN has in front: {@code user/deployer}. */
    public String getPrincipal() {
        String arn = identity.principal().arn();
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    public List<SetupFile> getFiles() {
        return files;
    }

    public Format[] getFormats() {
        return Format.values();
    }

    /** The files of a format, in the order in which they are applied. */
    public List<SetupFile> filesOf(Format format) {
        return files.stream().filter(file -> file.format() == format).toList();
    }

    /** What the administrator has to choose. */
    public List<Choosable> getChoosable() {
        List<Choosable> choosable = new ArrayList<>();
        choosable.add(choosable(
                Part.ROLE, Messages.PolicyReport_Role(), blueprint.role().arn()));
        choosable.add(choosable(
                Part.BUCKET, Messages.PolicyReport_Bucket(), blueprint.bucket().name()));
        if (blueprint.principal().webIdentity().isPresent()) {
            choosable.add(choosable(
                    Part.SOURCE_ROLE,
                    Messages.PolicyReport_SourceRole(),
                    blueprint.principal().arn()));
        }
        return choosable;
    }

    private Choosable choosable(Part part, String title, String arn) {
        return new Choosable(
                Choice.text(part),
                title + " " + arn.substring(arn.lastIndexOf('/') + 1),
                choices.existing().contains(part));
    }

    /** Whether the environment names a key, so that there is nothing to choose. */
    public boolean isKeyNamed() {
        return keyNamed;
    }

    public boolean isNewKey() {
        return choices.newKey();
    }
}
