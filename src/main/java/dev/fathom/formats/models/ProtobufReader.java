package dev.fathom.formats.models;

import dev.fathom.formats.FileRange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** One message in the wire format of protocol buffers, read field by field from where it lies in a file. */
final class ProtobufReader {
    private final FileChannel channel;
    private final byte[] buffer = new byte[1 << 12];
    private final long end;
    private long bufferStart;
    private int buffered;
    private long position;
    private int field;
    private int kind;
    private long value;
    private long begin;

    /** @param end exclusive */
    ProtobufReader(FileChannel channel, long begin, long end) {
        this.channel = channel;
        this.position = begin;
        this.end = end;
    }

    /** Goes to the next field; false behind the last one. */
    boolean next() throws IOException {
        if (position >= end) {
            return false;
        }
        long key = varint();
        field = (int) (key >>> 3);
        kind = (int) (key & 7);
        begin = position;
        switch (kind) {
            case 0 -> value = varint();
            case 1 -> position += 8;
            case 2 -> {
                long length = varint();
                begin = position;
                if (length < 0 || length > end - position) {
                    throw new EOFException();
                }
                position += length;
            }
            case 5 -> position += 4;
            default -> throw new IOException("the wire type " + kind + " at byte " + begin + " is unknown");
        }
        if (position > end) {
            throw new EOFException();
        }
        return true;
    }

    int field() {
        return field;
    }

    /** Whether the field is a text, bytes, a message or packed numbers. */
    boolean bytes() {
        return kind == 2;
    }

    /** A whole number. */
    long value() {
        return value;
    }

    /** Where the field's bytes begin. */
    long begin() {
        return begin;
    }

    /** Where they end, exclusive. */
    long end() {
        return position;
    }

    ProtobufReader message() {
        return new ProtobufReader(channel, begin, position);
    }

    String text() throws IOException {
        byte[] bytes = new FileRange(channel, begin, position).readNBytes((int) Math.min(1 << 16, position - begin));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A number among those packed in this message. */
    long varint() throws IOException {
        long result = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = one();
            result |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return result;
            }
        }
        throw new IOException("a number at byte " + position + " does not end");
    }

    boolean more() {
        return position < end;
    }

    private byte one() throws IOException {
        if (position >= end) {
            throw new EOFException();
        }
        if (position < bufferStart || position >= bufferStart + buffered) {
            bufferStart = position;
            int length = (int) Math.min(buffer.length, end - position);
            buffered = new FileRange(channel, position, end).readNBytes(buffer, 0, length);
            if (buffered == 0) {
                throw new EOFException();
            }
        }
        return buffer[(int) (position++ - bufferStart)];
    }
}
