package dev.fathom.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While open, Ctrl-C and SIGTERM stop the work in order: it is told to stop, gets time to put its things away, and the
 * process ends with exit code 130.
 */
public final class Interruption implements AutoCloseable {
    public static final int EXIT_CODE = 130;

    /** Kubernetes and Slurm kill after 30 seconds. */
    private static final int PATIENCE_SECONDS = 25;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "fathom-interruption");
    private Runnable stop = () -> {};
    private boolean interrupted;
    private volatile int exitCode = EXIT_CODE;

    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @param toStop called on another thread, or at once where it is late; returns soon */
    public synchronized void stops(Runnable toStop) {
        stop = toStop;
        if (interrupted) {
            stop.run();
        }
    }

    private synchronized void interrupt() {
        interrupted = true;
        stop.run();
    }

    private void end() {
        interrupt();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("fathom: the running cohorts did not stop in time and are dropped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    /** The work came to an end of its own, perhaps as the signal came. */
    public void finished(int code) {
        exitCode = code;
    }

    /** The work is over, whether interrupted or not. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            ended.countDown(); // the process is ending, and waits for this
        }
    }
}
