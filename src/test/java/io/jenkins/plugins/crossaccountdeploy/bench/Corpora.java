package io.jenkins.plugins.crossaccountdeploy.bench;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Made-up workspaces that resemble real ones, the same each time. */
final class Corpora {

    @FunctionalInterface
    private interface Maker {
        void make(Path directory, Random random) throws IOException;
    }

    private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

    static {
        MAKERS.put("front-end", Corpora::frontEnd);
        MAKERS.put("java-app", Corpora::javaApp);
        MAKERS.put("one-2-GB-file", Corpora::largeFile);
        MAKERS.put("100000-files", Corpora::tinyFiles);
    }

    private Corpora() {}

    /** Makes each corpus that is not there yet, below a directory. */
    static Map<String, Path> make(Path parent) throws IOException {
        Map<String, Path> corpora = new LinkedHashMap<>();
        for (Map.Entry<String, Maker> maker : MAKERS.entrySet()) {
            Path directory = parent.resolve(maker.getKey());
            if (!Files.exists(directory.resolve("appspec.yml"))) {
                Files.createDirectories(directory);
                maker.getValue().make(directory, new Random(maker.getKey().hashCode()));
                Files.writeString(directory.resolve("appspec.yml"), "version: 0.0\nos: linux\n");
            }
            corpora.put(maker.getKey(), directory);
        }
        return corpora;
    }

    /** 20,000 small files of JavaScript, JSON, maps and Markdown, in packages. */
    private static void frontEnd(Path directory, Random random) throws IOException {
        Words words = new Words(random, 4000);
        for (int i = 0; i < 400; i++) {
            Path module = directory.resolve("node_modules").resolve(words.name() + "-" + i);
            Files.createDirectories(module.resolve("lib"));
            for (int j = 0; j < 50; j++) {
                String suffix = j % 10 == 0 ? ".md" : j % 10 == 1 ? ".json" : j % 10 < 4 ? ".d.ts" : ".js";
                int size = (int) (400 * Math.exp(random.nextGaussian() * 1.4 + 1.4));
                Files.writeString(
                        module.resolve(j < 5 ? "" : "lib").resolve(words.name() + j + suffix),
                        words.code(Math.min(size, 2_000_000)));
            }
        }
    }

    /** 120 jars, and the classes and pages of an application. */
    private static void javaApp(Path directory, Random random) throws IOException {
        Words words = new Words(random, 8000);
        Path libraries = Files.createDirectories(directory.resolve("WEB-INF/lib"));
        for (int i = 0; i < 120; i++) {
            ByteArrayOutputStream jar = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(jar)) {
                int classes = (int) (40 * Math.exp(random.nextGaussian() + 0.8));
                for (int j = 0; j < classes; j++) {
                    zip.putNextEntry(new ZipEntry("org/example/" + words.name() + "/" + words.name() + j + ".class"));
                    zip.write(words.binary(500 + random.nextInt(9000)));
                }
            }
            Files.write(libraries.resolve(words.name() + "-" + i + ".jar"), jar.toByteArray());
        }
        for (int i = 0; i < 1500; i++) {
            Path classes = Files.createDirectories(directory.resolve("WEB-INF/classes/com/example/p" + i % 40));
            Files.write(classes.resolve(words.name() + i + ".class"), words.binary(800 + random.nextInt(12_000)));
        }
        for (int i = 0; i < 200; i++) {
            Files.writeString(directory.resolve(words.name() + i + ".html"), words.code(random.nextInt(20_000)));
        }
    }

    /** 2 GB, of which a quarter is noise, as in a disk image or a dump. */
    private static void largeFile(Path directory, Random random) throws IOException {
        Words words = new Words(random, 20_000);
        byte[] text = words.code(16_000_000).getBytes(StandardCharsets.UTF_8);
        byte[] binary = words.binary(8_000_000);
        byte[] noise = new byte[1_000_000];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve("image.bin")))) {
            for (int i = 0; i < 2000; i++) {
                switch (i % 4) {
                    case 0 -> {
                        random.nextBytes(noise);
                        out.write(noise);
                    }
                    case 1 -> out.write(binary, random.nextInt(7_000_000), 1_000_000);
                    default -> out.write(text, random.nextInt(15_000_000), 1_000_000);
                }
            }
        }
    }

    private static void tinyFiles(Path directory, Random random) throws IOException {
        Words words = new Words(random, 2000);
        for (int i = 0; i < 100_000; i++) {
            if (i % 250 == 0) {
                Files.createDirectories(directory.resolve("d" + i / 250));
            }
            Files.writeString(directory.resolve("d" + i / 250).resolve("f" + i), words.code(random.nextInt(600)));
        }
    }

    /** Text whose words are as unevenly frequent as in programs, so that it deflates as programs do, to about a third. */
    private static final class Words {

        private static final String[] GLUE = {
            " ",
            " ",
            " ",
            " ",
            ".",
            ".",
            ", ",
            "(",
            ")",
            ");\n    ",
            " = ",
            ";\n  ",
            " {\n    ",
            "\n  }\n",
            "'",
            "\": \"",
            " => "
        };

        private final Random random;
        private final String[] words;

        Words(Random random, int count) {
            this.random = random;
            words = new String[count];
            for (int i = 0; i < count; i++) {
                StringBuilder word = new StringBuilder();
                for (int j = 2 + random.nextInt(9); j > 0; j--) {
                    word.append("etaoinshrdlucmfwypvbgkjqxz".charAt((int) (26 * Math.pow(random.nextDouble(), 2))));
                }
                words[i] = word.toString();
            }
        }

        String name() {
            return words[random.nextInt(words.length)];
        }

        String code(int size) {
            StringBuilder code = new StringBuilder(size + 40);
            while (code.length() < size) {
                if (code.length() > 200 && random.nextInt(7) == 0) {
                    // Programmers repeat themselves.
                    int from = Math.max(0, code.length() - 20_000);
                    from += random.nextInt(code.length() - from - 150);
                    code.append(code, from, from + 15 + random.nextInt(120));
                }
                code.append(words[(int) (words.length * Math.pow(random.nextDouble(), 3))]);
                code.append(GLUE[random.nextInt(GLUE.length)]);
            }
            code.setLength(size);
            return code.toString();
        }

        /** Something between code and data, as a class file is: it deflates to about a half. */
        byte[] binary(int size) {
            byte[] bytes = new byte[size];
            byte[] text = code(size / 2 + 1).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < size; ) {
                int run = Math.min(size - i, 4 + random.nextInt(40));
                if (random.nextBoolean()) {
                    System.arraycopy(text, Math.min(i / 2, text.length - run), bytes, i, Math.min(run, text.length));
                } else {
                    for (int j = 0; j < run; j++) {
                        bytes[i + j] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(24));
                    }
                }
                i += run;
            }
            return bytes;
        }
    }
}
