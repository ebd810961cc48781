package dev.fathom.device.cpu;

import dev.fathom.device.Program;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a recorded list of operations. Trials never read each other, so a worker takes one trial through all steps and all
 * operations before the next: its activations stay in the cache, and no thread waits for another. The trials that are
 * left over when the workers do not divide them (or a single network) run operation by operation, the large products
 * split over the workers. Both ways give the same bits.
 */
final class CpuProgram implements Program {
    private final TrialOperation[] operations; // an array: walking a list takes an iterator a step
    private final int trials;
    private final Workers workers;

    CpuProgram(List<TrialOperation> operations, int trials, Workers workers) {
        this.operations = operations.toArray(new TrialOperation[0]);
        this.trials = trials;
        this.workers = workers;
    }

    @Override
    public void run(long first, int count) {
        boolean divisible = Arrays.stream(operations).anyMatch(operation -> operation.parts() > 1);
        int whole = divisible ? trials - trials % workers.count() : trials;
        AtomicInteger next = new AtomicInteger();
        Workers.Barrier barrier = new Workers.Barrier(workers.count());
        workers.all(worker -> {
            for (int trial = next.getAndIncrement(); trial < whole; trial = next.getAndIncrement()) {
                // a single trial leaves its minibatch where a download looks for it
                runAlone(trial, trials == 1 ? 0 : worker, first, count);
            }
            if (whole < trials) {
                runTogether(whole, worker, first, count, barrier);
            }
        });
    }

    private void runAlone(int trial, int worker, long first, int count) {
        for (long step = first; step < first + count; step++) {
            for (TrialOperation operation : operations) {
                int parts = operation.parts();
                for (int part = 0; part < parts; part++) {
                    operation.run(trial, part, parts, worker, step);
                }
            }
        }
    }

    /** All workers share the scratch of worker 0, so that what one part writes the next operation finds. */
    private void runTogether(int firstTrial, int worker, long first, int count, Workers.Barrier barrier) {
        try {
            for (long step = first; step < first + count; step++) {
                for (TrialOperation operation : operations) {
                    int parts = operation.parts();
                    int tasks = (trials - firstTrial) * parts;
                    for (int task = worker; task < tasks; task += workers.count()) {
                        operation.run(firstTrial + task / parts, task % parts, parts, 0, step);
                    }
                    barrier.await();
                }
            }
        } catch (RuntimeException | Error e) {
            barrier.breakUp();
            throw e;
        }
    }

    @Override
    public void close() {}
}
