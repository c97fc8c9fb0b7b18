package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The policies that an environment needs, and nothing beyond them. All other forms are made of these. Which actions know
 * which resources says the <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">Service
 * Authorization Reference</a>.
 */
public final class PolicyDocuments {

    private static final List<String> ANY = List.of("*");

    private final Blueprint blueprint;
    private final StoragePermissions storage;

    private PolicyDocuments(Blueprint blueprint) {
        this.blueprint = blueprint;
        this.storage = new StoragePermissions(blueprint);
    }

    /**
     * The documents, in the order in which they are applied, since a trust policy names only who is there; those without a
     * statement are left out. One that would be longer than AWS takes names less precisely what there is too much of: all groups
     * of the application instead of each, or the production account instead of each of its instances' roles.
     */
    public static List<PolicyDocument> of(Blueprint blueprint) {
        PolicyDocuments documents = new PolicyDocuments(blueprint);
        return Stream.of(
                        documents.sourceRoleTrust(),
                        documents.key(),
                        documents.developmentPrincipal(),
                        documents.bucket(),
                        documents.roleTrust(),
                        documents.rolePermissions(),
                        documents.instances())
                .filter(document -> !document.permissions().isEmpty())
                .toList();
    }

    // ---- the production account

    private PolicyDocument roleTrust() {
        Role role = blueprint.role();
        Statement assume = Statement.allow(List.of("sts:AssumeRole"), List.of())
                .named("JenkinsAssumes")
                .of(List.of(blueprint.principal().arn()));
        List<Permission> permissions = new ArrayList<>(List.of(Permission.needed(
                role.externalId().isEmpty()
                        ? assume
                        : assume.when("StringEquals", "sts:ExternalId", List.of(role.externalId())),
                "Jenkins, and nobody else, assumes the role")));
        // By itself, since STS knows the external ID of AssumeRole only.
        if (!describing().isEmpty()) {
            permissions.add(Permission.needed(
                    Statement.allow(describing(), List.of())
                            .named("JenkinsDescribes")
                            .of(List.of(blueprint.principal().arn())),
                    "sessions tell for whom they were made"));
        }
        return production(Kind.ROLE_TRUST, role.name(), permissions);
    }

    /** What it takes to give a session tags or a source identity. */
    private List<String> describing() {
        List<String> actions = new ArrayList<>();
        if (blueprint.role().sessionTags()) {
            actions.add("sts:TagSession");
        }
        if (blueprint.role().sourceIdentity()) {
            actions.add("sts:SetSourceIdentity");
        }
        return actions;
    }

    /** As precise as the space for it allows. */
    private PolicyDocument rolePermissions() {
        return Stream.of(
                        rolePermissions(blueprint.applications(), blueprint.deploymentGroups()),
                        rolePermissions(blueprint.applications(), List.of()))
                .filter(PolicyDocument::fits)
                .findFirst()
                .orElseGet(() -> rolePermissions(List.of(), List.of()));
    }

    /**
     * @param applications empty for all
     * @param deploymentGroups empty for all
     */
    private PolicyDocument rolePermissions(List<String> applications, List<String> deploymentGroups) {
        List<Permission> permissions = new ArrayList<>(codeDeploy(
                applications.isEmpty() ? ANY : applications, deploymentGroups.isEmpty() ? ANY : deploymentGroups));
        if (blueprint.isWrittenByRole()) {
            permissions.addAll(storage.writing());
        }
        permissions.addAll(ServerlessPermissions.of(blueprint));
        permissions.addAll(storage.checking(blueprint.role().arn()));
        return production(Kind.ROLE_PERMISSIONS, blueprint.role().name(), permissions);
    }

    private List<Permission> codeDeploy(List<String> applications, List<String> deploymentGroups) {
        List<String> revisions = applications.stream()
                .map(application -> blueprint.codeDeployArn("application", application))
                .toList();
        List<String> groups = applications.stream()
                .flatMap(application -> deploymentGroups.stream()
                        .map(group -> blueprint.codeDeployArn("deploymentgroup", application + "/" + group)))
                .toList();
        return List.of(
                Permission.needed(
                        Statement.allow(
                                        List.of(
                                                "codedeploy:RegisterApplicationRevision",
                                                "codedeploy:GetApplicationRevision"),
                                        revisions)
                                .named("Revisions"),
                        "CodeDeploy learns of revisions"),
                Permission.needed(
                        Statement.allow(List.of("codedeploy:CreateDeployment", "codedeploy:GetDeployment"), groups)
                                .named("Deployments"),
                        "deployments are created and watched"),
                Permission.needed(
                        Statement.allow(
                                        List.of("codedeploy:GetDeploymentConfig"),
                                        List.of(blueprint.codeDeployArn("deploymentconfig", "*")))
                                .named("Configs"),
                        "CreateDeployment reads the deployment config, which is the group's own or one that a job names"),
                Permission.optional(
                        Statement.allow(List.of("codedeploy:GetDeploymentGroup"), groups)
                                .named("Groups"),
                        "the group is checked before anything is bundled, and its rollback settings are kept",
                        "a wrong group shows when it is deployed to"),
                Permission.optional(
                        Statement.allow(List.of("codedeploy:ListDeployments", "codedeploy:BatchGetDeployments"), groups)
                                .named("Adopting"),
                        "a deployment is found again whose creation was cut off",
                        "a deployment whose creation was cut off cannot always be found again, and the build fails"),
                Permission.optional(
                        Statement.allow(
                                        List.of(
                                                "codedeploy:ListDeploymentTargets",
                                                "codedeploy:BatchGetDeploymentTargets"),
                                        List.of("*"))
                                .named("TargetEvents"),
                        "the console tells each event of each target; these actions know no narrower resource",
                        "the console tells counts instead of events"),
                Permission.optional(
                        Statement.allow(List.of("codedeploy:StopDeployment"), List.of("*"))
                                .named("Stopping"),
                        "an aborted build stops its deployment; the action knows no narrower resource",
                        "an aborted build leaves its deployment running"),
                Permission.optional(
                        Statement.allow(List.of("codedeploy:ContinueDeployment"), List.of("*"))
                                .named("Continuing"),
                        "a deployment that waits is continued on its page; the action knows no narrower resource",
                        "it is continued in the AWS console only"));
    }

    private PolicyDocument instances() {
        return production(
                Kind.INSTANCE_PROFILE,
                String.join(", ", blueprint.instanceRoleArns()),
                blueprint.instanceRoleArns().isEmpty() ? List.of() : storage.reading());
    }

    // ---- the development account

    private PolicyDocument sourceRoleTrust() {
        return development(
                Kind.SOURCE_ROLE_TRUST,
                blueprint.principal().webIdentity().stream()
                        .map(identity -> Permission.needed(
                                Statement.allow(List.of("sts:AssumeRoleWithWebIdentity"), List.of())
                                        .named("JenkinsTokens")
                                        .of(
                                                "Federated",
                                                List.of("arn:"
                                                        + blueprint.partition().id() + ":iam::"
                                                        + blueprint.principal().account() + ":oidc-provider/"
                                                        + identity.provider()))
                                        .when(
                                                "StringEquals",
                                                identity.provider() + ":aud",
                                                List.of(identity.audience()))
                                        .when(
                                                identity.subject().matches(".*[*?].*") ? "StringLike" : "StringEquals",
                                                identity.provider() + ":sub",
                                                List.of(identity.subject())),
                                "tokens that Jenkins issues assume the role"))
                        .toList());
    }

    private PolicyDocument developmentPrincipal() {
        List<Permission> permissions = new ArrayList<>();
        if (!blueprint.isWrittenByRole()) {
            permissions.addAll(storage.writing());
        }
        List<String> actions = new ArrayList<>(List.of("sts:AssumeRole"));
        actions.addAll(describing());
        permissions.add(Permission.needed(
                Statement.allow(actions, List.of(blueprint.role().arn())).named("AssumeRole"),
                "Jenkins assumes the role of the production account"));
        permissions.addAll(storage.checking(blueprint.principal().arn()));
        return development(Kind.DEVELOPMENT_PRINCIPAL, permissions);
    }

    // ---- the bucket and its key, whose account may be either, or a third one

    private PolicyDocument bucket() {
        PolicyDocument precise = bucket(true);
        return precise.fits() ? precise : bucket(false);
    }

    private PolicyDocument bucket(boolean namesEachRole) {
        return new PolicyDocument(
                Kind.BUCKET,
                blueprint.bucket().account(),
                blueprint.bucket().name(),
                storage.bucketPolicy(namesEachRole));
    }

    private PolicyDocument key() {
        if (!blueprint.bucket().isEncryptedWithKey()) {
            return new PolicyDocument(Kind.KMS_KEY, blueprint.bucket().account(), "", List.of());
        }
        PolicyDocument precise = key(true);
        return precise.fits() ? precise : key(false);
    }

    private PolicyDocument key(boolean namesEachRole) {
        return new PolicyDocument(
                Kind.KMS_KEY, blueprint.keyAccount(), blueprint.bucket().kmsKeyArn(), storage.keyPolicy(namesEachRole));
    }

    private PolicyDocument production(Kind kind, String target, List<Permission> permissions) {
        return new PolicyDocument(kind, blueprint.role().account(), target, permissions);
    }

    private PolicyDocument development(Kind kind, List<Permission> permissions) {
        return new PolicyDocument(
                kind, blueprint.principal().account(), blueprint.principal().name(), permissions);
    }
}
