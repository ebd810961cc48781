package dev.fathom.bench;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.engine.training.TrainingResult;
import dev.fathom.optimizer.Optimizer;
import java.util.List;
import java.util.stream.IntStream;

/** Fathom as users run it: the engine's own training loop on the CPU device. */
final class FathomContender implements Contender {
    private final Device device = new CpuDevice();
    private final int measureEvery;
    private Case what;
    private Training training;

    /** @param measureEvery steps between two measurements of all layers; 0 for none */
    FathomContender(int measureEvery) {
        this.measureEvery = measureEvery;
    }

    @Override
    public String describe() {
        return "Fathom, " + device.description();
    }

    @Override
    public void prepare(Case cohort, int steps) {
        release();
        what = cohort;
        training = training(what, steps);
    }

    private Training training(Case trained, int steps) {
        Samples samples = Workload.samples();
        Cohort cohort = Workload.cohort(trained);
        int[] order = IntStream.range(0, samples.count()).toArray();
        List<Integer> measured = measureEvery == 0
                ? List.of()
                : IntStream.iterate(0, step -> step < steps, step -> step + measureEvery)
                        .boxed()
                        .toList();
        TrainingPlan plan = new TrainingPlan(steps, Optimizer.SGD, measured);
        return new Training(device, cohort, plan, samples, samples, order);
    }

    @Override
    public float[] losses(int steps) {
        Case sample = what.compared();
        float[] losses = new float[steps * sample.trials()];
        try (Training short_ = training(sample, steps)) {
            List<TrainingResult> results = short_.run(done -> {});
            for (int i = 0; i < losses.length; i++) {
                losses[i] = results.get(i / steps).losses()[i % steps];
            }
        }
        return losses;
    }

    @Override
    public long train() {
        long start = System.nanoTime();
        long[] trained = new long[1];
        training.run(done -> trained[0] = System.nanoTime()); // the test afterwards is no training
        return trained[0] - start;
    }

    private void release() {
        if (training != null) {
            training.close();
        }
    }

    @Override
    public void close() {
        release();
        device.close();
    }
}
