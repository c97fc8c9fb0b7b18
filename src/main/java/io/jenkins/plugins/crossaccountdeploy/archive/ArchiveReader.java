package io.jenkins.plugins.crossaccountdeploy.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Reads an archive of some format. */
interface ArchiveReader {

    /** Permissions of a directory that an archive says nothing of. */
    int USUAL_DIRECTORY = 0755;

    /** What is in an archive, as it says so itself. */
    enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device, a pipe, a socket. */
        SPECIAL
    }

    /**
     * An entry, as the archive has it.
     *
     * @param name unchecked
     * @param permissions the nine permission bits
     * @param size of a file, in bytes, uncompressed
     * @param target of a link; else empty
     * @param fault why instances cannot unpack it; empty if they can
     */
    record RawEntry(String name, Kind kind, int permissions, long size, String target, String fault) {}

    /** Takes the entries, in their order. */
    interface Visitor {
        void visit(RawEntry entry);
    }

    /**
     * A name, or where a link leads: UTF-8, or else in another encoding that has a character for each byte, so that different
     * names stay different.
     */
    static String text(byte[] bytes, Charset otherwise) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, otherwise);
        }
    }

    /**
     * Lists all entries.
     *
     * @throws IOException if the archive is damaged, and says how
     */
    void list(Visitor visitor) throws IOException;

    /**
     * Reads the first file whose name matches.
     *
     * @param most how many bytes to read of it
     * @return the bytes, at most one more than {@code most}
     * @throws IOException if there is none, or it is damaged
     */
    byte[] read(Predicate<String> name, int most) throws IOException;
}
