package dev.fathom.sweep;

import dev.fathom.study.TrialResult;
import java.util.List;
import java.util.function.Consumer;

/** Trains cohorts, one at a time. */
public interface Trainer {
    /** Name of the device that does it. */
    String device();

    /**
     * Trains one cohort.
     *
     * @param events told how it goes; what it throws ends the training
     * @return a result for each trial, in their order
     * @throws dev.fathom.device.OutOfDeviceMemory where the cohort does not fit
     * @throws dev.fathom.device.DeviceFailure where the device failed
     */
    List<TrialResult> train(CohortPlan cohort, Consumer<Event> events);
}
