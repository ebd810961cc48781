package dev.fathom.device.cpu.operations;

/**
 * One operation for one trial. Large operations come in parts that may run at the same time; how many depends on the
 * shape alone, so that results do not depend on the number of workers.
 */
@FunctionalInterface
public interface TrialOperation {
    /**
     * @param worker whose copy of a minibatch to take
     * @param thread that runs this
     */
    void run(int trial, int part, int parts, int worker, int thread, long step);

    default int parts() {
        return 1;
    }

    /** An operation in one part that asks for no thread's arrays. */
    @FunctionalInterface
    interface Whole {
        /** @param worker whose copy of a minibatch to take */
        void run(int trial, int worker, long step);
    }

    static TrialOperation whole(Whole operation) {
        return (trial, part, parts, worker, thread, step) -> operation.run(trial, worker, step);
    }
}
