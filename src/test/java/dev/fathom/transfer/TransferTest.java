package dev.fathom.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Trainer;
import dev.fathom.transfer.CoordinateCheck.Coordinate;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferTest {
    private static final Trial RELU = Trial.of(
            Fields.INITIALIZER.is("kaiming_normal_"),
            Fields.ACTIVATION.is("relu"),
            Fields.DEPTH.is(3),
            Fields.OPTIMIZER.is("adam"),
            Fields.BATCH.is(64),
            Fields.STEPS.is(300));

    /** Losses that are a parabola of log₂(rate) about a known optimum, shifted a little by the seed; infinite far above. */
    private record Known(double log2Best) implements Trainer {
        @Override
        public String device() {
            return "known";
        }

        @Override
        public List<TrialResult> train(CohortPlan cohort, Consumer<Event> events) {
            return cohort.trials().stream().map(this::result).toList();
        }

        private TrialResult result(Trial trial) {
            double off = Math.log(trial.learningRate()) / Math.log(2) - log2Best - 0.02 * (trial.seed() - 1.5);
            double loss = off > 4 ? Double.NaN : 0.1 * Math.exp(0.1 * off * off);
            return new TrialResult(
                    trial, Verdict.TRAINED, 1, loss, 1, loss, 1, new float[1], new TreeMap<>(), "known", 0);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-11.7, -8.0, -5.2, -2.3})
    void theSearchFindsAKnownOptimumWithFewNetworks(double log2Best) {
        Losses losses = new Losses(new Known(log2Best));
        RateGrid grid = RateGrid.parse("1e-4..1");
        List<Double> rates = new RateSearch(losses, grid, RELU)
                .neighbourhood(4).stream().map(grid::rate).toList();
        double found = Optimum.log2Rate(
                rates, losses.of(RELU, rates, 4), IntStream.range(0, 4).toArray());
        assertThat(found).isCloseTo(log2Best, within(0.02));
        assertThat(losses.trained()).isLessThanOrEqualTo(46); // a grid as fine: 27 rates of 4 seeds
    }

    @Test
    void slopesAndVerticesAreThoseOfTheFormulas() {
        double[] x = {-2, -1, 0.5, 3};
        double[] y = IntStream.range(0, 4)
                .mapToDouble(i -> 2 * (x[i] - 0.7) * (x[i] - 0.7) + 5)
                .toArray();
        assertThat(Parabola.vertex(x, y)).isCloseTo(0.7, within(1e-12));
        assertThat(Parabola.slope(x, new double[] {-3, -1, 2, 7})).isCloseTo(2, within(1e-12));
        assertThat(Parabola.vertex(x, new double[] {0, 1, 1, -1}))
                .as("a parabola that opens downwards has its least point at an end")
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"-0.2, 0.2, TRANSFERS", "-0.7, -0.3, DOES_NOT", "0.3, 0.9, DOES_NOT", "-0.5, 0.1, UNDECIDED"})
    void theVerdictFollowsTheWholeInterval(double low, double high, Transfer.Verdict verdict) {
        assertThat(Transfer.verdict(new Interval((low + high) / 2, low, high))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"width", "width=64", "size=3,4", "width=0,4", "width=a,b"})
    void sizesThatNoneAreAreRefused(String over) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Axis.parse(over));
    }

    /** The first step of Adam moves the outputs of standard networks more the wider they are, those of muP do not. */
    @Test
    void theCoordinateCheckTellsStandardFromMup() {
        Axis axis = Axis.parse("width=64,128,256");
        Trial network = RELU.with(Fields.LEARNING_RATE.is(0.002));
        try (Device device = new CpuDevice(2)) {
            DeviceTrainer trainer = new DeviceTrainer(device, List.of(0), new DatasetCache());
            Interval standard = outputs(new CoordinateCheck(network, axis, 6), trainer);
            Interval mup =
                    outputs(new CoordinateCheck(network.with(Fields.PARAMETRIZATION.is("mup")), axis, 6), trainer);
            assertThat(standard.low()).isPositive();
            assertThat(mup.high()).isLessThan(standard.low());
        }
    }

    /** Adam's first step is ±η everywhere, and weights of n inputs have the deviation n^-1/2: η √n, by the table's factors. */
    @ParameterizedTest
    @CsvSource({
        "standard, middle, 0.008, 0.5",
        "standard, output, 0.008, 0.5",
        "mup, middle, 0.008, -0.5",
        "mup, output, 0.008, 0"
    })
    void updatesOverWeightsAreThoseOfTheTable(String parametrization, String layer, double wide, double slope) {
        Trial network = RELU.with(
                Fields.INITIALIZER.is("lecun_normal"),
                Fields.ACTIVATION.is("tanh"),
                Fields.LEARNING_RATE.is(0.001),
                Fields.PARAMETRIZATION.is(parametrization));
        try (Device device = new CpuDevice(2)) {
            DeviceTrainer trainer = new DeviceTrainer(device, List.of(0), new DatasetCache());
            Coordinate first = new CoordinateCheck(network, Axis.parse("width=16,64"), 4)
                    .of(trainer).updates().stream()
                            .filter(each -> each.layer().equals(layer) && each.step() == 1)
                            .findFirst()
                            .orElseThrow();
            // the deviation of 4 draws of 640 weights scatters by 1.4 %, that of 160 weights by 2.8 %
            assertThat(first.changes().get(1).value()).isCloseTo(wide, within(0.04 * wide));
            assertThat(first.slope().value()).isCloseTo(slope, within(0.06));
        }
    }

    /** After eight steps: at the first, muP's outputs still show that they start smaller. */
    private static Interval outputs(CoordinateCheck check, DeviceTrainer trainer) {
        return check.of(trainer).moves().stream()
                .filter(each -> each.layer().equals("output") && each.step() == 8)
                .findFirst()
                .orElseThrow()
                .slope();
    }

    /** Yang et al. 2022, figure 1, small: relu, 3 layers, Adam, widths 64 to 512. */
    @Tag("slow")
    @Test
    void standardDoesNotTransferAndMupDoes() {
        TransferStudy study = new TransferStudy(RELU, Axis.parse("width=64,128,256,512"), RateGrid.parse("1e-4..1"), 4);
        try (Device device = new CpuDevice()) {
            DeviceTrainer trainer = new DeviceTrainer(device, List.of(0), new DatasetCache());
            Transfer standard = study.of("standard", trainer, line -> {});
            Transfer mup = study.of("mup", trainer, line -> {});
            assertThat(standard.verdict()).isEqualTo(Transfer.Verdict.DOES_NOT);
            assertThat(mup.verdict()).isEqualTo(Transfer.Verdict.TRANSFERS);
            assertThat(standard.trained() + mup.trained()).isLessThanOrEqualTo(400);
        }
    }
}
