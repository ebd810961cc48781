package dev.fathom.formats;

import java.nio.file.Path;
import java.util.List;

/** How much of a file may come into memory: a header may claim anything. */
public final class Budget {
    private final Path file;
    private final long most = Runtime.getRuntime().maxMemory() / 2;
    private long taken;

    public Budget(Path file) {
        this.file = file;
    }

    /**
     * Elements of an array.
     *
     * @throws FormatException where no array can be so large, or no more fits
     */
    public int elements(String name, List<Long> shape) {
        long count = count(file, name, shape);
        taken += Float.BYTES * count;
        if (count > Integer.MAX_VALUE - 8 || taken > most) {
            throw new FormatException(
                    file,
                    "'" + name + "' claims " + count + " numbers, more than half of the memory holds; give java -Xmx");
        }
        return (int) count;
    }

    /** Elements of an array that need not fit into memory; refused where they pass all bounds. */
    public static long count(Path file, String name, List<Long> shape) {
        long count = 1;
        for (long size : shape) {
            if (size < 0 || size > 0 && count > (1L << 56) / size) {
                throw new FormatException(file, "'" + name + "' has the impossible shape " + shape);
            }
            count *= size;
        }
        return count;
    }
}
