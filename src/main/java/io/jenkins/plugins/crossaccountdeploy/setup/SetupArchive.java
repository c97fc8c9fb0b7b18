package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.setup.SetupFile.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** All files in one zip, with a README that says how to apply them. Equal files make equal bytes. */
public final class SetupArchive {

    /** The first day that the JDK writes without the time zone of this machine. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 2, 0, 0);

    private SetupArchive() {}

    /** The zip. It is some ten files, of a few kilobytes each. */
    public static byte[] of(String environment, List<SetupFile> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            put(zip, "README.md", readme(environment, files));
            for (SetupFile file : files) {
                put(zip, file.path(), file.content());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Memory can be written", e);
        }
        return bytes.toByteArray();
    }

    /** Stored, since what a deflater makes of equal bytes depends on its version. */
    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static String readme(String environment, List<SetupFile> files) {
        StringBuilder text = new StringBuilder("# Set up the environment ")
                .append(environment)
                .append(
                        "\n\nWhat Jenkins needs in its accounts to deploy there, three times over: as CloudFormation templates, for"
                                + " Terraform, and as JSON policies. Apply one of the three, in the order of the numbers, each command in"
                                + " the directory of its file.\n");
        for (Format format : Format.values()) {
            text.append("\n## ").append(format.title()).append('\n');
            files.stream().filter(file -> file.format() == format).forEach(file -> describe(text, file));
        }
        return text.toString();
    }

    private static void describe(StringBuilder text, SetupFile file) {
        text.append("\n### ")
                .append(file.path())
                .append("\n\n")
                .append(file.title())
                .append(", applied by an administrator of the ")
                .append(file.where())
                .append(":\n\n```\n")
                .append(file.script())
                .append("\n```\n");
        file.notes().forEach(note -> text.append('\n').append(note).append('\n'));
        text.append('\n');
        file.permissions().forEach(permission -> {
            text.append("- ").append(permission.statement().sid()).append(": ").append(permission.purpose());
            if (permission.isOptional()) {
                text.append(" (optional: without it, ")
                        .append(permission.without())
                        .append(')');
            }
            text.append('\n');
        });
    }
}
