package io.jenkins.plugins.crossaccountdeploy.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar archive, read from its start to its end, since it has no directory. Nothing of it is kept.
 */
final class TarReader implements ArchiveReader {

    private static final int BUFFER = 64 * 1024;

    private final FileChannel file;
    private final boolean compressed;
    private final long mostInflated;

    /**
     * @param compressed whether by gzip
     * @param mostInflated how many bytes it may inflate to
     */
    TarReader(FileChannel file, boolean compressed, long mostInflated) {
        this.file = file;
        this.compressed = compressed;
        this.mostInflated = mostInflated;
    }

    private InputStream open() throws IOException {
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(new FileView(file)), BUFFER);
        return compressed ? new Limited(new GZIPInputStream(bytes, BUFFER), mostInflated) : bytes;
    }

    @Override
    public void list(Visitor visitor) throws IOException {
        try (InputStream bytes = open();
                Entries tar = new Entries(bytes)) {
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                visitor.visit(new RawEntry(
                        entry.getName(),
                        kind(entry),
                        entry.getMode() & 0777,
                        entry.getRealSize(),
                        entry.getLinkName(),
                        ""));
            }
            if (!tar.hasEnd) {
                throw new EOFException("its end is missing");
            }
            if (compressed) {
                // To its end, where gzip notices that something is missing, as it does on the instances.
                bytes.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private static TarArchiveEntry next(Entries tar) throws IOException {
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry != null && !entry.isCheckSumOK()) {
            throw new IOException("the header of " + entry.getName() + " has another checksum than it should have");
        }
        return entry;
    }

    private static Kind kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink()) {
            return Kind.SYMBOLIC_LINK;
        } else if (entry.isLink()) {
            return Kind.HARD_LINK;
        } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            return Kind.SPECIAL;
        }
        return entry.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
    }

    @Override
    public byte[] read(Predicate<String> name, int most) throws IOException {
        try (InputStream bytes = open();
                Entries tar = new Entries(bytes)) {
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                if (name.test(entry.getName())) {
                    return tar.readNBytes(most + 1);
                }
            }
        }
        throw new IOException("an entry is missing");
    }

    /** Knows whether there was the record that ends an archive: without it, nobody knows what is missing. */
    private static final class Entries extends TarArchiveInputStream {

        private boolean hasEnd;

        Entries(InputStream bytes) {
            super(bytes, StandardCharsets.UTF_8.name());
        }

        @Override
        protected boolean isEOFRecord(byte[] record) {
            boolean isEnd = super.isEOFRecord(record);
            hasEnd |= isEnd && record != null;
            return isEnd;
        }
    }

    /** Ends an archive that inflates to more than a bundle can be. */
    private static final class Limited extends InputStream {

        private final InputStream in;
        private final long most;
        private long read;

        Limited(InputStream in, long most) {
            this.in = in;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            read += Math.max(0, count);
            if (read > most) {
                throw new TooLargeException();
            }
            return count;
        }
    }

    /** It inflates to more than a bundle can be. */
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;
    }
}
