package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * The zip format around content that is deflated already. All but large files have their sizes in front; the compressed
 * size of a large file is known at its end, and follows it in a data descriptor.
 */
final class Archive extends ZipArchiveOutputStream {

    private static final long LARGEST_32_BIT = 0xFFFF_FFFFL;

    private final Instant latest;
    private final HeaderDates dates;
    private long deflated;

    /** @param latest no entry is dated later */
    Archive(OutputStream out, String digest, Instant latest) {
        this(new HeaderDates(out), digest, latest);
    }

    private Archive(HeaderDates out, String digest, Instant latest) {
        super(out);
        dates = out;
        this.latest = latest;
        setComment(BundleTail.comment(digest));
    }

    void directory(Entry.Directory directory) throws IOException {
        whole(directory, ZipEntry.STORED, 0, 0, new byte[0], 0, 0);
    }

    void link(Entry.Link link, int crc) throws IOException {
        byte[] target = Manifest.target(link);
        whole(link, ZipEntry.STORED, crc, target.length, target, 0, target.length);
    }

    /** Adds a file whose bytes are at hand, deflated or as they are. */
    void file(Entry.File file, int crc, boolean stored, byte[] bytes, int from, int length) throws IOException {
        whole(file, stored ? ZipEntry.STORED : ZipEntry.DEFLATED, crc, file.size(), bytes, from, length);
    }

    private void whole(Entry entry, int method, int crc, long size, byte[] bytes, int from, int length)
            throws IOException {
        ZipArchiveEntry header = header(entry, method, crc, size);
        header.setCompressedSize(length);
        dates.localHeaderFollows();
        addRawArchiveEntry(header, new ByteArrayInputStream(bytes, from, length));
    }

    /** Adds a file whose deflated bytes come as a stream of unknown length. */
    void file(Entry.File file, int crc, InputStream bytes) throws IOException {
        // A file just below 4 GiB may pass it by deflating, and the local header must say so.
        boolean mayPass = file.size() + (file.size() >> 10) > LARGEST_32_BIT;
        setUseZip64(mayPass ? Zip64Mode.Always : Zip64Mode.AsNeeded);
        deflated = 0;
        dates.localHeaderFollows();
        addRawArchiveEntry(header(file, ZipEntry.DEFLATED, crc, file.size()), new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = bytes.read(into, offset, length);
                deflated += Math.max(0, read);
                return read;
            }
        });
        setUseZip64(Zip64Mode.AsNeeded);
    }

    /** The entry is the one that the central directory is made of, too. */
    @Override
    protected void writeDataDescriptor(ZipArchiveEntry entry) throws IOException {
        entry.setCompressedSize(deflated);
        super.writeDataDescriptor(entry);
    }

    @Override
    public void finish() throws IOException {
        dates.directoryFollows();
        super.finish();
    }

    private ZipArchiveEntry header(Entry entry, int method, int crc, long size) {
        ZipArchiveEntry header = new ZipArchiveEntry(name(entry));
        header.setUnixMode(entry.mode());
        header.addExtraField(HeaderDates.timestamp(entry.modified().isAfter(latest) ? latest : entry.modified()));
        header.setMethod(method);
        header.setCrc(Integer.toUnsignedLong(crc));
        header.setSize(size);
        return header;
    }

    private static String name(Entry entry) {
        if (entry instanceof Entry.Directory) {
            return entry.path() + '/';
        }
        // Without any slash in the name, the library takes a backslash for one, as old DOS programs meant it.
        return entry.path().indexOf('\\') >= 0 && entry.path().indexOf('/') < 0 ? "./" + entry.path() : entry.path();
    }

    /** Frees what the superclass holds outside of the heap, when the archive does not get finished. */
    void abandon() {
        def.end();
    }
}
