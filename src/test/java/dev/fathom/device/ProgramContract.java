package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole programs: many steps, the same bits every time, and trials that do not feel their neighbours. */
interface ProgramContract extends DeviceUnderTest {
    int BATCH = 8;
    int WIDTH = 16;
    int SAMPLES = 24;
    int CLASSES = 3;

    /** Trains networks of one hidden layer by folded SGD and answers their loss curves and last weights. */
    private List<float[]> train(List<Activation> functions, int[] runs) {
        int trials = functions.size();
        try (Bench bench = bench()) {
            Tensor data = bench.normals(1, SAMPLES, WIDTH);
            int[] order = new int[SAMPLES];
            int[] classes = new int[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                order[i] = i * 5 % SAMPLES;
                classes[i] = i % CLASSES;
            }
            Indices visits = bench.arena().indices(order);
            Indices labels = bench.arena().indices(classes);
            float[] initial = bench.read(bench.normals(1, WIDTH, WIDTH, 0.3), 0);
            float[] last = bench.read(bench.normals(1, WIDTH, CLASSES, 0.3), 0);
            Tensor hidden = bench.of(trials, WIDTH, WIDTH, initial);
            Tensor output = bench.of(trials, WIDTH, CLASSES, last);
            Tensor bias = bench.zeros(trials, 1, WIDTH);
            Tensor x = bench.zeros(1, BATCH, WIDTH);
            Tensor z = bench.zeros(trials, BATCH, WIDTH);
            Tensor a = bench.zeros(trials, BATCH, WIDTH);
            Tensor logits = bench.zeros(trials, BATCH, CLASSES);
            Tensor delta = bench.zeros(trials, BATCH, CLASSES);
            Tensor back = bench.zeros(trials, BATCH, WIDTH);
            Tensor rate = bench.of(trials, 1, 1, 0.2f);
            Tensor curve = bench.zeros(trials, 2, 40);
            try (Program step = device().record(ops -> {
                ops.gather(data, visits, x);
                ops.product(1, x, false, hidden, false, 0, z);
                ops.activate(functions, bias, z, null, a, null, null);
                ops.product(1, a, false, output, false, 0, logits);
                ops.crossEntropy(logits, labels, visits, rate, delta, curve);
                ops.product(1, delta, false, output, true, 0, back);
                ops.product(-1, a, true, delta, false, 1, output);
                ops.backpropagate(back, z, null, null, -1, 1, bias, null);
                ops.product(-1, x, true, back, false, 1, hidden);
            })) {
                long first = 0;
                for (int count : runs) {
                    step.run(first, count);
                    first += count;
                }
            }
            List<float[]> results = new ArrayList<>();
            for (int trial = 0; trial < trials; trial++) {
                results.add(bench.read(curve, trial));
                results.add(bench.read(hidden, trial));
                results.add(bench.read(output, trial));
            }
            return results;
        }
    }

    @Test
    default void learns() {
        for (float[] curve :
                List.of(train(Activations.all().subList(0, 2), new int[] {40}).get(0))) {
            assertThat(curve[39]).isLessThan(0.6f * curve[0]);
        }
    }

    @Test
    default void givesTheSameBitsEachTimeAndInAnyPortions() {
        List<Activation> functions = Activations.all();
        List<float[]> once = train(functions, new int[] {40});
        List<float[]> again = train(functions, new int[] {1, 24, 15});
        for (int i = 0; i < once.size(); i++) {
            assertThat(again.get(i)).containsExactly(once.get(i));
        }
    }

    /** Each step appends a digit to the number of each trial, the first program twice its sample. */
    @Test
    default void runsOneStepThenThoseOfAnotherProgram() {
        try (Bench bench = bench()) {
            Tensor number = bench.zeros(3, 1, 1);
            Tensor one = bench.of(1, 1, 1, 1);
            Tensor data = bench.of(1, 4, 1, 1, 2, 3, 4);
            Tensor sample = bench.zeros(1, 1, 1);
            Indices visits = bench.arena().indices(new int[] {0, 1, 2, 3});
            try (Program twice = device().record(ops -> {
                        ops.gather(data, visits, sample);
                        ops.product(2, sample, false, one, false, 10, number);
                    });
                    Program once = device().record(ops -> {
                        ops.gather(data, visits, sample);
                        ops.product(1, sample, false, one, false, 10, number);
                    })) {
                twice.runThen(1, once, 2);
                twice.runThen(0, once, 0);
            }
            for (float[] trial : bench.read(number)) {
                assertThat(trial).containsExactly(4342);
            }
        }
    }

    @Test
    default void aTrialDoesNotFeelItsNeighbours() {
        List<Activation> functions = Activations.all();
        List<float[]> together = train(functions, new int[] {40});
        int last = functions.size() - 1;
        List<float[]> alone = train(List.of(functions.get(last)), new int[] {40});
        for (int i = 0; i < alone.size(); i++) {
            Oracle.assertClose("alone", together.get(3 * last + i), Oracle.widen(alone.get(i)), 0);
        }
    }

    @Test
    default void aFailedRecordingLeavesTheDeviceInOrder() {
        assertThatThrownBy(() -> device().record(ops -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        try (Bench bench = bench()) {
            Tensor x = bench.of(1, 1, 1, 2);
            bench.run(ops -> ops.addRow(x, null, 1, x));
            assertThat(bench.read(x, 0)).containsExactly(2);
        }
    }

    @Test
    default void memoryIsCounted() {
        try (Bench bench = bench()) {
            bench.zeros(2, 3, 4);
            bench.statistics(2, 3);
            bench.arena().indices(new int[5]);
            assertThat(bench.arena().bytes()).isEqualTo(4 * 24 + 8 * 8 * 6 + 4 * 5);
            assertThat(device().memory()).isPositive();
            assertThat(device().name()).isNotBlank();
            assertThat(device().description()).isNotBlank();
        }
    }
}
