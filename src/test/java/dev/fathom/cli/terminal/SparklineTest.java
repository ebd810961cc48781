package dev.fathom.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparklineTest {
    @Test
    void drawsFromZeroUp() {
        assertThat(Sparkline.linear(new double[] {0, 1, 2, 4, Double.NaN})).isEqualTo("▁▃▅█!  0 to 4.000");
    }

    @Test
    void drawsOrdersOfMagnitudeAndWhatLeftThem() {
        assertThat(Sparkline.logarithmic(new double[] {1, 1e-4, 1e-8, 0, Double.POSITIVE_INFINITY}))
                .isEqualTo("█▅▁_!  1.00e-08 to 1.000, logarithmic");
        assertThat(Sparkline.logarithmic(new double[] {2, 2, 2})).isEqualTo("▁▁▁  2.000 throughout");
    }

    @Test
    void averagesWhereThereIsNoRoom() {
        double[] values = new double[600];
        values[599] = 10;
        assertThat(Sparkline.linear(values)).startsWith("▁".repeat(59) + "█").endsWith("0 to 1.000");
    }
}
