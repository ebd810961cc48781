package dev.fathom.device.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.net.Optimizer;
import dev.fathom.net.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty steps under a schedule against the papers' formulas in float64, against PyTorch and against Optax. */
class OptimizerOracleTest {
    private static final int STEPS = 20;
    private static final int SIZE = 8;

    /** Each optimizer and each schedule, with and without warm-up, at every oracle that has both. */
    static Stream<Arguments> cases() {
        return Stream.of("float64", "torch", "optax")
                .flatMap(oracle -> Stream.of(
                        Arguments.of(oracle, "nesterov", "linear(final=0.25)", 0),
                        Arguments.of(oracle, "adamw(beta2=0.95, weight_decay=0.1)", "cosine(final=0.25)", 5),
                        Arguments.of(oracle, "lion(weight_decay=0.1)", "wsd", 5)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAreThoseOfOthers(String oracle, String optimizer, String schedule, int warmup) throws Exception {
        Python.require();
        List<String> lines = Python.run("net/optimizers.py", oracle, plain(optimizer), plain(schedule), warmup);
        String printed = lines.get(lines.size() - 1); // PyTorch warns of its own schedulers before
        Assumptions.assumeFalse(printed.equals("absent"), oracle + " is not installed, or has no such thing");
        double[] expected = Arrays.stream(printed.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        float[] actual = steps(Optimizer.parse(optimizer), new Schedule(Schedule.decay(schedule), warmup));
        for (int i = 0; i < SIZE; i++) {
            // twenty roundings of 6e-8 of values near 1, Adam's root of 1 - beta2 with an error of 6e-5 / 0.05 of a
            // step
            assertThat((double) actual[i]).as("parameter " + i).isCloseTo(expected[i], within(1e-5));
        }
    }

    private static String plain(String spec) {
        return spec.replaceFirst("\\(.*", "");
    }

    private static float[] steps(Optimizer optimizer, Schedule schedule) {
        float[] w = new float[SIZE];
        float[] g = new float[SIZE];
        float[] m = new float[SIZE];
        float[] v = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            w[i] = (float) Math.cos(i);
        }
        for (int t = 0; t < STEPS; t++) {
            for (int i = 0; i < SIZE; i++) {
                g[i] = (float) (0.5 * Math.sin(1 + 3 * i + 7 * t) + 0.1);
            }
            optimizer.accept(new Updates((float) (0.05 * schedule.at(t, STEPS)), t + 1, w, g, m, v));
        }
        return w;
    }
}
