package dev.fathom.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers that lie one after the other in bytes. */
public final class Decoder implements Values {
    private static final int PIECE = 1 << 20;

    private final InputStream in;
    private final Element element;
    private final ByteOrder order;
    private final byte[] bytes;
    private long left;

    /** @param count numbers to read: the bytes may go on behind them */
    public Decoder(InputStream in, Element element, ByteOrder order, long count) {
        this.in = in;
        this.element = element;
        this.order = order;
        this.left = count;
        this.bytes = new byte[(int) Math.min(PIECE, count * element.bytes())];
    }

    @Override
    public int read(float[] into) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = (int) Math.min(left, Math.min(into.length, bytes.length / element.bytes()));
        int length = count * element.bytes();
        if (in.readNBytes(bytes, 0, length) < length) {
            throw new java.io.EOFException("ends before its last number");
        }
        element.decode(ByteBuffer.wrap(bytes, 0, length).order(order), into, count);
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
