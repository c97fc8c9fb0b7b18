package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trees of files at random, and what is in a directory, to compare. */
public final class Trees {

    public static final String APP_SPEC = "version: 0.0\nos: linux\n";

    /** All of a directory, whatever its name: some that are made here are left out by default. */
    static final Selection EVERYTHING = new Selection("", List.of(), List.of(), false, "");

    /** Names that file systems, zip and unzip are known to stumble over. */
    private static final List<String> NAMES = List.of(
            "plain.txt",
            "with space",
            "ünïcödé",
            "日本語",
            "emoji-\uD83D\uDE00",
            "\uFB01-ligature",
            "-dash",
            "#hash#",
            "quote'\"",
            "back\\slash",
            "semi;colon",
            "star*mark?",
            "[bracket]",
            "tilde~",
            ".hidden",
            "trailing.",
            "trailing ",
            " leading",
            "a!",
            "a",
            "a.b",
            "CON",
            "%41",
            "x".repeat(200));

    private Trees() {}

    /** A directory as a map from path to what is there, in words that differ when anything does. */
    public static Map<String, String> describe(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths.filter(one -> !one.equals(root))::iterator) {
                String name = root.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    all.put(name, "link to " + Files.readSymbolicLink(path));
                    continue;
                }
                String mode =
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
                Instant modified = Files.getLastModifiedTime(path).toInstant().truncatedTo(ChronoUnit.SECONDS);
                all.put(name, mode + (Files.isDirectory(path) ? " directory" : " file " + hash(path)) + ' ' + modified);
            }
        }
        return all;
    }

    private static String hash(Path file) throws IOException {
        MessageDigest sha = WorkBuffers.sha256();
        return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
    }

    /** Makes the same tree for the same seed, its files in an order that another seed gives. */
    public static void make(Path root, long seed, long order) throws IOException {
        Random random = new Random(seed);
        Map<String, byte[]> files = new TreeMap<>();
        Map<String, String> links = new TreeMap<>();
        List<String> directories = new ArrayList<>(List.of(""));
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            String parent = directories.get(random.nextInt(directories.size()));
            String path = parent + NAMES.get(random.nextInt(NAMES.size()));
            if (files.containsKey(path) || links.containsKey(path) || directories.contains(path + '/')) {
                continue;
            }
            switch (random.nextInt(6)) {
                case 0 -> directories.add(path + '/');
                case 1 -> links.put(path, inside(parent, random));
                default -> files.put(path, content(random));
            }
        }
        Map<String, Integer> modes = new TreeMap<>();
        files.keySet().forEach(file -> modes.put(file, 0400 | random.nextInt(0400)));
        directories.forEach(directory -> modes.put(directory, 0700 | random.nextInt(0100)));

        files.put("appspec.yml", APP_SPEC.getBytes(StandardCharsets.UTF_8));
        modes.put("appspec.yml", 0644);
        links.remove("appspec.yml");
        Random shuffle = new Random(order);
        for (String directory : shuffled(directories, shuffle)) {
            Files.createDirectories(root.resolve(directory));
        }
        for (String file : shuffled(files.keySet(), shuffle)) {
            Files.write(root.resolve(file), files.get(file));
            Files.setPosixFilePermissions(root.resolve(file), permissions(modes.get(file)));
        }
        for (String link : shuffled(links.keySet(), shuffle)) {
            Files.createSymbolicLink(root.resolve(link), Path.of(links.get(link)));
        }
        for (String file : files.keySet()) {
            date(root.resolve(file), random);
        }
        Collections.reverse(directories); // those below others before them
        for (String directory : directories) {
            if (!directory.isEmpty()) {
                Files.setPosixFilePermissions(root.resolve(directory), permissions(modes.get(directory)));
                date(root.resolve(directory), random);
            }
        }
    }

    /** At random, to the nanosecond, from 1980 to 2037. */
    private static void date(Path path, Random random) throws IOException {
        Instant time = Instant.parse("1980-01-01T00:00:00Z").plusSeconds(random.nextInt(1_800_000_000));
        Files.setLastModifiedTime(path, FileTime.from(time.plusNanos(random.nextInt(1_000_000_000))));
    }

    private static List<String> shuffled(Iterable<String> some, Random random) {
        List<String> all = new ArrayList<>();
        some.forEach(all::add);
        Collections.shuffle(all, random);
        return all;
    }

    private static String inside(String parent, Random random) {
        int depth = (int) parent.chars().filter(c -> c == '/').count();
        return "../".repeat(random.nextInt(depth + 1)) + NAMES.get(random.nextInt(NAMES.size()));
    }

    private static byte[] content(Random random) {
        int size =
                switch (random.nextInt(8)) {
                    case 0 -> 0;
                    case 1 -> 1;
                    case 2 -> Chunk.SIZE - 1 + random.nextInt(3);
                    case 3 -> 2 * Chunk.SIZE - 1 + random.nextInt(3);
                    case 4 -> 1 + random.nextInt(3 * Chunk.SIZE);
                    default -> random.nextInt(10_000);
                };
        return content(size, random.nextInt(4), random);
    }

    /** From all the same to noise; the third kind is both in turn. */
    public static byte[] content(int size, int kind, Random random) {
        byte[] bytes = new byte[size];
        switch (kind) {
            case 0 -> {}
            case 1 -> {
                for (int i = 0; i < size; i++) {
                    bytes[i] = (byte) ("etaoin shrdlu\n".charAt(random.nextInt(14)));
                }
            }
            case 2 -> {
                random.nextBytes(bytes);
                for (int i = 0; i < size; i++) {
                    if ((i / 100_000) % 2 == 0) {
                        bytes[i] = (byte) (i % 97);
                    }
                }
            }
            default -> random.nextBytes(bytes);
        }
        return bytes;
    }

    public static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & (0400 >> permission.ordinal())) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
