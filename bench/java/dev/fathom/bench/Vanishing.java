package dev.fathom.bench;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.optimizer.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Do denormals slow a network that vanishes? One whose signals shrink by a fixed factor a layer passes through all of
 * float32's denormal range on its way to 0. Also the time that drawing the weights takes.
 */
public final class Vanishing {
    private static final int TRIALS = 4;
    private static final int ROUNDS = 9;
    private static final TrainingPlan PLAN = new TrainingPlan(10, Optimizer.SGD, List.of());

    private Vanishing() {}

    public static void main(String[] args) {
        try (CpuDevice device = new CpuDevice()) {
            System.out.println(device.description() + "; 100 layers of 128, " + TRIALS + " trials, tanh");
            Training[] trainings = Arrays.stream(new String[] {"glorot_normal", "random_normal(stddev=0.05)", "zeros"})
                    .map(initializer -> training(device, initializer))
                    .toArray(Training[]::new);
            double[][] seconds = new double[trainings.length][ROUNDS];
            for (int round = -2; round < ROUNDS; round++) {
                for (int i = 0; i < trainings.length; i++) {
                    long start = System.nanoTime();
                    trainings[i].run(done -> {});
                    seconds[i][Math.max(0, round)] = (System.nanoTime() - start) / 1e9;
                }
            }
            System.out.println("vanishing / healthy " + Spread.ofRatios(seconds[1], seconds[0]));
            System.out.println("zero / healthy      " + Spread.ofRatios(seconds[2], seconds[0]));
            long start = System.nanoTime();
            trainings[0].network().draw(device);
            double drawing = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "drawing the weights takes as long as %.1f steps%n",
                    drawing / (Spread.of(seconds[0]).median() / PLAN.steps()));
            Arrays.stream(trainings).forEach(Training::close);
        }
    }

    private static Training training(CpuDevice device, String initializer) {
        Samples samples = Workload.samples();
        List<TrialSetup> trials = IntStream.range(0, TRIALS)
                .mapToObj(seed ->
                        new TrialSetup(Initializers.parse(initializer), 1, 0, Activations.parse("tanh"), 1e-3f, seed))
                .toList();
        Case what = new Case("tanh", 100, 128, TRIALS, 0);
        Cohort cohort = new Cohort(what.shape(), Architecture.PLAIN, Case.BATCH, trials);
        int[] order = IntStream.range(0, samples.count()).toArray();
        return new Training(device, cohort, PLAN, samples, samples, order);
    }
}
