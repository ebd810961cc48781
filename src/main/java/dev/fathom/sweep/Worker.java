package dev.fathom.sweep;

import dev.fathom.device.DeviceFailure;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.study.TrialResult;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes cohorts from the agenda to one device until there are none, and says what became of each. */
final class Worker {
    /** Failures in a row after which a device is not opened again. */
    private static final int STRIKES = 2;

    private final String device;
    private final Supplier<Trainer> open; // nullable
    private final Consumer<Event> listener;
    private Trainer trainer;
    private int strikes;

    /** @param trainer null where the device is opened for the first cohort */
    Worker(String device, Trainer trainer, Supplier<Trainer> open, Consumer<Event> listener) {
        this.device = device;
        this.trainer = trainer;
        this.open = open;
        this.listener = listener;
    }

    String device() {
        return device;
    }

    void work(CohortQueue queue) {
        for (CohortQueue.Task task = queue.take(device); task != null; task = queue.take(device)) {
            try {
                train(task.cohort());
                queue.done();
                strikes = 0;
            } catch (OutOfDeviceMemory e) {
                shrink(queue, task, e.getMessage());
            } catch (DeviceFailure e) {
                if (!recover(e.getMessage())) {
                    queue.drop(device);
                    giveBack(queue, task, e.getMessage());
                    listener.accept(new Event.DeviceDropped(device, e.getMessage()));
                    return;
                }
                giveBack(queue, task, e.getMessage());
            }
        }
    }

    private void train(CohortPlan cohort) {
        if (trainer == null) {
            trainer = open.get();
        }
        listener.accept(new Event.CohortStarted(device, cohort));
        List<TrialResult> results = trainer.train(cohort, listener);
        listener.accept(new Event.CohortFinished(device, cohort, results));
    }

    private void shrink(CohortQueue queue, CohortQueue.Task task, String reason) {
        if (task.cohort().trials().size() > 1) {
            listener.accept(new Event.CohortHalved(device, task.cohort(), reason));
            queue.halve(task);
        } else {
            giveBack(queue, task, reason);
        }
    }

    private void giveBack(CohortQueue queue, CohortQueue.Task task, String reason) {
        listener.accept(
                queue.retry(task, device)
                        ? new Event.CohortRetried(device, task.cohort(), reason)
                        : new Event.CohortFailed(device, task.cohort(), reason));
    }

    /** A failed device keeps nothing, so it is opened anew. */
    private boolean recover(String reason) {
        strikes++;
        if (open == null || strikes == STRIKES) {
            return false;
        }
        try {
            trainer = open.get();
            listener.accept(new Event.Notice(device + " was opened again after: " + reason));
            return true;
        } catch (DeviceFailure e) {
            return false;
        }
    }
}
