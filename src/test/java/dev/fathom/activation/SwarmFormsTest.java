package dev.fathom.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.catalog.Activations;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms that trainings of small networks take, held to the exact values. */
class SwarmFormsTest {
    private static final int POINTS = 40_001;

    static Stream<Activation> all() {
        return Activations.all().stream();
    }

    private static double point(int i) {
        return -20 + 40.0 * i / (POINTS - 1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void float64IsExactToItsOwnRounding(Activation activation) {
        double[] z = new double[POINTS + 1];
        double[] a = new double[POINTS + 1];
        for (int i = 0; i < POINTS; i++) {
            z[i] = point(i);
        }
        z[POINTS] = Double.NaN;
        activation.apply(z, a, POINTS + 1);
        for (int i = 0; i < POINTS; i++) {
            double value = activation.value(point(i));
            double slope = activation.derivative(point(i));
            // seven doublings of an exponential, each within an ulp; a slope near 0 is a difference from 1
            assertThat(a[i]).isCloseTo(value, within(64 * Math.ulp(value)));
            assertThat(z[i]).isCloseTo(slope, within(Math.max(0x1p-50, 64 * Math.ulp(slope))));
        }
        assertThat(a[POINTS]).isNaN();
    }

    @ParameterizedTest
    @MethodSource("all")
    void fastFloat32ErrsByUlpsOfOne(Activation activation) {
        float[] z = new float[POINTS + 1];
        float[] a = new float[POINTS + 1];
        for (int i = 0; i < POINTS; i++) {
            z[i] = (float) point(i);
        }
        z[POINTS] = Float.NaN;
        float[] x = z.clone();
        activation.applyFast(z, a, POINTS + 1);
        for (int i = 0; i < POINTS; i++) {
            double value = activation.value(x[i]);
            double slope = activation.derivative(x[i]);
            assertThat((double) a[i]).isCloseTo(value, within(8 * 0x1p-24 * Math.max(1, Math.abs(value))));
            assertThat((double) z[i]).isCloseTo(slope, within(16 * 0x1p-24 * Math.max(1, Math.abs(slope))));
        }
        assertThat(a[POINTS]).isNaN();
    }
}
