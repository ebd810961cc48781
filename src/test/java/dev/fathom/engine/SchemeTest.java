package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.network.BranchScales;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Bias;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Initializers that ask more of a network than independent draws. */
class SchemeTest {
    private static final int INPUTS = 16;
    private static final int BATCH = 32;
    private static final Architecture RESIDUAL = Architecture.parse("residual(0.5)");

    private static TrialSetup setup(String initializer, String activation, double learningRate) {
        return new TrialSetup(
                Initializers.parse(initializer), 1, 0, Activations.parse(activation), (float) learningRate, 5);
    }

    private static Samples samples() {
        SplittableRandom random = new SplittableRandom(1);
        float[] features = new float[BATCH * INPUTS];
        int[] labels = new int[BATCH];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < BATCH; i++) {
            labels[i] = random.nextInt(4);
        }
        return new Samples(features, INPUTS, new Samples.Classes(labels, 4));
    }

    /** Two steps on one full batch: losses before the first and the second, and the sum of all factors after them. */
    private record TwoSteps(double first, double second, double factors) {}

    private static TwoSteps train(Architecture architecture, int width, TrialSetup setup, Optimizer optimizer) {
        Shape shape = Shape.uniform(INPUTS, 6, width, 4);
        Cohort cohort = new Cohort(shape, architecture, BATCH, List.of(setup));
        int[] order = new int[2 * BATCH];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % BATCH;
        }
        TrainingPlan plan = new TrainingPlan(2, optimizer, List.of());
        try (Device device = new CpuDevice(1);
                Training training = new Training(device, cohort, plan, samples(), samples(), order)) {
            float[] losses = training.run(done -> {}).get(0).losses();
            double factors = 0;
            for (int layer = 2; layer <= 6; layer++) {
                BranchScales.Gate gate = training.network().gate(layer);
                factors += gate == null ? 0 : device.download(gate.factor(), 0)[0];
            }
            return new TwoSteps(losses[0], losses[1], factors);
        }
    }

    /**
     * One step of size η lowers the loss by η |∂|², to first order. ∂α is checked by itself: over the five factors
     * together, SGD moves their sum by -η times the slope of the loss along their common direction. Central differences
     * with h = 0.01 of a float32 loss near 1.4 err by 1e-7/h = 1e-5, and by h² times the third derivative.
     */
    @Test
    void factorsFollowTheSlopeOfTheLoss() {
        double rate = 1e-3;
        double h = 0.01;
        double above = train(RESIDUAL, 24, setup("rezero(0.31)", "tanh", rate), Optimizer.SGD)
                .first();
        double below = train(RESIDUAL, 24, setup("rezero(0.29)", "tanh", rate), Optimizer.SGD)
                .first();
        double slope = (above - below) / (2 * h);
        TwoSteps steps = train(RESIDUAL, 24, setup("rezero(0.3)", "tanh", rate), Optimizer.SGD);
        // two steps were taken: the second's slope differs by the little that the first moved
        assertThat((steps.factors() - 5 * 0.3) / (-2 * rate)).isCloseTo(slope, offset(0.02 * Math.abs(slope) + 1e-4));
    }

    /** The whole step descends as its own gradients say: the loss falls by η |∂|² whatever is at rest. */
    @ParameterizedTest
    @CsvSource({"rezero, 0.02", "rezero(0.3), 0.02", "fixup, 0.05"})
    void aStepLowersTheLossInProportionToItsSize(String initializer, double rate) {
        TwoSteps whole = train(RESIDUAL, 24, setup(initializer, "relu", rate), Optimizer.SGD);
        TwoSteps half = train(RESIDUAL, 24, setup(initializer, "relu", rate / 2), Optimizer.SGD);
        double fall = whole.first() - whole.second();
        assertThat(fall).isPositive();
        assertThat((half.first() - half.second()) / fall).isBetween(0.45, 0.56);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rezero", "fixup"})
    void veryDeepNetworksTrainWithoutNormalisationWhereHeOverflows(String initializer) {
        Shape shape = Shape.uniform(INPUTS, 200, 16, 4);
        assertThat(lastLoss(shape, initializer)).isLessThan(0.7 * Math.log(4));
        assertThat(lastLoss(shape, "he_normal")).isNaN();
    }

    private static double lastLoss(Shape shape, String initializer) {
        Cohort cohort =
                new Cohort(shape, Architecture.parse("residual"), BATCH, List.of(setup(initializer, "relu", 0.02)));
        int steps = 120;
        int[] order = new int[steps * BATCH];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % BATCH;
        }
        try (Device device = new CpuDevice(2);
                Training training = new Training(
                        device,
                        cohort,
                        new TrainingPlan(steps, Optimizer.SGD, List.of()),
                        samples(),
                        samples(),
                        order)) {
            return training.run(done -> {}).get(0).losses()[steps - 1];
        }
    }

    /** At the start branches carry nothing: the length stays what the first layer gave it, to the last bit. */
    @ParameterizedTest
    @ValueSource(strings = {"rezero", "fixup"})
    void branchesStartClosedAndTheoryAgrees(String initializer) {
        ProbeRequest request = new ProbeRequest(
                Initializers.parse(initializer),
                Activations.parse("relu"),
                Architecture.parse("residual"),
                64,
                1,
                0,
                0,
                4);
        try (Device device = new CpuDevice(1)) {
            ProbeReport report = request.gaussian(device, java.util.Collections.nCopies(40, 32));
            double first = report.layers().get(0).preactivation().secondMoment().value();
            for (ProbeReport.Layer layer : report.layers()) {
                assertThat(layer.preactivation().secondMoment().value()).isEqualTo(first);
                assertThat(layer.theory().orElseThrow().preactivationSecondMoment())
                        .isCloseTo(2, offset(1e-12));
                assertThat(layer.theory().orElseThrow().gradientRatio()).isEqualTo(1);
                assertThat(layer.weightGradient().secondMoment().range()).isEqualTo(Estimate.Range.FINITE);
            }
        }
    }

    /** Published critical points at sigma_b² = 0.05 (computed independently): tanh 1.760955; relu 2 without biases. */
    @ParameterizedTest
    @CsvSource({
        "edge_of_chaos(tanh), relu, 0.2236068, 1.760955",
        "edge_of_chaos(sigma_b=0.2236068), tanh, 0, 1.760955",
        "edge_of_chaos, relu, 0, 2",
        "edge_of_chaos, gelu, 0.2236068, 2.30252",
        "'edge_of_chaos(leaky_relu(0.5))', tanh, 0, 1.6"
    })
    void edgeOfChaosDrawsItsCriticalVariance(String initializer, String activation, float biasStd, double sigmaW2) {
        TrialSetup trial =
                new TrialSetup(Initializers.parse(initializer), 1, biasStd, Activations.parse(activation), 1, 0);
        WeightLaws distributions = WeightLaws.of(trial);
        Shape shape = Shape.uniform(10, 3, 20, 0);
        assertThat(20
                        * distributions
                                .weights(Architecture.PLAIN.network(shape), 2)
                                .variance())
                .isCloseTo(sigmaW2, offset(1e-5));
        assertThat(10
                        * distributions
                                .weights(Architecture.PLAIN.network(shape), 1)
                                .variance())
                .isCloseTo(sigmaW2, offset(1e-5));
        boolean biased = biasStd > 0 || initializer.contains("sigma_b");
        assertThat(distributions.biases(1).variance()).isCloseTo(biased ? 0.05 : 0, offset(1e-7));
    }

    @Test
    void edgeOfChaosRefusesWhatHasNone() {
        TrialSetup softplus = setup("edge_of_chaos", "softplus", 1);
        assertThatThrownBy(() -> WeightLaws.of(softplus)).hasMessageContaining("no edge of chaos");
        TrialSetup twice = new TrialSetup(
                Initializers.parse("edge_of_chaos(sigma_b=0.1)"), 1, 0.2f, Activations.parse("tanh"), 1, 0);
        assertThatThrownBy(() -> WeightLaws.of(twice)).hasMessageContaining("leave one of them out");
    }

    /**
     * Yang et al. 2022, section 2 and table 8: under maximal update the first steps change the output by an amount that
     * does not depend on the width; under the usual rule with one learning rate the change grows with the width, 8 times
     * here. Over four networks of 128 units and six layers the fall scatters by (5 · 6/128)^½/2 = 0.24: 1/2 to 2 is two
     * deviations, and 4 lies beyond.
     */
    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam"})
    void maximalUpdateMovesAllWidthsAlike(String optimizer) {
        double rate = optimizer.equals("sgd") ? 0.001 : 0.0001;
        double stable = change("mup(8)", 1024, rate, optimizer) / change("mup(8)", 128, rate, optimizer);
        double usual = change("he_normal", 1024, rate, optimizer) / change("he_normal", 128, rate, optimizer);
        assertThat(stable).isBetween(0.5, 2.0);
        assertThat(usual).isGreaterThan(4);
    }

    /** Fall of the loss by one step. */
    private static double change(String initializer, int width, double rate, String optimizer) {
        List<Double> falls = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            TrialSetup trial = new TrialSetup(
                    Initializers.parse(initializer), 1, 0, Activations.parse("relu"), (float) rate, seed);
            TwoSteps steps =
                    train(Architecture.PLAIN, width, trial, optimizer.equals("sgd") ? Optimizer.SGD : Optimizer.ADAM);
            falls.add(steps.first() - steps.second());
        }
        return falls.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** As mup 1.0's MuSGD gives them for a base of 8 everywhere: matrices by the ratio of both sides' growth, vectors by growth. */
    @Test
    void maximalUpdateGivesEachMatrixItsOwnRatio() {
        Shape shape = new Shape(20, List.of(128, 512, 64), 10);
        RateFactors factors = new RateFactors(
                new Cohort(shape, Architecture.PLAIN, 1, List.of(setup("mup(8)", "relu", 0.1))), Optimizer.SGD);
        assertThat(factors.weights(1)).isEqualTo(16);
        assertThat(factors.weights(2)).isEqualTo(4);
        assertThat(factors.weights(3)).isEqualTo(0.125f);
        assertThat(factors.biases(2)).isEqualTo(64);
        RateFactors adam = new RateFactors(factors.cohort(), Optimizer.ADAM);
        assertThat(adam.weights(2)).isEqualTo(1 / 16f);
        assertThat(adam.weights(3)).isEqualTo(1 / 64f);
    }

    /** As nn.Linear: U(±1/√n) for biases too, of variance 1/(3n), unless the trial has its own. */
    @Test
    void torchLinearDrawsItsBiases() {
        WeightLaws laws = WeightLaws.of(setup("torch:Linear", "relu", 0.1));
        assertThat(laws.biases(64)).isEqualTo(new Distribution.Uniform(-0.125, 0.125));
        TrialSetup own =
                new TrialSetup(Initializers.parse("torch:Linear"), 1, 0.5f, Activations.parse("relu"), 0.1f, 0);
        assertThat(WeightLaws.of(own).biases(64)).isEqualTo(new Distribution.Normal(0, 0.5));
        assertThat(WeightLaws.of(setup("uniform_fan_in", "relu", 0.1)).biases(64))
                .isEqualTo(new Distribution.Constant(0));
    }

    /** A law of its own overrules the initializer's biases, and theory takes its variance, or says why it does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "torch | 0.005208333333333333",
                "zeros | 0",
                "uniform(-0.3, 0.3) | 0.03",
                "normal(0, 0.2) | 0.04",
                "constant(0.1) | mean 0.1",
            })
    void biasesHaveALawOfTheirOwn(String bias, String variance) {
        ProbeRequest request = new ProbeRequest(
                Initializers.parse("torch:Linear"),
                Activations.parse("linear"),
                Architecture.PLAIN,
                64,
                1,
                0,
                Bias.parse(bias),
                5,
                16);
        try (Device device = new CpuDevice(1)) {
            ProbeReport report = request.gaussian(device, List.of(64, 64, 64));
            if (variance.startsWith("mean")) {
                assertThat(report.inapplicable().orElseThrow()).contains(variance);
                return;
            }
            LayerPrediction theory = report.layers().get(1).theory().orElseThrow();
            double first = 1.0 / 3 + Double.parseDouble(variance); // inputs of variance 1
            double second = first / 3 + Double.parseDouble(variance);
            assertThat(theory.preactivationSecondMoment()).isCloseTo(second, offset(1e-6));
            Estimate measured = report.layers().get(1).preactivation().secondMoment();
            // 16 networks of 64 units: five standard errors by their own scatter
            assertThat(measured.value()).isCloseTo(second, offset(5 * measured.standardError()));
        }
    }

    @Test
    void atItsBaseWidthMaximalUpdateIsTheUsualRule() {
        TwoSteps mup = train(Architecture.PLAIN, 32, setup("mup(32)", "relu", 0.1), Optimizer.SGD);
        TwoSteps he = train(Architecture.PLAIN, 32, setup("kaiming_normal_", "relu", 0.1), Optimizer.SGD);
        assertThat(mup).isEqualTo(he);
    }

    @Test
    void residualSchemesRefusePlainNetworksAndMixedCompany() {
        Shape shape = Shape.uniform(INPUTS, 3, 8, 4);
        TrialSetup rezero = setup("rezero", "relu", 0.1);
        assertThatThrownBy(() -> new Cohort(shape, Architecture.PLAIN, BATCH, List.of(rezero)))
                .hasMessageContaining("residual");
        assertThatThrownBy(() -> new Cohort(shape, RESIDUAL, BATCH, List.of(rezero, setup("he_normal", "relu", 0.1))))
                .hasMessageContaining("cannot run together");
    }

    @Test
    void openingABranchChangesTheNetwork() {
        Shape shape = Shape.uniform(INPUTS, 3, 8, 0);
        Cohort cohort = new Cohort(shape, RESIDUAL, BATCH, List.of(setup("rezero(0.5)", "relu", 0.1)));
        try (Device device = new CpuDevice(1);
                Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            network.draw(device);
            float[] drawn = device.download(network.parameters(2), 0);
            float[] effective = device.download(network.weights(2), 0);
            for (int i = 0; i < drawn.length; i++) {
                assertThat(effective[i]).isEqualTo(0.5f * drawn[i]);
            }
        }
    }
}
