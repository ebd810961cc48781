package dev.fathom.bench;

import dev.fathom.cli.Fathom;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Study;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Planner;
import dev.fathom.sweep.PricedCohort;
import dev.fathom.sweep.Runner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a trial costs among many, a layer in a deep network, memory beside the plan, and a start of the program. */
public final class Scale {
    private static final int ROUNDS = 5;
    private static final int COHORT = 16;
    private static final int STEPS = 20;

    private Scale() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        trials();
        depth();
        memory();
        start();
    }

    private static void trials() throws IOException {
        System.out.println("ms a trial of 3 x 16 for 40 steps, by the number of trials of a sweep");
        try (Device device = new CpuDevice()) {
            timed(device, study(1000)); // HotSpot compiles
            for (int count : new int[] {10, 100, 1000, 10_000}) {
                Study study = study(count);
                double[] millis = new double[ROUNDS];
                Arrays.setAll(millis, round -> timed(device, study) / count);
                System.out.printf(Locale.ROOT, "%6d %s%n", count, Spread.of(millis));
            }
        }
    }

    private static String seeds(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    private static Study study(int trials) throws IOException {
        return study("""
                data: gaussian
                steps: 40
                measure_at: []
                batch: 32
                width: 16
                grid:
                  initializer: [glorot_normal]
                  activation: [tanh]
                  depth: [3]
                  seed: [%s]
                """.formatted(seeds(trials)));
    }

    private static Study study(String text) throws IOException {
        Path file = Files.createTempFile("scale", ".yaml");
        try {
            Files.writeString(file, text);
            return Study.read(file);
        } finally {
            Files.delete(file);
        }
    }

    private static double timed(Device device, Study study) {
        long start = System.nanoTime();
        Runner.run(
                new DeviceTrainer(device, study.measuredSteps(), new DatasetCache()),
                study.trials(),
                COHORT,
                Event.IGNORED);
        return (System.nanoTime() - start) / 1e6;
    }

    private static void depth() {
        System.out.println("us a layer and step of width 64, by depth");
        for (int depth : new int[] {10, 30, 100, 300, 1000}) {
            try (FathomContender fathom = new FathomContender(0)) {
                int trials = 4;
                fathom.prepare(new Case("tanh", depth, 64, trials, 0), STEPS);
                fathom.train();
                double[] micros = new double[ROUNDS];
                Arrays.setAll(micros, round -> fathom.train() / 1e3 / depth / trials / STEPS);
                System.out.printf(Locale.ROOT, "%6d %s%n", depth, Spread.of(micros));
            }
        }
    }

    /** The heap that is reachable while a cohort trains, less what was before, over what {@code sweep --plan} foretells. */
    private static void memory() throws IOException {
        System.out.println("heap of a cohort over the plan's figure, by depth x width, trials");
        for (int[] size : new int[][] {{10, 64}, {30, 128}, {30, 512}, {100, 256}}) {
            Study study = study("""
                    steps: 3
                    measure_at: [0, 2]
                    batch: 128
                    width: %d
                    grid:
                      initializer: [glorot_normal]
                      activation: [tanh]
                      depth: [%d]
                      seed: [%s]
                    """.formatted(size[1], size[0], seeds(COHORT)));
            long before = heap();
            DatasetCache data = new DatasetCache();
            PricedCohort cohort = new Planner(1, Long.MAX_VALUE, COHORT, study.measuredSteps(), data)
                    .plan(study.trials())
                    .get(0);
            try (Device device = new CpuDevice()) {
                long[] most = new long[1];
                new Runner(event -> {
                            if (event instanceof Event.CohortAdvanced) {
                                most[0] = Math.max(most[0], heap() - before);
                            }
                        })
                        .on(new DeviceTrainer(device, study.measuredSteps(), data), null)
                        .run(List.of(cohort.cohort()));
                System.out.printf(
                        Locale.ROOT,
                        "%4d x %d, %d: %.3f of %.1f MiB%n",
                        size[0],
                        size[1],
                        COHORT,
                        (double) most[0] / cohort.bytes(),
                        cohort.bytes() / 1024.0 / 1024);
            }
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void start() throws IOException, InterruptedException {
        System.out.println("s from the start of the program, 10 x 64 on the embedded digits, files in the page cache");
        System.out.println("to its first trained step: " + lifetimes(FirstStep.class));
        System.out.println("to the end of 'train --steps 1', test included: "
                + lifetimes(
                        Fathom.class,
                        "train",
                        "--init=glorot_normal",
                        "--activation=tanh",
                        "--depth=10",
                        "--width=64",
                        "--steps=1",
                        "--device=cpu"));
    }

    /** Seconds that processes of a main class live. */
    private static Spread lifetimes(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        double[] seconds = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(main.getSimpleName() + " failed");
            }
            seconds[Math.max(0, round)] = (System.nanoTime() - start) / 1e9;
        }
        return Spread.of(seconds);
    }
}
