package dev.fathom.sweep;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The cohorts that wait, where each has failed, and which devices may still take them; shared by all workers. */
final class CohortQueue {
    /** A cohort fails for good at the failure after so many retries. */
    private static final int RETRIES = 2;

    private final Deque<Task> waiting = new ArrayDeque<>();
    private final Set<String> devices;
    private String reserve; // null where there is none any more
    private int running;
    private boolean stopped;

    /** A cohort with the devices that failed at it. */
    record Task(CohortPlan cohort, Set<String> failedOn) {
        Task without(String device) {
            Set<String> more = new LinkedHashSet<>(failedOn);
            more.add(device);
            return new Task(cohort, more);
        }
    }

    /** @param reserve device that takes only what no other can, nullable */
    CohortQueue(List<CohortPlan> cohorts, List<String> devices, String reserve) {
        cohorts.forEach(cohort -> waiting.add(new Task(cohort, Set.of())));
        this.devices = new LinkedHashSet<>(devices);
        this.reserve = reserve;
    }

    /** The next cohort for a device; null when there will be none. Waits while one may still come back. */
    synchronized Task take(String device) {
        while (!stopped) {
            for (Iterator<Task> tasks = waiting.iterator(); tasks.hasNext(); ) {
                Task task = tasks.next();
                if (mayTake(device, task)) {
                    tasks.remove();
                    running++;
                    return task;
                }
            }
            if (running == 0 && waiting.stream().noneMatch(this::anyMayTake)) {
                return null;
            }
            await();
        }
        return null;
    }

    private boolean mayTake(String device, Task task) {
        if (task.failedOn().contains(device)) {
            return false;
        }
        return device.equals(reserve) ? task.failedOn().containsAll(devices) : devices.contains(device);
    }

    private boolean anyMayTake(Task task) {
        return devices.stream().anyMatch(device -> mayTake(device, task)) || reserve != null && mayTake(reserve, task);
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    /** The cohort has its results, or has failed for good. */
    synchronized void done() {
        running--;
        notifyAll();
    }

    synchronized void halve(Task task) {
        List<CohortPlan> halves = task.cohort().halves();
        waiting.push(new Task(halves.get(1), task.failedOn()));
        waiting.push(new Task(halves.get(0), task.failedOn()));
        done();
    }

    /** Lets another device try; false where there is none or the cohort has failed too often. */
    synchronized boolean retry(Task task, String failed) {
        Task again = task.without(failed);
        boolean possible = again.failedOn().size() <= RETRIES && anyMayTake(again);
        if (possible) {
            waiting.push(again);
        }
        done();
        return possible;
    }

    /** The device takes nothing more. */
    synchronized void drop(String device) {
        devices.remove(device);
        reserve = device.equals(reserve) ? null : reserve;
        notifyAll();
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized boolean stopped() {
        return stopped;
    }

    /** What no device took. */
    synchronized List<CohortPlan> left() {
        return waiting.stream().map(Task::cohort).toList();
    }
}
