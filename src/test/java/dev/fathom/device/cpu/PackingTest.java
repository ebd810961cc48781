package dev.fathom.device.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trial's bits depend neither on its neighbours nor on the number of workers, also where products come in parts. */
class PackingTest {
    private static final int BATCH = 32;
    private static final int INPUTS = 40;
    private static final int CLASSES = 4;
    private static final int STEPS = 3;
    private static final int TRIALS = 5;

    @ParameterizedTest
    @CsvSource({"24, 1", "24, 2", "1100, 2", "1100, 3"})
    void aTrialAloneEqualsTheSameTrialInACohort(int width, int workers) {
        float[][] together = train(width, workers, 0, TRIALS);
        float[][] alone = train(width, 1, TRIALS - 1, 1);
        assertThat(together[TRIALS - 1]).isEqualTo(alone[0]);
        assertThat(train(width, workers, TRIALS - 1, 1)[0]).isEqualTo(alone[0]);
    }

    /** The second layer's weights of each trial after training. */
    private static float[][] train(int width, int workers, int firstSeed, int trials) {
        Samples samples = samples();
        List<TrialSetup> setups = IntStream.range(firstSeed, firstSeed + trials)
                .mapToObj(seed ->
                        new TrialSetup(Initializers.parse("he_normal"), 1, 0.1f, Activations.parse("relu"), 0.1f, seed))
                .toList();
        Cohort cohort = new Cohort(Shape.uniform(INPUTS, 3, width, CLASSES), Architecture.PLAIN, BATCH, setups);
        int[] order = IntStream.range(0, samples.count()).toArray();
        TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.SGD, List.of(1));
        try (Device device = new CpuDevice(workers);
                Training training = new Training(device, cohort, plan, samples, samples, order)) {
            training.run(done -> {});
            return IntStream.range(0, trials)
                    .mapToObj(trial -> device.download(training.network().weights(2), trial))
                    .toArray(float[][]::new);
        }
    }

    private static Samples samples() {
        SplittableRandom random = new SplittableRandom(2);
        float[] features = new float[2 * BATCH * INPUTS];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = random.ints(2 * BATCH, 0, CLASSES).toArray();
        return new Samples(features, INPUTS, new Samples.Classes(labels, CLASSES));
    }
}
