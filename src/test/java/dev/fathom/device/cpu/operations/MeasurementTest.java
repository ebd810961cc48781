package dev.fathom.device.cpu.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Moments;
import dev.fathom.device.cpu.blas.Blas;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementTest {
    private static final int ROWS = 50;
    private static final int COLUMNS = 37;

    private static final Percentage TOLERANCE = Percentage.withPercentage(100 * Moments.ERROR);

    private final Blas blas = Blas.load();

    @ParameterizedTest
    @ValueSource(floats = {1e-40f, 1e-30f, 1e-3f, 1, 1e30f})
    void momentsEqualTheirDefinitionsAtAnyScale(float scale) {
        float[] x = normals(scale, 0.5f);
        Moments moments = measure(x);
        double mean = 0;
        double secondMoment = 0;
        double largest = 0;
        for (float value : x) {
            mean += value / (double) x.length;
            secondMoment += (double) value * value / x.length;
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(moments.mean()).isCloseTo(mean, TOLERANCE);
        assertThat(moments.secondMoment()).isCloseTo(secondMoment, TOLERANCE);
        assertThat(moments.variance()).isCloseTo(secondMoment - mean * mean, TOLERANCE);
        assertThat(moments.unitVariance()).isCloseTo(unitVariance(x), TOLERANCE);
        assertThat(moments.largest()).isEqualTo(largest);
        assertThat(moments.nonfinite()).isZero();
    }

    /** All inputs at nearly one point: the units differ, the samples hardly. */
    @Test
    void unitsThatBarelyVaryKeepTheirVariance() {
        float[] x = new float[ROWS * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            float unit = 1 + i % COLUMNS;
            x[i] = i / COLUMNS % 2 == 0 ? unit : Math.nextUp(unit);
        }
        assertThat(measure(x).unitVariance()).isPositive().isCloseTo(unitVariance(x), TOLERANCE);
    }

    @Test
    void whatIsNotFiniteIsCounted() {
        float[] x = normals(1, 0);
        x[0] = Float.NaN;
        x[COLUMNS + 1] = Float.POSITIVE_INFINITY;
        x[COLUMNS + 2] = Float.NEGATIVE_INFINITY;
        x[x.length - 1] = Float.NaN;
        assertThat(measure(x).nonfinite()).isEqualTo(4.0 / x.length);
        x = normals(1, 0);
        x[3] = Float.MAX_VALUE;
        x[COLUMNS + 3] = -Float.MAX_VALUE;
        assertThat(measure(x).nonfinite()).isZero();
        assertThat(measure(x).largest()).isEqualTo(Float.MAX_VALUE);
    }

    @Test
    void saturationCountsWhatLiesAtOrBeyondTheBounds() {
        float[] x = {-1, -0.98f, -0.5f, 0, 0.5f, 0.97f, 0.98f, 1};
        assertThat(Measurement.saturated(x, 1, -0.98f, 0.98f, x.length)).isEqualTo(0.5);
        assertThat(Measurement.saturated(x, 1, -2, 2, x.length)).isZero();
        assertThat(Measurement.saturated(x, 1, 0, Float.POSITIVE_INFINITY, x.length))
                .isEqualTo(0.5);
    }

    /** Columns alive in one place each, with slopes that cancel and the smallest ones there are. */
    @ParameterizedTest
    @CsvSource({"1, 1", "7, 3", "128, 64", "33, 100", "130, 5", "5, 300"})
    void unitsAreDeadWhereTheSlopeIsZeroInEveryRow(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(6);
        float[] slope = new float[rows * columns];
        int alive = 0;
        for (int j = 0; j < columns; j++) {
            if (random.nextBoolean()) {
                alive++;
                int row = random.nextInt(rows);
                slope[row * columns + j] = random.nextBoolean() ? Float.MIN_VALUE : 1;
                slope[(row + 1) % rows * columns + j] = -slope[row * columns + j];
            }
        }
        Measurement.Scratch scratch = Measurement.Scratch.allocate(columns);
        assertThat(Measurement.dead(slope, rows, columns, scratch)).isEqualTo((double) (columns - alive) / columns);
    }

    private Moments measure(float[] x) {
        double[] out = new double[Moments.WIDTH];
        Measurement.moments(blas, x, ROWS, COLUMNS, Measurement.Scratch.allocate(COLUMNS + 5), out, 0);
        return Moments.of(out, 0);
    }

    private static float[] normals(float scale, float mean) {
        SplittableRandom random = new SplittableRandom(4);
        float[] x = new float[ROWS * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (scale * (mean + random.nextGaussian()));
        }
        return x;
    }

    private static double unitVariance(float[] x) {
        double sum = 0;
        for (int j = 0; j < COLUMNS; j++) {
            double mean = 0;
            for (int i = j; i < x.length; i += COLUMNS) {
                mean += x[i] / (double) ROWS;
            }
            for (int i = j; i < x.length; i += COLUMNS) {
                sum += (x[i] - mean) * (x[i] - mean) / ROWS / COLUMNS;
            }
        }
        return sum;
    }
}
