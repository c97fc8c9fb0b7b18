package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import io.jenkins.plugins.crossaccountdeploy.setup.CloudFormationTemplate.Template;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupFile.Format;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All files that set an environment up: any one of their formats is enough. */
public final class SetupFiles {

    /** A policy cannot name a role that is not there yet, and the ARN of a new key is known when it is created. */
    private static final List<Kind> ORDER = List.of(
            Kind.SOURCE_ROLE_TRUST,
            Kind.ROLE_TRUST,
            Kind.KMS_KEY,
            Kind.DEVELOPMENT_PRINCIPAL,
            Kind.ROLE_PERMISSIONS,
            Kind.INSTANCE_PROFILE,
            Kind.BUCKET);

    private final Blueprint blueprint;
    private final SetupCommands commands;
    private final List<PolicyDocument> documents;

    private SetupFiles(Blueprint blueprint) {
        this.blueprint = blueprint;
        this.commands = new SetupCommands(blueprint);
        this.documents = PolicyDocuments.of(blueprint).stream()
                .sorted(Comparator.comparing(document -> ORDER.indexOf(document.kind())))
                .toList();
    }

    /** The files of all formats, of each in the order in which they are applied. */
    public static List<SetupFile> of(Blueprint blueprint) {
        SetupFiles files = new SetupFiles(blueprint);
        List<SetupFile> all = new ArrayList<>();
        List<Template> templates = CloudFormationTemplate.of(blueprint);
        List<String> without = new ArrayList<>(Templates.accounts(blueprint));
        templates.forEach(template -> without.remove(template.account()));
        templates.forEach(template ->
                all.add(files.cloudFormation(all.size() + 1, template, all.isEmpty() ? without : List.of())));
        all.add(files.terraform());
        int number = 0;
        for (PolicyDocument document : files.documents) {
            number++;
            all.add(files.json(number, document));
        }
        return all.stream().map(files::named).toList();
    }

    /** @param without the accounts that need no template, and still something by hand */
    private SetupFile cloudFormation(int number, Template template, List<String> without) {
        String account = template.account();
        String name = number + "-" + account + ".json";
        List<String> notes = new ArrayList<>();
        if (template.needsKey()) {
            notes.add("The key is created by the stack of account "
                    + blueprint.bucket().account()
                    + ", which prints its ARN as the output KeyArn: put it in place of KEY_ARN.");
        }
        byHand(account).ifPresent(notes::add);
        without.forEach(other -> byHand(other).ifPresent(notes::add));
        newKey(account).ifPresent(notes::add);
        return new SetupFile(
                Format.CLOUDFORMATION,
                name,
                roles(account) + " " + account,
                "Template of the " + where(account),
                where(account),
                template.json(),
                commands.cloudFormation(name, template.needsKey()),
                notes,
                permissions(ofAccount(account)));
    }

    private SetupFile terraform() {
        TerraformConfiguration.File file = TerraformConfiguration.of(blueprint);
        List<String> notes =
                new ArrayList<>(List.of("Each variable is the AWS CLI profile of an administrator of that account."));
        Templates.accounts(blueprint).forEach(account -> byHand(account).ifPresent(notes::add));
        newKey(blueprint.bucket().account()).ifPresent(notes::add);
        return new SetupFile(
                Format.TERRAFORM,
                "main.tf.json",
                "All accounts",
                "Configuration of all accounts",
                Templates.accounts(blueprint).stream().map(this::where).collect(Collectors.joining(" and of the ")),
                file.json(),
                SetupCommands.terraform(file.variables()),
                notes,
                permissions(documents));
    }

    private SetupFile json(int number, PolicyDocument document) {
        String name = number + "-" + document.kind().fileName() + ".json";
        return new SetupFile(
                Format.JSON,
                name,
                label(document.kind()),
                document.kind().title(),
                where(document.account()),
                Templates.json(document.policy().document()),
                commands.json(name, document),
                notes(name, document),
                document.permissions());
    }

    private List<String> notes(String name, PolicyDocument document) {
        List<String> notes = new ArrayList<>();
        switch (document.kind()) {
            case KMS_KEY -> {
                if (blueprint.bucket().isKeyNew()) {
                    notes.add("Put the ARN that the command prints in place of " + Blueprint.NEW_KEY
                            + " in the other files, and enter it in Jenkins as the environment's KMS key.");
                } else {
                    notes.add("Add these statements to those of the key in key-policy.json before the last command,"
                            + " which replaces the whole policy.");
                }
            }
            case BUCKET -> {
                if (blueprint.existing().contains(Part.BUCKET)) {
                    notes.add(
                            "Add these statements to those of the bucket in bucket-policy.json before the last command,"
                                    + " which replaces the whole policy. A bucket without a policy gets this one as it is.");
                }
            }
            case ROLE_TRUST -> {
                if (blueprint.existing().contains(Part.ROLE)) {
                    notes.add(
                            "The command replaces the trust policy: if others assume the role too, keep their statements.");
                }
            }
            case DEVELOPMENT_PRINCIPAL -> {
                if (!blueprint.principal().isRole()) {
                    notes.add("Where the policy is there already, make a new version of it instead: "
                            + commands.newVersionOfUserPolicy(name) + ". IAM keeps five: delete an old one before.");
                }
            }
            case SOURCE_ROLE_TRUST, ROLE_PERMISSIONS, INSTANCE_PROFILE -> {
                // The commands say it all.
            }
        }
        return notes;
    }

    /** What is there already has policies of its own, which no template may replace. */
    private Optional<String> byHand(String account) {
        List<String> left = documents.stream()
                .filter(document -> document.account().equals(account))
                .map(PolicyDocument::kind)
                .filter(this::isLeftAlone)
                .map(SetupFiles::label)
                .toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of("What exists in account " + account
                        + " keeps its own policies: add the statements of the JSON policies "
                        + String.join(", ", left) + " to them.");
    }

    private boolean isLeftAlone(Kind kind) {
        return switch (kind) {
            case BUCKET -> blueprint.existing().contains(Part.BUCKET);
            case KMS_KEY -> !blueprint.bucket().isKeyNew();
            case ROLE_TRUST -> blueprint.existing().contains(Part.ROLE);
            case SOURCE_ROLE_TRUST -> blueprint.existing().contains(Part.SOURCE_ROLE);
            case DEVELOPMENT_PRINCIPAL, ROLE_PERMISSIONS, INSTANCE_PROFILE -> false;
        };
    }

    private Optional<String> newKey(String account) {
        return blueprint.bucket().isKeyNew() && account.equals(blueprint.keyAccount())
                ? Optional.of("Enter the ARN of the new key in Jenkins as the environment's KMS key.")
                : Optional.empty();
    }

    /** Where Jenkins could not be identified, something stands for it. */
    private SetupFile named(SetupFile file) {
        if (blueprint.principal().isKnown()
                || !(file.content() + file.commands())
                        .contains(blueprint.principal().account())) {
            return file;
        }
        List<String> notes = new ArrayList<>(file.notes());
        notes.add(
                0,
                "Put the ARN of Jenkins' user or role in place of "
                        + blueprint.principal().arn() + ", and its account in place of "
                        + blueprint.principal().account() + ".");
        return new SetupFile(
                file.format(),
                file.name(),
                file.label(),
                file.title(),
                file.where(),
                file.content(),
                file.commands(),
                notes,
                file.permissions());
    }

    private List<PolicyDocument> ofAccount(String account) {
        return documents.stream()
                .filter(document -> document.account().equals(account))
                .toList();
    }

    /** Each statement once, however many policies have it. */
    private static List<Permission> permissions(List<PolicyDocument> documents) {
        Map<String, Permission> byName = new LinkedHashMap<>();
        documents.stream()
                .flatMap(document -> document.permissions().stream())
                .forEach(permission -> byName.putIfAbsent(permission.statement().sid(), permission));
        return List.copyOf(byName.values());
    }

    private static String label(Kind kind) {
        return switch (kind) {
            case SOURCE_ROLE_TRUST -> "Source role trust";
            case DEVELOPMENT_PRINCIPAL -> "Development principal";
            case BUCKET -> "Bucket policy";
            case KMS_KEY -> "KMS key";
            case ROLE_TRUST -> "Role trust";
            case ROLE_PERMISSIONS -> "Role permissions";
            case INSTANCE_PROFILE -> "Instances";
        };
    }

    private String where(String account) {
        String roles = roles(account);
        return Character.toLowerCase(roles.charAt(0)) + roles.substring(1) + " account " + account;
    }

    private String roles(String account) {
        boolean production = account.equals(blueprint.role().account());
        boolean development = account.equals(blueprint.principal().account());
        if (production && development) {
            return "Only";
        }
        if (production) {
            return "Production";
        }
        return development ? "Development" : "Bucket's";
    }
}
