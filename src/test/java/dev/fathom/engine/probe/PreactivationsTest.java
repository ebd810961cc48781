package dev.fathom.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreactivationsTest {
    private static final int BATCH = 32;
    private static final int WIDTH = 24;

    /** The probe measures inside its forward pass, where these are taken after it. */
    @ParameterizedTest
    @CsvSource({
        "he_normal, plain",
        "lsuv, plain",
        "glorot_uniform, residual",
        "he_normal, residual(0.5)+layernorm",
        "rezero, residual",
        "orthogonal, plain+layernorm"
    })
    void haveTheMomentsThatTheProbeMeasures(String initializer, String architecture) {
        Shape shape = new Shape(10, List.of(WIDTH, WIDTH, 16, 16, 16), 3);
        TrialSetup setup =
                new TrialSetup(Initializers.parse(initializer), 1.1f, 0.2f, Activations.parse("tanh"), 0.1f, 7);
        Cohort cohort = new Cohort(shape, Architecture.parse(architecture), BATCH, List.of(setup));
        float[] inputs = new float[BATCH * shape.inputs()];
        Random random = new Random(3);
        int[] labels = new int[BATCH];
        int[] order = new int[BATCH];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < BATCH; i++) {
            labels[i] = i % 3;
            order[i] = i;
        }
        try (CpuDevice device = new CpuDevice(1)) {
            Samples samples = new Samples(inputs, shape.inputs(), new Samples.Classes(labels, 3));
            List<LayerStatistics> probed =
                    Probe.onSamples(device, cohort, samples, order).get(0);
            List<float[]> taken = Preactivations.of(device, cohort, inputs, layer -> layer != 2);
            assertThat(taken).hasSize(4);
            int[] layers = {1, 3, 4, 5};
            for (int i = 0; i < layers.length; i++) {
                float[] z = taken.get(i);
                assertThat(z).hasSize(BATCH * shape.fanOut(layers[i]));
                double sum = 0;
                double squares = 0;
                for (float value : z) {
                    sum += value;
                    squares += (double) value * value;
                }
                var measured = probed.get(layers[i] - 1).preactivation();
                // float32 sums of 24 products in another order, once for each of up to 5 layers
                double tolerance = 5 * WIDTH * Math.ulp(1f);
                double square = measured.secondMoment();
                assertThat(squares / z.length).isCloseTo(square, within(2 * tolerance * square));
                assertThat(sum / z.length).isCloseTo(measured.mean(), within(tolerance * Math.sqrt(square)));
            }
        }
    }
}
