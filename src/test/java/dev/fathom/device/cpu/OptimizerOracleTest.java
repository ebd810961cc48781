package dev.fathom.device.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.device.cpu.operations.Rescale;
import dev.fathom.device.cpu.operations.Updates;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty steps under a schedule against the papers' formulas in float64, against PyTorch and against Optax. */
class OptimizerOracleTest {
    private static final int STEPS = 20;
    private static final int SIZE = 8;

    /** Each optimizer and each schedule, with and without warm-up, decay and clipping. */
    private static final List<Case> CASES = List.of(
            new Case("sgd", "cosine(final=0.25)", 5, 0.1f, 0.5f),
            new Case("momentum", "constant", 0, 0.1f, 0.5f),
            new Case("nesterov", "linear(final=0.25)", 0, 0, 0),
            new Case("nesterov", "linear(final=0.25)", 5, 0.1f, 0.5f),
            new Case("adam", "cosine(final=0.25)", 5, 0.1f, 0.5f),
            new Case("adamw", "cosine(final=0.25)", 5, 0.1f, 0.5f),
            new Case("lion", "wsd", 5, 0.1f, 0.5f));

    /** What an oracle printed, by its name: an interpreter takes seconds to start. */
    private static final Map<String, List<String>> PRINTED = new HashMap<>();

    private record Case(String optimizer, String schedule, int warmup, float decay, float clip) {
        /** As the script reads it. */
        String argument() {
            return String.join(",", optimizer, schedule.replaceFirst("\\(.*", ""), "" + warmup, "" + decay, "" + clip);
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of("float64", "torch", "optax")
                .flatMap(oracle -> CASES.stream().map(each -> Arguments.of(oracle, each)));
    }

    private static List<String> printed(String oracle) throws Exception {
        if (!PRINTED.containsKey(oracle)) {
            String python = Python.require(oracle.equals("float64") ? "math" : oracle);
            List<Object> arguments = new ArrayList<>(List.of(oracle));
            CASES.forEach(each -> arguments.add(each.argument()));
            PRINTED.put(
                    oracle,
                    Python.runWith(python, "net/optimizers.py", arguments.toArray()).stream()
                            .filter(line -> line.startsWith("= ")) // PyTorch warns of its own schedulers
                            .map(line -> line.substring(2))
                            .toList());
        }
        return PRINTED.get(oracle);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAreThoseOfOthers(String oracle, Case asked) throws Exception {
        String printed = printed(oracle).get(CASES.indexOf(asked));
        Assumptions.assumeFalse(printed.equals("absent"), oracle + " has no such thing");
        double[] expected = Arrays.stream(printed.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        Schedule course = new Schedule(Schedule.decay(asked.schedule()), asked.warmup());
        float[] actual = steps(Optimizer.parse(asked.optimizer()), course, asked.decay(), asked.clip());
        for (int i = 0; i < SIZE; i++) {
            // twenty roundings of 6e-8 of values near 1, Adam's root of 1 - beta2 with an error of 6e-5 / 0.05 of a
            // step; a relative 1e-6 where a norm is taken without PyTorch's epsilon
            assertThat((double) actual[i]).as("parameter " + i).isCloseTo(expected[i], within(1e-5));
        }
    }

    private static float[] steps(Optimizer optimizer, Schedule schedule, float decay, float clip) {
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
            Rescale.to(clip == 0 ? Float.POSITIVE_INFINITY : clip, List.of(g), 1e-6f, true);
            float rate = (float) (0.05 * schedule.at(t, STEPS));
            float share = optimizer.decay() == Optimizer.Decay.COUPLED ? decay : rate * decay;
            optimizer.accept(new Updates(rate, share, t + 1, w, g, m, v));
        }
        return w;
    }
}
