package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.ZipExtraField;
import org.apache.commons.compress.archivers.zip.ZipLong;

/**
 * The dates of entries. Those who know the extended timestamp, as unzip does, read seconds of UTC there. The others read
 * DOS's date and time, which knows no zone: the library writes the wall clock of the agent, which differs between agents
 * and goes back once a year. On the way out it is replaced by what the timestamp says in UTC.
 */
final class HeaderDates extends FilterOutputStream {

    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int DIRECTORY_SIGNATURE = 0x02014b50;

    /** Offsets of DOS's time in the headers, of the length of the name, which that of the extra fields follows, and of the name. */
    private record Layout(int time, int lengths, int name) {}

    private static final Layout LOCAL = new Layout(10, 26, 30);
    private static final Layout DIRECTORY = new Layout(12, 28, 46);

    private static final LocalDateTime FIRST_OF_DOS = LocalDateTime.of(1980, 1, 1, 0, 0);

    private boolean localHeader;
    private boolean directory;

    HeaderDates(OutputStream out) {
        super(out);
    }

    /** The time in whole seconds, or the nearest that 32 bits can say: they end on 19 January 2038. */
    static ZipExtraField timestamp(Instant time) {
        int seconds = (int) Math.min(Integer.MAX_VALUE, Math.max(Integer.MIN_VALUE, time.getEpochSecond()));
        X5455_ExtendedTimestamp timestamp = new X5455_ExtendedTimestamp();
        timestamp.setModifyTime(new ZipLong(Integer.toUnsignedLong(seconds)));
        return timestamp;
    }

    /** What is written next is the header of an entry. */
    void localHeaderFollows() {
        localHeader = true;
    }

    /** What is written from now on is the directory of the archive. */
    void directoryFollows() {
        directory = true;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        if (directory) {
            for (int at = 0; at + DIRECTORY.name() <= length && buffer.getInt(at) == DIRECTORY_SIGNATURE; ) {
                at = date(buffer, at, DIRECTORY) + buffer.getShort(at + DIRECTORY.lengths() + 4);
            }
        } else if (localHeader && length >= LOCAL.name() && buffer.getInt(0) == LOCAL_SIGNATURE) {
            date(buffer, 0, LOCAL);
        }
        localHeader = false;
        out.write(bytes, offset, length);
    }

    /** @return where the extra fields end */
    private static int date(ByteBuffer headers, int at, Layout layout) {
        int extra = at + layout.name() + headers.getShort(at + layout.lengths());
        int end = extra + headers.getShort(at + layout.lengths() + 2);
        for (int field = extra; field < end; field += 4 + headers.getShort(field + 2)) {
            if (headers.getShort(field) == (short) X5455_ExtendedTimestamp.HEADER_ID.getValue()) {
                headers.putInt(at + layout.time(), dos(headers.getInt(field + 5)));
            }
        }
        return end;
    }

    /** Years since 1980, month, day, hour, minute and half seconds, in 7, 4, 5, 5, 6 and 5 bits. */
    private static int dos(int epochSecond) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
        LocalDateTime time = utc.isBefore(FIRST_OF_DOS) ? FIRST_OF_DOS : utc;
        int date = (time.getYear() - FIRST_OF_DOS.getYear()) << 9 | time.getMonthValue() << 5 | time.getDayOfMonth();
        return date << 16 | time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() >> 1;
    }
}
