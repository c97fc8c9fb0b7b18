package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Paths as text. Java decodes them with the locale of the JVM, and an agent often runs in the C locale: the URI of a path
 * still has the bytes that the file system has.
 */
final class PathText {

    private PathText() {}

    /** Whether the locale of the JVM has lost characters of a path, so that no path is found by that text. */
    static boolean isGarbled(Path path) {
        return isGarbled(path.toString());
    }

    private static boolean isGarbled(String text) {
        return text.indexOf('\uFFFD') >= 0;
    }

    /**
     * What a path says.
     *
     * @throws CharacterCodingException if the file system has it in another encoding than UTF-8
     */
    static String of(Path path) throws CharacterCodingException {
        String text = path.toString();
        if (!isGarbled(text)) {
            return text;
        }
        String base = Path.of("").toUri().getRawPath();
        String encoded = path.toUri().getRawPath();
        if (!text.endsWith("/") && encoded.endsWith("/")) {
            encoded = encoded.substring(0, encoded.length() - 1);
        }
        byte[] bytes = percentDecoded(path.isAbsolute() ? encoded : encoded.substring(base.length()));
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static byte[] percentDecoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(text.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
