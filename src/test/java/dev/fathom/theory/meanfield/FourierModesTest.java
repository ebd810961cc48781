package dev.fathom.theory.meanfield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;
import dev.fathom.net.Kernel.Padding;
import dev.fathom.theory.Fixtures;
import dev.fathom.theory.TanhSinh;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waves of correlation over a torus: beside the covariance's own recursion, and beside kernels that are drawn. */
class FourierModesTest {
    private static final Kernel THREE = new Kernel(3, Padding.CIRCULAR);
    private static final Kernel FIVE = new Kernel(5, Padding.CIRCULAR);

    /**
     * The covariance of two inputs at every position of a line, one layer on, by quadrature of another method: a wave of
     * height h about q* c* on it, and one of -h, differ by 2 h times the slope, to order h² (1e-10) beside the quadrature's
     * own error, some 1e-12, over 2 h.
     */
    @ParameterizedTest
    @CsvSource({
        "tanh, 2.5, 0.05, 3, 7", // chaos: c* < 1
        "tanh, 1.3, 0.05, 5, 8", // order, where c* = 1: the wave goes below it alone
        "relu, 1.5, 0.1, 3, 6"
    })
    void theCovarianceIsMappedWaveByWave(String name, double sigmaW2, double sigmaB2, int size, int positions) {
        Activation activation = Fixtures.activation(name);
        MeanField net = new MeanField(activation, sigmaW2, sigmaB2);
        Asymptotics ends = net.asymptotics();
        double q = ends.qStar().orElseThrow();
        double c = Math.min(ends.cStar().orElseThrow(), 0.6); // off c*, where it is 1, the map has a slope too
        double slope = net.correlationSlope(q, c);
        FourierModes modes = new FourierModes(new Extent(1, positions, 1), new Kernel(size, Padding.CIRCULAR), false);
        double h = 1e-4;
        for (int m = 0; m <= positions / 2; m++) {
            double up = wave(next(activation, q, c, sigmaW2, size, wave(positions, m, h)), m);
            double down = wave(next(activation, q, c, sigmaW2, size, wave(positions, m, -h)), m);
            double norm = wave(wave(positions, m, 1), m);
            int mode = m;
            double expected = modes.at(slope).stream()
                    .filter(found -> found.y() == 0 && found.x() == mode)
                    .findFirst()
                    .orElseThrow()
                    .slope();
            assertThat((up - down) / (2 * h * norm)).as("mode %s", m).isCloseTo(expected, within(1e-8));
        }
    }

    private static double[] wave(int positions, int periods, double height) {
        double[] wave = new double[positions];
        for (int p = 0; p < positions; p++) {
            wave[p] = height * Math.cos(2 * Math.PI * periods * p / positions);
        }
        return wave;
    }

    private static double wave(double[] values, int periods) {
        double sum = 0;
        for (int p = 0; p < values.length; p++) {
            sum += values[p] * Math.cos(2 * Math.PI * periods * p / values.length);
        }
        return sum;
    }

    /** Covariance over q behind a convolution, without the bias; kernels of rows that wrap onto their own line. */
    private static double[] next(
            Activation activation, double q, double c, double sigmaW2, int size, double[] deviations) {
        double[] products = new double[deviations.length];
        for (int p = 0; p < products.length; p++) {
            products[p] = TanhSinh.product(activation, q, c + deviations[p]) / q;
        }
        double[] sums = new double[products.length];
        for (int p = 0; p < sums.length; p++) {
            for (int o = -(size / 2); o <= size / 2; o++) {
                sums[p] += sigmaW2 / size * products[Math.floorMod(p + o, products.length)];
            }
        }
        return sums;
    }

    /**
     * Kernels of 3 x 3 drawn one by one, on an image of 4 x 6, without activation: the mean product of two neighbours in one
     * channel, wave by wave. Five standard errors of 4,000 kernels.
     */
    @Test
    void drawnKernelsKeepWhatIsPredicted() {
        RandomGenerator random = new Random(5);
        int height = 4;
        int width = 6;
        FourierModes modes = new FourierModes(new Extent(height, width, 1), THREE, false);
        int[][] asked = {{0, 0}, {0, 1}, {0, 3}, {1, 0}, {1, 2}, {2, 3}};
        for (int[] mode : asked) {
            // two inputs whose product is that wave at equal places: one is the wave, the other 1
            int draws = 4000;
            double sum = 0;
            double squares = 0;
            for (int draw = 0; draw < draws; draw++) {
                double kept = drawn(height, width, mode, random);
                sum += kept;
                squares += kept * kept;
            }
            double mean = sum / draws;
            double error = Math.sqrt((squares / draws - mean * mean) / draws);
            assertThat(mean).isCloseTo(modes.share(mode[0], mode[1]), within(5 * error));
        }
    }

    /** Part of the wave in the product of outputs of one channel, over that in the product of the inputs. */
    private static double drawn(int height, int width, int[] mode, RandomGenerator random) {
        double[] kernel = new double[9];
        for (int o = 0; o < 9; o++) {
            kernel[o] = random.nextGaussian() / 3;
        }
        double[] sign = new double[height * width]; // independent inputs: only equal places correlate
        for (int p = 0; p < sign.length; p++) {
            sign[p] = random.nextBoolean() ? 1 : -1;
        }
        double found = 0;
        double norm = 0;
        for (int p = 0; p < sign.length; p++) {
            double a = 0;
            double b = 0;
            for (int o = 0; o < 9; o++) {
                int y = Math.floorMod(p / width + o / 3 - 1, height);
                int x = Math.floorMod(p % width + o % 3 - 1, width);
                a += kernel[o] * sign[y * width + x] * phase(y, x, height, width, mode);
                b += kernel[o] * sign[y * width + x];
            }
            double wave = phase(p / width, p % width, height, width, mode);
            found += a * b * wave;
            norm += wave * wave;
        }
        return found / norm;
    }

    private static double phase(int y, int x, int height, int width, int[] mode) {
        return Math.cos(2 * Math.PI * ((double) mode[0] * y / height + (double) mode[1] * x / width));
    }

    /** Delta-orthogonal kernels are flat; the even wave is the dense net whatever the kernel. */
    @Test
    void aKernelOfItsCentreKeepsEveryWave() {
        MeanField net = new MeanField(Fixtures.activation("tanh"), 1.3, 0.05);
        Asymptotics ends = net.asymptotics();
        double slope = net.slopeAt(ends).orElseThrow();
        Extent image = new Extent(8, 8, 1);
        assertThat(new FourierModes(image, FIVE, true).at(slope))
                .hasSize(15)
                .allSatisfy(mode -> assertThat(mode.xiC()).isEqualTo(ends.xiC()));
        FourierModes.Mode even = new FourierModes(image, FIVE, false).at(slope).get(0);
        assertThat(even.xiC()).isEqualTo(ends.xiC());
    }
}
