package dev.fathom.device.cpu;

import dev.fathom.device.Program;
import dev.fathom.device.cpu.operations.TrialOperation;
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

    /** Operations, and the steps to run them for. */
    private record Leg(TrialOperation[] operations, long first, int count) {}

    @Override
    public void run(long first, int count) {
        run(new Leg(operations, first, count));
    }

    @Override
    public void runThen(long first, Program next, int count) {
        run(new Leg(operations, first, 1), new Leg(((CpuProgram) next).operations, first + 1, count));
    }

    private void run(Leg... legs) {
        boolean divisible = Arrays.stream(operations).anyMatch(operation -> operation.parts() > 1);
        int whole = divisible ? trials - trials % workers.count() : trials;
        AtomicInteger next = new AtomicInteger();
        Workers.Barrier barrier = new Workers.Barrier(workers.count());
        workers.all(worker -> {
            for (int trial = next.getAndIncrement(); trial < whole; trial = next.getAndIncrement()) {
                // a single trial leaves its minibatch where a download looks for it
                runAlone(trial, trials == 1 ? 0 : worker, worker, legs);
            }
            if (whole < trials) {
                runTogether(whole, worker, legs, barrier);
            }
        });
    }

    private void runAlone(int trial, int worker, int thread, Leg[] legs) {
        for (Leg leg : legs) {
            for (long step = leg.first(); step < leg.first() + leg.count(); step++) {
                for (TrialOperation operation : leg.operations()) {
                    int parts = operation.parts();
                    for (int part = 0; part < parts; part++) {
                        operation.run(trial, part, parts, worker, thread, step);
                    }
                }
            }
        }
    }

    /** All workers share the scratch of worker 0, so that what one part writes the next operation finds. */
    private void runTogether(int firstTrial, int worker, Leg[] legs, Workers.Barrier barrier) {
        try {
            for (Leg leg : legs) {
                for (long step = leg.first(); step < leg.first() + leg.count(); step++) {
                    runTogether(firstTrial, worker, leg.operations(), step, barrier);
                }
            }
        } catch (RuntimeException | Error e) {
            barrier.breakUp();
            throw e;
        }
    }

    private void runTogether(
            int firstTrial, int worker, TrialOperation[] operations, long step, Workers.Barrier barrier) {
        for (TrialOperation operation : operations) {
            int parts = operation.parts();
            int tasks = (trials - firstTrial) * parts;
            for (int task = worker; task < tasks; task += workers.count()) {
                operation.run(firstTrial + task / parts, task % parts, parts, 0, worker, step);
            }
            barrier.await();
        }
    }

    @Override
    public void close() {}
}
