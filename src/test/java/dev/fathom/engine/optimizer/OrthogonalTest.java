package dev.fathom.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Muon;
import dev.fathom.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Muon's steps of a matrix against Optax's, which corrects the momentum for its start. */
class OrthogonalTest {
    private static final int STEPS = 20;
    private static final float RATE = 0.05f;
    private static final float DECAY = 0.1f;

    private record Case(int rows, int columns, String scale) {}

    private static final List<Case> CASES = List.of(
            new Case(4, 7, "original"),
            new Case(7, 4, "original"),
            new Case(6, 6, "original"),
            new Case(4, 7, "match_rms"),
            new Case(7, 4, "match_rms"));

    @Test
    void stepsAreThoseOfOptax() throws Exception {
        List<Object> arguments = new ArrayList<>(List.of(STEPS, RATE, DECAY));
        CASES.forEach(each -> arguments.add(each.rows() + "," + each.columns() + "," + each.scale()));
        List<String> printed = Python.runWith(Python.require("optax"), "net/muon.py", arguments.toArray());
        for (int i = 0; i < CASES.size(); i++) {
            Case each = CASES.get(i);
            float[] actual = steps(
                    Optimizer.parse("muon(corrected=true, scale=" + each.scale() + ")"), each.rows(), each.columns());
            String[] expected = printed.get(i).split(" ");
            assertThat(actual).hasSameSizeAs(expected);
            for (int k = 0; k < actual.length; k++) {
                // Newton-Schulz multiplies a small singular value, and its error of some 1e-7, by up to 3.4 a step:
                // 5e-5
                // of a step of 0.05 to 0.13, and twenty of them
                assertThat((double) actual[k])
                        .as(each + ", element " + k)
                        .isCloseTo(Double.parseDouble(expected[k]), within(1e-4));
            }
        }
    }

    /** Muon is for matrices that multiply a signal: the stem, the table of positions and the output step by AdamW. */
    @Test
    void takesHiddenMatricesAlone() {
        TrialSetup setup = new TrialSetup(Initializers.parse("he_normal"), 1, 0, Activations.parse("relu"), RATE, 0);
        Architecture transformer = Architecture.parse("transformer(heads=2)");
        Cohort cohort = new Cohort(Shape.uniform(new Extent(1, 4, 3), 1, 8, 2), transformer, 1, List.of(setup));
        RateFactors factors = new RateFactors(cohort, Optimizer.parse("muon"));
        List<String> byMuon = IntStream.rangeClosed(
                        1, cohort.network().weights().size())
                .filter(layer -> factors.optimizer(layer) instanceof Muon)
                .mapToObj(layer -> cohort.network().names().get(layer - 1))
                .toList();
        assertThat(byMuon)
                .containsExactly(
                        "block 1, query",
                        "block 1, key",
                        "block 1, value",
                        "block 1, output",
                        "block 1, mlp 1",
                        "block 1, mlp 2");
    }

    private static float[] steps(Optimizer muon, int rows, int columns) {
        TrialSetup setup = new TrialSetup(Initializers.parse("zeros"), 1, 0, Activations.parse("relu"), RATE, 0);
        Cohort cohort = new Cohort(new Shape(2, List.of(rows, columns), 2), Architecture.PLAIN, 1, List.of(setup));
        try (Device device = new CpuDevice(1);
                Arena arena = device.arena()) {
            RateFactors factors = new RateFactors(cohort, muon);
            Orthogonal orthogonal = Orthogonal.allocate(arena, new Network(arena, cohort), factors, STEPS);
            Tensor w = arena.tensor(1, rows, columns);
            Tensor g = arena.tensor(1, rows, columns);
            Tensor velocity = arena.tensor(1, rows, columns);
            Tensor rate = arena.constant(1, new float[] {RATE});
            Tensor share = arena.constant(1, new float[] {RATE * DECAY});
            device.upload(values(rows * columns, -1), w, 0);
            try (Program program = device.record(
                    ops -> ops.update(muon, w, orthogonal.direction(ops, g, velocity), null, null, rate, share))) {
                for (int step = 0; step < STEPS; step++) {
                    device.upload(values(rows * columns, step), g, 0);
                    program.run(step, 1);
                }
            }
            return device.download(w, 0);
        }
    }

    /** As in muon.py. */
    private static float[] values(int count, int step) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.sin(1 + 3.0 * i * i + 7 * step);
        }
        return values;
    }
}
