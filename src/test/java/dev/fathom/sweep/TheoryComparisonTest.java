package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.MadeUpStatistics;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.study.Study;
import dev.fathom.study.StudyReader;
import dev.fathom.study.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a study measured before the first step stands beside its prediction. */
class TheoryComparisonTest {
    private static final Study STUDY = StudyReader.read("small.yaml", """
            data: gaussian
            steps: 2
            measure_at: [0]
            batch: 32
            width: 96
            depth: 4
            activation: tanh
            grid:
              - {initializer: [glorot_normal, zeros], learning_rate: [0.05, 0.1], seed: [0, 1, 2, 3, 4, 5, 6, 7]}
              - {initializer: [lsuv], learning_rate: [0.05], seed: [0, 1, 2]}
            """);

    private static final List<TrialResult> RESULTS = new ArrayList<>();

    @BeforeAll
    static void run() {
        try (Device device = new CpuDevice(2)) {
            Runner.run(
                    new DeviceTrainer(device, STUDY.measuredSteps(), new DatasetCache()),
                    STUDY.trials(),
                    16,
                    Event.results(RESULTS::addAll));
        }
    }

    private static TheoryComparison of(String initializer, List<TrialResult> results) {
        return TheoryComparison.of(results::forEach, new DatasetCache()).stream()
                .filter(comparison -> comparison.trial().initializer().equals(initializer))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void learningRatesShareTheirNetworksAndSeedsAreRepeats() {
        assertThat(TheoryComparison.of(RESULTS::forEach, new DatasetCache())).hasSize(3);
        assertThat(of("glorot_normal", RESULTS).networks()).isEqualTo(8);
        assertThat(of("lsuv", RESULTS).networks()).isEqualTo(3);
    }

    /** q_1 = n V E[x²] of the very minibatch that was measured. */
    @Test
    void theFirstLayerIsPredictedFromTheFirstMinibatch() {
        TheoryComparison comparison = of("glorot_normal", RESULTS);
        var train = Inputs.open("gaussian").train();
        double input = TheoryComparison.input(comparison.trial(), train).secondMoment();
        double expected = 2.0 * train.width() / (train.width() + 96) * input;
        ProbeReport.Layer first = comparison.report().layers().get(0);
        assertThat(first.theory().orElseThrow().preactivationSecondMoment()).isCloseTo(expected, within(1e-9));
        assertThat(comparison.off()).isEmpty();
    }

    @Test
    void lsuvIsPredictedAtItsTargetAndZerosNotAtAll() {
        ProbeReport lsuv = of("lsuv", RESULTS).report();
        assertThat(lsuv.layers())
                .allMatch(layer -> Math.abs(layer.theory().orElseThrow().preactivationSecondMoment() - 1) < 1e-9);
        assertThat(of("zeros", RESULTS).report().inapplicable().orElseThrow()).contains("all 0");
    }

    @Test
    void signalsThatTheoryDoesNotExpectAreFlagged() {
        List<TrialResult> tampered =
                RESULTS.stream().map(TheoryComparisonTest::louderInLayer3).toList();
        assertThat(of("glorot_normal", tampered).off())
                .extracting(ProbeReport.Layer::layer)
                .containsExactly(3);
    }

    /** Twice the second moment of the third layer's pre-activations. */
    private static TrialResult louderInLayer3(TrialResult r) {
        List<LayerStatistics> layers = new ArrayList<>(r.layers().get(0));
        LayerStatistics third = layers.get(2);
        Moments z = third.preactivation();
        Moments louder = new Moments(
                z.mean(),
                2 * z.variance(),
                2 * z.secondMoment(),
                z.unitVariance(),
                z.largest(),
                z.saturated(),
                z.dead(),
                z.nonfinite());
        layers.set(
                2,
                MadeUpStatistics.of(
                        3, louder, third.activation(), third.gradient(), third.weightGradient(), third.weights()));
        TreeMap<Integer, List<LayerStatistics>> steps = new TreeMap<>(r.layers());
        steps.put(0, layers);
        return new TrialResult(
                r.trial(),
                r.verdict(),
                r.firstLoss(),
                r.finalLoss(),
                r.chance(),
                r.testLoss(),
                r.accuracy(),
                r.losses(),
                steps,
                r.device(),
                r.seconds());
    }
}
