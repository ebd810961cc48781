package dev.fathom.sweep;

import dev.fathom.device.DeviceFailure;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs cohorts on several devices at once, a thread each. Every event, results among them, is told on the thread that calls
 * {@link #run}. A cohort that does not fit is halved; one at which a device fails is retried on another device at most
 * twice, then given up; a device that fails twice in a row is dropped.
 */
public final class Runner {
    /** Results that wait for the store are few, however slow it is. */
    private static final int QUEUE = 64;

    private final Consumer<Event> listener;
    private final List<Worker> workers = new ArrayList<>();
    private final BlockingQueue<Runnable> told = new ArrayBlockingQueue<>(QUEUE);
    private String reserve;
    private CohortQueue queue;
    private boolean stopped;
    private int alive;
    private Throwable broken;

    /** @param listener what it throws ends the sweep */
    public Runner(Consumer<Event> listener) {
        this.listener = listener;
    }

    /**
     * Trains all trials by one trainer; there is no other to try.
     *
     * @param most trials of a cohort
     * @throws DeviceFailure where the device fails, or has no room for a single trial
     */
    public static void run(Trainer trainer, List<Trial> trials, int most, Consumer<Event> listener) {
        Consumer<Event> strict = event -> {
            if (event instanceof Event.CohortFailed failed) {
                throw new DeviceFailure(failed.reason());
            }
        };
        new Runner(strict.andThen(listener)).on(trainer, null).run(CohortPlan.pack(trials, most));
    }

    /**
     * Adds a device.
     *
     * @param again opens it anew after a failure, nullable
     */
    public Runner on(Trainer trainer, Supplier<Trainer> again) {
        workers.add(new Worker(trainer.device(), trainer, again, this::tell));
        return this;
    }

    /** Adds a device that is opened for what no other can run. */
    public Runner inReserve(String device, Supplier<Trainer> open) {
        workers.add(new Worker(device, null, open, this::tell));
        reserve = device;
        return this;
    }

    /**
     * Runs every cohort, in this order where one device does it.
     *
     * @throws DeviceFailure where no device is left before all cohorts are done
     */
    public void run(List<CohortPlan> cohorts) {
        List<String> devices = workers.stream()
                .map(Worker::device)
                .filter(name -> !name.equals(reserve))
                .toList();
        CohortQueue started = new CohortQueue(cohorts, devices, reserve);
        start(started);
        listen(() -> listener.accept(new Event.SweepStarted(devices, cohorts)));
        alive = workers.size();
        for (Worker worker : workers) {
            Thread thread = new Thread(() -> work(worker, started), "fathom-" + worker.device());
            thread.setDaemon(true);
            thread.start();
        }
        while (alive > 0 || !told.isEmpty()) {
            listen(next());
        }
        rethrow();
        if (!started.stopped() && !started.left().isEmpty()) {
            throw new DeviceFailure("no device is left for " + started.left().size()
                    + " cohorts; see the notes above, then run the same command again");
        }
    }

    private synchronized void start(CohortQueue started) {
        queue = started;
        if (stopped) {
            queue.stop();
        }
    }

    /** Makes {@link #run} return soon, from any thread: cohorts that run are dropped. */
    public synchronized void stop() {
        stopped = true;
        if (queue != null) {
            queue.stop();
        }
    }

    /** Whether {@link #stop} cut the sweep short. */
    public synchronized boolean stopped() {
        return stopped;
    }

    private Runnable next() {
        while (true) {
            try {
                return told.take();
            } catch (InterruptedException e) {
                stop();
            }
        }
    }

    /** After a failure of the listener the workers' last words are heard out, so that none of them waits forever. */
    private void listen(Runnable words) {
        try {
            words.run();
        } catch (RuntimeException | Error e) {
            broken = broken == null ? e : broken;
            queue.stop();
        }
    }

    private void rethrow() {
        if (broken instanceof Error error) {
            throw error;
        }
        if (broken != null) {
            throw (RuntimeException) broken;
        }
    }

    private void work(Worker worker, CohortQueue shared) {
        try {
            worker.work(shared);
        } catch (CancellationException e) {
            // stopped: the cohort is dropped
        } catch (RuntimeException | Error e) {
            shared.stop();
            put(() -> {
                throw e;
            });
        } finally {
            put(() -> alive--);
        }
    }

    private void tell(Event event) {
        if (queue.stopped() && !(event instanceof Event.CohortFinished)) {
            throw new CancellationException();
        }
        put(() -> {
            if (broken == null) {
                listener.accept(event);
            }
        });
    }

    private void put(Runnable words) {
        boolean interrupted = false;
        while (true) {
            try {
                told.put(words);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
