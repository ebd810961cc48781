package dev.fathom.device;

/** A recorded list of operations, ready to run again and again. */
public interface Program extends AutoCloseable {
    /**
     * Runs the operations once for each step in {@code [first, first + count)}. Operations that visit data or curves
     * see the number of their step. Returns when the work is queued; reading any result waits for it.
     */
    void run(long first, int count);

    /**
     * Runs one step of this, then {@code count} steps of the other, as if each were run by itself.
     *
     * @param next recorded on the same device
     */
    default void runThen(long first, Program next, int count) {
        run(first, 1);
        next.run(first + 1, count);
    }

    /** Runs the operations once, as step 0. */
    default void run() {
        run(0, 1);
    }

    @Override
    void close();
}
