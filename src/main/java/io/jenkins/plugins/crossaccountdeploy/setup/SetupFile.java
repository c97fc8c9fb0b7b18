package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file that sets up an account, and how it is applied.
 *
 * @param format what it is written for
 * @param name of the file, which starts with its number where the order matters
 * @param label two or three words, for a tab
 * @param title what it is, for a heading
 * @param where whose administrator applies it, such as {@code production account 222222222222}
 * @param content its text
 * @param commands for a shell in the directory of the file, in their order, each on one line
 * @param notes what else has to be known or done: whole sentences
 * @param permissions the statements in it, and what each is for
 */
public record SetupFile(
        Format format,
        String name,
        String label,
        String title,
        String where,
        String content,
        List<String> commands,
        List<String> notes,
        List<Permission> permissions) {

    /** In characters: what fits on a page. */
    private static final int WIDE = 90;

    public SetupFile {
        commands = List.copyOf(commands);
        notes = List.copyOf(notes);
        permissions = List.copyOf(permissions);
    }

    /** What a file is written for: the same statements in each. */
    public enum Format {
        CLOUDFORMATION("cloudformation", "CloudFormation"),
        TERRAFORM("terraform", "Terraform"),
        JSON("json", "JSON");

        private final String directory;
        private final String title;

        Format(String directory, String title) {
            this.directory = directory;
            this.title = title;
        }

        /** For people to read. */
        public String title() {
            return title;
        }
    }

    /** Where it is among the others, with slashes between names. */
    public String path() {
        return format.directory + "/" + name;
    }

    /** The commands as people read them: long ones over several lines. */
    public String script() {
        return commands.stream()
                .map(command ->
                        command.length() <= WIDE ? command : command.replaceAll(" (?=--\\w|-var )", " \\\\\n    "))
                .collect(Collectors.joining("\n"));
    }
}
