package dev.fathom.report.recomputed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.report.Fixture;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.util.Arrays;
import java.util.Random;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;

class HistogramsTest {
    @Test
    void countsNormalValuesAsTheNormalLawDoes() {
        float[] z = new float[100_000];
        Random random = new Random(1);
        for (int i = 0; i < z.length; i++) {
            z[i] = (float) (2 * random.nextGaussian());
        }
        Histograms.Layer layer = Histograms.Layer.of(3, z, 100, Activations.parse("tanh"));
        for (int bin = 0; bin < Histograms.BINS; bin++) {
            double from = bin == 0 ? -1e9 : Histograms.LOW + bin * Histograms.WIDTH;
            double to = bin == Histograms.BINS - 1 ? 1e9 : Histograms.LOW + (bin + 1) * Histograms.WIDTH;
            double expected = (Erf.erf(to / 2 / Math.sqrt(2)) - Erf.erf(from / 2 / Math.sqrt(2))) / 2;
            double deviation = Math.sqrt(expected * (1 - expected) / z.length);
            assertThat(layer.shares()[bin]).as("bin %d", bin).isCloseTo(expected, within(5 * deviation));
        }
        // tanh is within 1 % of its range of 2 from |z| = atanh 0.98 on
        double beyond = 1 - Erf.erf(0.5 * Math.log(1.98 / 0.02) / 2 / Math.sqrt(2));
        assertThat(layer.saturated()).isCloseTo(beyond, within(5 * Math.sqrt(beyond / z.length)));
        assertThat(layer.rms()).isCloseTo(2, within(5 * 2 / Math.sqrt(2 * z.length)));
        assertThat(layer.dead()).isZero();
        double inner = Erf.erf(Histograms.WIDTH / 2 / Math.sqrt(2)); // of a standard normal, the middle bin
        assertThat(layer.scaled()[Histograms.BINS / 2])
                .isCloseTo(inner, within(5 * Math.sqrt(inner * (1 - inner) / z.length)));
    }

    @Test
    void scalesWhatHasAlmostVanishedAndNothingThatHas() {
        float[] small = {-1e-30f, 1e-30f, -1e-30f, 1e-30f}; // squares are no float32
        double[] scaled =
                Histograms.Layer.of(1, small, 2, Activations.parse("tanh")).scaled();
        assertThat(scaled[Histograms.BINS / 2 - 4]).isEqualTo(0.5); // z = -rms
        assertThat(scaled[Histograms.BINS / 2 + 4]).isEqualTo(0.5);
        assertThat(Histograms.Layer.of(1, new float[4], 2, Activations.parse("tanh"))
                        .scaled())
                .containsOnly(0);
    }

    @Test
    void keepsWhatIsNoNumberOutOfTheBinsAndInfinitiesInTheOuterOnes() {
        float[] z = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0};
        Histograms.Layer layer = Histograms.Layer.of(1, z, 4, Activations.parse("relu"));
        assertThat(Arrays.stream(layer.shares()).sum()).isEqualTo(0.75);
        assertThat(layer.shares()[0]).isEqualTo(0.25);
        assertThat(layer.shares()[Histograms.BINS / 2]).isEqualTo(0.25);
        assertThat(layer.shares()[Histograms.BINS - 1]).isEqualTo(0.25);
    }

    @Test
    void aUnitIsDeadIfNoSampleReachesItsSlope() {
        float[] z = {-1, 2, -3, -4, 5, -6}; // three units, two samples
        assertThat(Histograms.Layer.of(1, z, 3, Activations.parse("relu")).dead())
                .isCloseTo(2.0 / 3, within(1e-15));
    }

    @Test
    void knowsWhereActivationsAreFlat() {
        assertThat(Histograms.flat(Activations.parse("relu")))
                .hasSize(1)
                .first()
                .satisfies(zone -> {
                    assertThat(zone[0]).isEqualTo(Histograms.LOW);
                    assertThat(zone[1]).isCloseTo(0, within(Histograms.WIDTH / 50));
                });
        assertThat(Histograms.flat(Activations.parse("tanh")))
                .hasSize(2)
                .first()
                .satisfies(zone ->
                        assertThat(zone[1]).isCloseTo(-0.5 * Math.log(1.98 / 0.02), within(Histograms.WIDTH / 50)));
        assertThat(Histograms.flat(Activations.parse("linear"))).isEmpty();
    }

    @Test
    void drawsTheTrialsOwnNetworkAgain() {
        Trial trial = Fixture.trial("he_normal", "relu", 12, 0.1, 5);
        try (CpuDevice device = new CpuDevice(1)) {
            Histograms found =
                    new RedrawnNetwork(device, new DatasetCache()).of(trial, 4).orElseThrow();
            assertThat(found.layers()).extracting(Histograms.Layer::layer).containsExactly(1, 5, 8, 12);
            assertThat(found.layers()).allSatisfy(layer -> {
                assertThat(Arrays.stream(layer.shares()).sum()).isCloseTo(1, within(1e-9));
                assertThat(layer.rms()).isBetween(0.5, 4.0); // he_normal keeps lengths
            });
            Trial gone = Trial.of(
                    Fields.INITIALIZER.is("he_normal"),
                    Fields.ACTIVATION.is("relu"),
                    Fields.WIDTHS.is(trial.widths()),
                    Fields.BATCH.is(8),
                    Fields.STEPS.is(1),
                    Fields.DATA.is("csv:gone.csv"),
                    Fields.SEED.is(1L));
            assertThat(new RedrawnNetwork(device, new DatasetCache()).of(gone, 4))
                    .isEmpty();
        }
    }
}
