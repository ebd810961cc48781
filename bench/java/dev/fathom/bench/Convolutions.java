package dev.fathom.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Training steps of 20 convolutions 3 x 3 with zeros beyond the border and relu, batch 64, plain SGD, by processor time, which
 * other work on the machine distorts less than wall time. {@code bench/python/convolutions.py} has the same in PyTorch.
 */
public final class Convolutions {
    private static final int BATCH = 64;
    private static final int DEPTH = 20;
    private static final int SAMPLES = BATCH;
    private static final int CLASSES = 10;
    private static final int TRIALS = 2;
    private static final int STEPS = 24; // so that the pass over one test batch is 1.4 % of them
    private static final int ROUNDS = 3;

    private Convolutions() {}

    public static void main(String[] args) {
        try (CpuDevice device = new CpuDevice(2)) {
            System.out.println(device.description());
            for (int[] size : List.of(new int[] {28, 16}, new int[] {14, 32}, new int[] {7, 64})) {
                for (int round = 0; round < ROUNDS; round++) {
                    time(device, size[0], size[1]);
                }
            }
        }
    }

    private static void time(CpuDevice device, int side, int channels) {
        Extent extent = new Extent(side, side, 1);
        SplittableRandom random = new SplittableRandom(1);
        float[] features = new float[SAMPLES * extent.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = random.ints(SAMPLES, 0, CLASSES).toArray();
        Samples samples = new Samples(features, extent, new Samples.Classes(labels, CLASSES));
        List<TrialSetup> setups = IntStream.range(0, TRIALS)
                .mapToObj(seed ->
                        new TrialSetup(Initializers.parse("he_normal"), 1, 0, Activations.parse("relu"), 0.01f, seed))
                .toList();
        Cohort cohort = new Cohort(
                Shape.uniform(extent, DEPTH, channels, CLASSES),
                Architecture.parse("conv(padding=zeros,stem=1)"),
                BATCH,
                setups);
        int[] order = IntStream.range(0, STEPS * BATCH).map(i -> i % SAMPLES).toArray();
        TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.SGD, List.of());
        var clock = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (Training training = new Training(device, cohort, plan, samples, samples, order)) {
            long start = clock.getProcessCpuTime();
            training.run(steps -> {});
            double seconds = (clock.getProcessCpuTime() - start) * 1e-9 / STEPS / TRIALS;
            double flops = 2.0 * BATCH * side * side * 9 * channels * channels * DEPTH * 3;
            System.out.printf(
                    "%d x %d x %d: %.1f ms of processor time a network and step, %.1f GFLOP/s%n",
                    side, side, channels, 1e3 * seconds, flops / seconds * 1e-9);
        }
    }
}
