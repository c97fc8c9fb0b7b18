package io.jenkins.plugins.crossaccountdeploy.appspec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the CodeDeploy agent said of an AppSpec.
 *
 * @param name says what is particular about the AppSpec
 * @param bundle what the bundle has besides what all bundles of the table have
 * @param refusal at which event the agent gave up and by which exception; empty if it deployed the bundle
 * @param takenBefore whether it deploys the bundle all the same where its Ruby is older than 3.1
 * @param warnings what is to be told of an AppSpec that it deployed
 */
record AgentVerdict(
        String name,
        List<BundleFile> bundle,
        String refusal,
        boolean takenBefore,
        List<Warning> warnings,
        byte[] appSpec) {

    private static final Pattern HEXADECIMAL = Pattern.compile("\u27e6([0-9A-F ]*)\u27e7");

    /**
     * What is at one path of a bundle.
     *
     * @param kind {@code executable}, {@code file}, {@code directory} or {@code link}
     * @param target where a link leads
     */
    record BundleFile(String kind, String path, String target) {

        static BundleFile parse(String line) {
            String[] words = line.split(" ", 2);
            String[] link = words[1].split(" -> ");
            return new BundleFile(words[0], link[0], link.length == 1 ? "" : link[1]);
        }

        void makeIn(Path root) throws IOException {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            switch (kind) {
                case "executable", "file" ->
                    Files.setPosixFilePermissions(
                            Files.writeString(file, ""),
                            PosixFilePermissions.fromString(kind.equals("file") ? "rw-r--r--" : "rwxr-xr-x"));
                case "directory" -> Files.createDirectories(file);
                case "link" -> Files.createSymbolicLink(file, Path.of(target));
                default -> throw new IllegalArgumentException(kind);
            }
        }
    }

    record Warning(int line, String words) {}

    /**
     * The table of verdicts.
     *
     * @param bundle what all bundles have
     */
    record Table(List<BundleFile> bundle, List<AgentVerdict> verdicts) {}

    boolean isAccepted() {
        return refusal.isEmpty() || takenBefore;
    }

    @Override
    public String toString() {
        return name;
    }

    static Table table(Path file) throws IOException {
        List<BundleFile> common = new ArrayList<>();
        List<AgentVerdict> verdicts = new ArrayList<>();
        for (String block : Files.readString(file).split("\n\n")) {
            List<String> lines =
                    block.lines().filter(line -> !line.startsWith("#")).toList();
            if (!lines.isEmpty() && lines.get(0).startsWith("case ")) {
                verdicts.add(verdict(lines));
            } else {
                lines.forEach(line -> common.add(BundleFile.parse(line.substring("bundle ".length()))));
            }
        }
        return new Table(common, verdicts);
    }

    private static AgentVerdict verdict(List<String> lines) {
        List<BundleFile> bundle = new ArrayList<>();
        List<Warning> warnings = new ArrayList<>();
        ByteArrayOutputStream appSpec = new ByteArrayOutputStream();
        String refusal = "";
        for (String line : lines) {
            if (line.startsWith("| ")) {
                appSpec.writeBytes(bytes(line.substring(2)));
                if (!line.endsWith("\u27e6\u27e7")) {
                    appSpec.write('\n');
                }
            } else if (line.startsWith("bundle ")) {
                bundle.add(BundleFile.parse(line.substring("bundle ".length())));
            } else if (line.startsWith("refused at ")) {
                refusal = line.substring("refused at ".length());
            } else if (line.startsWith("warning ")) {
                String[] words = line.split(" ", 3);
                warnings.add(new Warning(Integer.parseInt(words[1]), words[2]));
            }
        }
        return new AgentVerdict(
                lines.get(0).substring("case ".length()),
                bundle,
                refusal,
                lines.contains("taken before"),
                warnings,
                appSpec.toByteArray());
    }

    private static byte[] bytes(String line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher hexadecimal = HEXADECIMAL.matcher(line);
        int from = 0;
        while (hexadecimal.find()) {
            bytes.writeBytes(line.substring(from, hexadecimal.start()).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(HexFormat.of().parseHex(hexadecimal.group(1).replace(" ", "")));
            from = hexadecimal.end();
        }
        bytes.writeBytes(line.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
