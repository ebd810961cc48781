package dev.fathom.formats;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An array in an open file.
 *
 * @param file where it lies
 * @param source of its numbers; null where they are no floating-point numbers that can be read
 */
public record StoredArray(Path file, Array.Header header, Source source) {
    /** Starts to read the numbers, row-major, from the first on. */
    @FunctionalInterface
    public interface Source {
        Values open() throws IOException;
    }

    public String name() {
        return header.name();
    }

    /** Whether its numbers can be read. */
    public boolean readable() {
        return source != null;
    }

    /** Numbers that it holds. */
    public long count() {
        return Budget.count(file, header.name(), header.shape());
    }

    /**
     * Takes all the numbers, piece by piece.
     *
     * @throws FormatException where they cannot be read or end too soon
     */
    public void forEach(float[] buffer, Piece piece) {
        long left = count();
        try (Values values = source.open()) {
            while (left > 0) {
                int count = values.read(buffer);
                if (count < 0) {
                    throw new EOFException();
                }
                piece.take(buffer, (int) Math.min(left, count));
                left -= count;
            }
        } catch (EOFException e) {
            throw new FormatException(file, "'" + name() + "' ends before its last number");
        } catch (IOException e) {
            throw new FormatException(file, "'" + name() + "' cannot be read: " + e.getMessage());
        }
    }

    /** Some numbers, those at the start of the buffer. */
    @FunctionalInterface
    public interface Piece {
        void take(float[] buffer, int count);
    }

    /** The whole array. */
    public Array read(Budget budget) {
        float[] values = new float[budget.elements(name(), header.shape())];
        int[] at = {0};
        forEach(new float[Math.min(values.length, 1 << 18)], (buffer, count) -> {
            System.arraycopy(buffer, 0, values, at[0], count);
            at[0] += count;
        });
        List<Integer> shape = header.shape().stream().map(Math::toIntExact).toList();
        return new Array(name(), shape, values);
    }
}
