package io.jenkins.plugins.crossaccountdeploy.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream.UnicodeExtraFieldPolicy;

/** Archives as builds make them, good ones and others. */
public final class Archives {

    public static final String APP_SPEC = """
            version: 0.0
            os: linux
            files:
              - source: index.html
                destination: /var/www/html
            hooks:
              AfterInstall:
                - location: scripts/after_install.sh
            """;

    private record Item(String name, String kind, int mode, byte[] content) {}

    private final List<Item> items = new ArrayList<>();
    private Charset names = StandardCharsets.UTF_8;

    /** Nothing at all. */
    public static Archives empty() {
        return new Archives();
    }

    /** An application that CodeDeploy can deploy. */
    public static Archives ofApplication() {
        return below("");
    }

    /** The same below a directory. */
    public static Archives below(String directory) {
        return empty().file(directory + "appspec.yml", APP_SPEC)
                .file(directory + "index.html", "<h1>It works</h1>")
                .directory(directory + "scripts/")
                .script(directory + "scripts/after_install.sh");
    }

    public Archives file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public Archives file(String name, byte[] content) {
        items.add(new Item(name, "file", 0644, content));
        return this;
    }

    public Archives script(String name) {
        items.add(new Item(name, "file", 0755, "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    public Archives directory(String name) {
        items.add(new Item(name, "directory", 0755, new byte[0]));
        return this;
    }

    public Archives link(String name, String target) {
        items.add(new Item(name, "link", 0777, target.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Of tar alone. */
    public Archives hardLink(String name, String target) {
        items.add(new Item(name, "hard", 0644, target.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** A named pipe. */
    public Archives pipe(String name) {
        items.add(new Item(name, "pipe", 0644, new byte[0]));
        return this;
    }

    /** Of tar alone: an entry that is about the next one, and no file. */
    public Archives special(byte kind, byte[] content) {
        items.add(new Item("special", String.valueOf((char) kind), 0644, content));
        return this;
    }

    /** Has names in an encoding, without saying which it is. */
    public Archives namedIn(Charset encoding) {
        names = encoding;
        return this;
    }

    /** Writes it in the format that the name of the file tells. */
    public Path write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            String name = file.toString();
            if (name.endsWith(".zip")) {
                zip(file);
            } else if (name.endsWith(".tar")) {
                tar(Files.newOutputStream(file));
            } else {
                tar(new GZIPOutputStream(Files.newOutputStream(file)));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void zip(Path file) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            zip.setEncoding(names.name());
            zip.setUseLanguageEncodingFlag(names.equals(StandardCharsets.UTF_8));
            zip.setCreateUnicodeExtraFields(UnicodeExtraFieldPolicy.NOT_ENCODEABLE);
            for (Item item : items) {
                ZipArchiveEntry entry = new ZipArchiveEntry(item.name());
                int type =
                        switch (item.kind()) {
                            case "directory" -> UnixStat.DIR_FLAG;
                            case "link" -> UnixStat.LINK_FLAG;
                            case "pipe" -> 0010000;
                            default -> UnixStat.FILE_FLAG;
                        };
                entry.setUnixMode(type | item.mode());
                zip.putArchiveEntry(entry);
                zip.write(item.content());
                zip.closeArchiveEntry();
            }
        }
    }

    private void tar(OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, names.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Item item : items) {
                byte type =
                        switch (item.kind()) {
                            case "directory" -> TarConstants.LF_DIR;
                            case "link" -> TarConstants.LF_SYMLINK;
                            case "hard" -> TarConstants.LF_LINK;
                            case "pipe" -> TarConstants.LF_FIFO;
                            case "file" -> TarConstants.LF_NORMAL;
                            default -> (byte) item.kind().charAt(0);
                        };
                TarArchiveEntry entry = new TarArchiveEntry(item.name(), type, true);
                entry.setMode(item.mode());
                boolean isLink = type == TarConstants.LF_SYMLINK || type == TarConstants.LF_LINK;
                if (isLink) {
                    entry.setLinkName(new String(item.content(), StandardCharsets.UTF_8));
                } else {
                    entry.setSize(item.content().length);
                }
                tar.putArchiveEntry(entry);
                if (!isLink) {
                    tar.write(item.content());
                }
                tar.closeArchiveEntry();
            }
        }
    }
}
