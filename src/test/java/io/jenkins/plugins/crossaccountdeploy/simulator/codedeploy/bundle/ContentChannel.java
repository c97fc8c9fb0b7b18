package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Reads an object here and there, so that the directory of a large bundle can be read without the rest. */
public final class ContentChannel implements SeekableByteChannel {

    private static final int BLOCK = 1 << 16;

    private final Content content;
    private long position;
    private long blockStart = -1;
    private byte[] block = {};

    ContentChannel(Content content) {
        this.content = content;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (position >= content.size()) {
            return -1;
        }
        if (blockStart < 0 || position < blockStart || position >= blockStart + block.length) {
            blockStart = position - position % BLOCK;
            long count = Math.min(BLOCK, content.size() - blockStart);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) count);
            content.writeTo(bytes, blockStart, count);
            block = bytes.toByteArray();
        }
        int offset = (int) (position - blockStart);
        int count = Math.min(into.remaining(), block.length - offset);
        into.put(block, offset, count);
        position += count;
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
