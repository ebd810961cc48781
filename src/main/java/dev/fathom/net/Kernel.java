package dev.fathom.net;

import java.util.Locale;

/**
 * What a unit of a convolution sees: a square of positions around its own.
 *
 * @param size positions along a side, an odd number
 * @param padding what it sees beyond the border
 */
public record Kernel(int size, Padding padding) {
    private static final int MAX_SIZE = 31;

    /** What lies beyond the border of an image. */
    public enum Padding {
        /** The other side. */
        CIRCULAR,
        ZEROS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Kernel {
        if (size < 1 || size > MAX_SIZE || size % 2 == 0) {
            throw new IllegalArgumentException(
                    "a kernel has an odd side from 1 to " + MAX_SIZE + ", got " + size + ": an even one has no centre");
        }
    }

    /** Positions that a unit sees. */
    public int area() {
        return size * size;
    }

    /** From the centre to the border. */
    public int reach() {
        return size / 2;
    }
}
