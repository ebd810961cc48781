package dev.fathom.device.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** The threads of the CPU device; all run the same task, each with its own number, as in an SPMD program. */
final class Workers implements AutoCloseable {
    private final int count;
    private final ExecutorService threads;

    Workers(int count) {
        this.count = count;
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "fathom-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    int count() {
        return count;
    }

    /** Runs the task once in every worker and waits for all of them. */
    void all(IntConsumer task) {
        List<Future<?>> running = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int worker = i;
            running.add(threads.submit(() -> task.accept(worker)));
        }
        try {
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a CPU worker failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the CPU device was working", e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /** A barrier that spins: the operations between two of them take microseconds. */
    static final class Barrier {
        private static final int SPINS = 4_000;

        private final int parties;
        private final AtomicInteger arrived = new AtomicInteger();
        private final AtomicInteger round = new AtomicInteger();
        private volatile boolean broken;

        Barrier(int parties) {
            this.parties = parties;
        }

        void await() {
            int mine = round.get();
            if (arrived.incrementAndGet() == parties) {
                arrived.set(0);
                round.incrementAndGet();
                return;
            }
            for (int spin = 0; round.get() == mine; spin++) {
                if (broken) {
                    throw new IllegalStateException("another worker failed");
                }
                if (spin < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }

        /** Lets the other workers go after a failure. */
        void breakUp() {
            broken = true;
        }
    }
}
