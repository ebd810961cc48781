package dev.fathom.bench;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.FateTrainer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Network steps a second of processor time of a swarm on one thread, biases trained: {@code w16}, 16 inputs and three layers of 16 on 16
 * samples; {@code w8}, the same of 8; {@code fractal}, 16-16-1 on 272 samples. Drawing the weights counts.
 */
public final class Swarms {
    private static final double SECONDS = 3;
    private static final int NETWORKS = 512;

    private Swarms() {}

    public static void main(String[] args) {
        boolean fractal = args[0].equals("fractal");
        int width = args[0].equals("w8") ? 8 : 16;
        Trial trial = Trial.of(
                Fields.INITIALIZER.is("kaiming_normal_"),
                Fields.ACTIVATION.is("tanh"),
                Fields.WIDTH.is(width),
                Fields.DEPTH.is(fractal ? 1 : 2),
                Fields.LOSS.is("mse"),
                Fields.LEARNING_RATE.is(0.01),
                Fields.DATA.is(
                        fractal
                                ? "teacher:features=16,samples=326"
                                : "gaussian:features=" + width + ",classes=" + width + ",samples="
                                        + (width == 8 ? 19 : 33)),
                Fields.BATCH.is(fractal ? 272 : 16),
                Fields.STEPS.is(500));
        List<Trial> trials = new ArrayList<>();
        for (long seed = 0; seed < NETWORKS; seed++) {
            trials.add(trial.with(Fields.SEED.is(seed)));
        }
        try (Device device = new CpuDevice(1)) {
            FateTrainer trainer = new FateTrainer(device, new DatasetCache(), args[1].equals("fp64"));
            if (!trainer.trainsAsSwarm(trial)) {
                throw new IllegalStateException("no swarm");
            }
            trainer.train(trials);
            long start = processorNanos();
            int done = 0;
            while (processorNanos() - start < SECONDS * 1e9) {
                trainer.train(trials);
                done++;
            }
            System.out.println((double) done * NETWORKS * 500 / ((processorNanos() - start) / 1e9));
        }
    }

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
