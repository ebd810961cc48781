package dev.fathom.bench;

import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Study;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;

/** A sweep that ends with its first step, measured as step 0 of every sweep is; {@link Scale} times the process. */
final class FirstStep {
    private FirstStep() {}

    public static void main(String[] arguments) {
        Study study =
                Study.parse("{steps: 1, grid: {initializer: glorot_normal, activation: tanh, depth: 10, width: 64}}");
        Runner.run(
                new DeviceTrainer(new CpuDevice(), study.measuredSteps(), new DatasetCache()),
                study.trials(),
                1,
                event -> {
                    if (event instanceof Event.CohortAdvanced) {
                        Runtime.getRuntime().halt(0);
                    }
                });
        throw new IllegalStateException("no step was told of");
    }
}
