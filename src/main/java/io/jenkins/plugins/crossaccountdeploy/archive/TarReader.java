package io.jenkins.plugins.crossaccountdeploy.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
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

    /** More than any system takes for the names, times and owners of a file: the library has all of it in memory at once. */
    private static final int LONGEST_HEADERS = 1024 * 1024;

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

    private Limited open() throws IOException {
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(new FileView(file)), BUFFER);
        return new Limited(compressed ? new GZIPInputStream(bytes, BUFFER) : bytes, mostInflated);
    }

    @Override
    public void list(Visitor visitor) throws IOException {
        try (Limited bytes = open();
                Entries tar = new Entries(bytes)) {
            for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
                visitor.visit(new RawEntry(
                        text(entry.getName()),
                        kind(entry),
                        entry.getMode() & 0777,
                        entry.getRealSize(),
                        text(entry.getLinkName()),
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

    /** The library has each byte as a character, except those of PAX headers, which are always UTF-8. */
    private static String text(String bytes) {
        return StandardCharsets.ISO_8859_1.newEncoder().canEncode(bytes)
                ? ArchiveReader.text(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
                : bytes;
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
        try (Limited bytes = open();
                Entries tar = new Entries(bytes)) {
            for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
                if (name.test(text(entry.getName()))) {
                    return tar.readNBytes(most + 1);
                }
            }
        }
        throw new IOException("an entry is missing");
    }

    private static final class Entries extends TarArchiveInputStream {

        private final Limited bytes;

        /** Whether there was the record that ends an archive: without it, nobody knows what is missing. */
        private boolean hasEnd;

        Entries(Limited bytes) {
            super(bytes, StandardCharsets.ISO_8859_1.name());
            this.bytes = bytes;
        }

        TarArchiveEntry next() throws IOException {
            // What is available of an entry of more than 2 GiB is told in several steps.
            while (getCurrentEntry() != null && available() > 0) {
                skipNBytes(available());
            }
            bytes.limitTo(LONGEST_HEADERS);
            TarArchiveEntry entry = getNextEntry();
            bytes.limitTo(Long.MAX_VALUE);
            if (entry != null && !entry.isCheckSumOK()) {
                throw new IOException(
                        "the header of " + text(entry.getName()) + " has another checksum than it should have");
            }
            return entry;
        }

        @Override
        protected boolean isEOFRecord(byte[] record) {
            boolean isEnd = super.isEOFRecord(record);
            hasEnd |= isEnd && record != null;
            return isEnd;
        }
    }

    /** Ends an archive that inflates to more than a bundle can be, or that has names which fill the memory. */
    private static final class Limited extends FilterInputStream {

        private long left;
        private long leftOfHeaders = Long.MAX_VALUE;

        Limited(InputStream in, long most) {
            super(in);
            left = most;
        }

        /** @param most how many bytes may be read from now on until the next limit */
        void limitTo(long most) {
            leftOfHeaders = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            count(Math.max(0, count));
            return count;
        }

        @Override
        public long skip(long length) throws IOException {
            long skipped = super.skip(length);
            count(skipped);
            return skipped;
        }

        private void count(long bytes) throws IOException {
            left -= bytes;
            leftOfHeaders -= bytes;
            if (left < 0) {
                throw new TooLargeException();
            }
            if (leftOfHeaders < 0) {
                throw new IOException("the header of an entry takes more than 1 MiB");
            }
        }
    }

    /** It inflates to more than a bundle can be. */
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;
    }
}
