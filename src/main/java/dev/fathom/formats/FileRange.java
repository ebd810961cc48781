package dev.fathom.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Bytes of a file from one place to another; several ranges of one channel can be read at the same time. */
public final class FileRange extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    /** @param end exclusive */
    public FileRange(FileChannel channel, long begin, long end) {
        this.channel = channel;
        this.position = begin;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        int count = (int) Math.min(length, end - position);
        if (count <= 0) {
            return length == 0 ? 0 : -1;
        }
        int read = channel.read(ByteBuffer.wrap(into, offset, count), position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        return skipped;
    }

    /** Where the next byte is read. */
    public long position() {
        return position;
    }
}
