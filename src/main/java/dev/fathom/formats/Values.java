package dev.fathom.formats;

import java.io.Closeable;
import java.io.IOException;

/** The numbers of one array from first to last, in pieces: an array may be larger than the memory. */
public interface Values extends Closeable {
    /**
     * Reads as many as are left, at most as many as the array holds.
     *
     * @return how many were read; -1 behind the last one
     */
    int read(float[] into) throws IOException;

    @Override
    default void close() throws IOException {}

    /** Values that are in memory. */
    static Values of(float[] values) {
        int[] at = {0};
        return into -> {
            int count = Math.min(into.length, values.length - at[0]);
            System.arraycopy(values, at[0], into, 0, count);
            at[0] += count;
            return count == 0 && into.length > 0 ? -1 : count;
        };
    }
}
