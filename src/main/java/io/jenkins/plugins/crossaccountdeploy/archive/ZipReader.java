package io.jenkins.plugins.crossaccountdeploy.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry.NameSource;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/** A zip archive, read by its directory: nothing of it is inflated but the AppSpec and the targets of links. */
final class ZipReader implements ArchiveReader {

    /** Of names that are not UTF-8, by the specification of zip. */
    private static final Charset DOS = Charset.forName("IBM437");

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private static final int USUAL_FILE = 0644;

    /** More than any system takes for a path, in bytes. */
    private static final int LONGEST_TARGET = 4096;

    /** What Info-ZIP's unzip inflates, see its manual. */
    private static final Set<Integer> INFLATED = Set.of(
            ZipEntry.STORED, ZipEntry.DEFLATED, ZipMethod.ENHANCED_DEFLATED.getCode(), ZipMethod.BZIP2.getCode());

    private final ZipFile zip;
    private final long size;

    /** @throws IOException if the directory of the archive is damaged */
    ZipReader(FileChannel file) throws IOException {
        size = file.size();
        zip = ZipFile.builder().setSeekableByteChannel(new FileView(file)).get();
    }

    @Override
    public void list(Visitor visitor) throws IOException {
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            if (entry.getDataOffset() < 0 || entry.getCompressedSize() > size - entry.getDataOffset()) {
                throw new ZipException("the bytes of " + entry.getName() + " are missing");
            }
            String fault = fault(entry);
            Kind kind = kind(entry);
            String target = kind == Kind.SYMBOLIC_LINK && fault.isEmpty()
                    ? ArchiveReader.text(bytes(entry, LONGEST_TARGET), DOS)
                    : "";
            visitor.visit(new RawEntry(
                    name(entry),
                    kind,
                    permissions(entry),
                    entry.getSize(),
                    target,
                    target.length() > LONGEST_TARGET ? "is a link to a path that is too long for one" : fault));
        }
    }

    /** With the backslashes that the library takes for slashes. */
    private static String name(ZipArchiveEntry entry) {
        String raw = ArchiveReader.text(entry.getRawName(), DOS);
        boolean hasAnother = entry.getNameSource() == NameSource.UNICODE_EXTRA_FIELD;
        return hasAnother && raw.indexOf('\\') < 0 ? entry.getName() : raw;
    }

    private static String fault(ZipArchiveEntry entry) {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            return "is encrypted, and CodeDeploy's agent knows no password. Make the archive without one";
        }
        return INFLATED.contains(entry.getMethod())
                ? ""
                : "is compressed by method " + entry.getMethod()
                        + ", which instances do not inflate. Make the archive with the usual one, deflate";
    }

    private static Kind kind(ZipArchiveEntry entry) {
        if (entry.isDirectory()) {
            return Kind.DIRECTORY;
        } else if (entry.isUnixSymlink()) {
            return Kind.SYMBOLIC_LINK;
        }
        int type = entry.getUnixMode() & TYPE;
        return type == 0 || type == REGULAR ? Kind.FILE : Kind.SPECIAL;
    }

    private static int permissions(ZipArchiveEntry entry) {
        if (entry.getPlatform() == ZipArchiveEntry.PLATFORM_UNIX) {
            return entry.getUnixMode() & 0777;
        }
        return entry.isDirectory() ? USUAL_DIRECTORY : USUAL_FILE;
    }

    @Override
    public byte[] read(Predicate<String> name, int most) throws IOException {
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            if (name.test(name(entry))) {
                byte[] bytes = bytes(entry, most);
                CRC32 crc = new CRC32();
                crc.update(bytes);
                if (bytes.length <= most && crc.getValue() != entry.getCrc()) {
                    throw new ZipException(entry.getName() + " has another checksum than it should have");
                }
                return bytes;
            }
        }
        throw new ZipException("an entry is missing");
    }

    private byte[] bytes(ZipArchiveEntry entry, int most) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(most + 1);
        }
    }
}
