package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.net.Kernel;
import dev.fathom.net.Kernel.Padding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Convolutions and means over positions against float64 sums written from their definitions. Six deviations of a float32 sum
 * of k random terms: rounding i partial sums of size √i gives a sum of deviation u k/√6, relative to √k.
 */
interface ConvolveContract extends DeviceUnderTest {
    @ParameterizedTest(name = "{0} samples of {1} x {2} x {3} to {4} channels by {5} {6}")
    @CsvSource({
        "3, 4, 5, 6, 7, 3, CIRCULAR",
        "3, 4, 5, 6, 7, 3, ZEROS",
        "2, 1, 9, 3, 2, 5, ZEROS",
        "2, 2, 2, 3, 4, 5, CIRCULAR", // wraps around more than once
        "2, 6, 6, 1, 33, 1, ZEROS",
        "40, 8, 8, 30, 30, 3, ZEROS", // several parts and blocks
        "2, 5, 4, 130, 140, 3, CIRCULAR", // beyond what is multiplied without packing
        "85, 8, 8, 16, 4, 7, CIRCULAR" // several chunks of unfolded rows
    })
    default void convolvesForwardAndBack(
            int samples, int height, int width, int channels, int units, int size, Padding padding) {
        Window window = new Window(height, width, new Kernel(size, padding));
        int trials = samples > 80 ? 1 : 2;
        int rows = samples * height * width;
        int area = size * size;
        try (Bench bench = bench()) {
            Tensor x = bench.normals(trials, rows, channels);
            Tensor w = bench.normals(trials, area * channels, units);
            Tensor z = bench.normals(trials, rows, units);
            Tensor delta = bench.normals(trials, rows, units);
            Tensor gradient = bench.normals(trials, rows, channels);
            float[][] laid = bench.read(z);
            float[][] before = bench.read(w);
            bench.run(ops -> {
                ops.convolve(window, -0.5f, x, w, 1, z);
                ops.convolveBack(window, delta, x, w, 2, gradient, 0.25f, 1, w); // the weights are the target
            });
            int k = area * Math.max(channels, units);
            for (int trial = 0; trial < trials; trial++) {
                Spatial at = new Spatial(
                        window, bench.read(x, trial), before[trial], bench.read(delta, trial), channels, units);
                Oracle.assertClose(
                        "forward", bench.read(z, trial), Spatial.mix(-0.5, at.forward(), laid[trial]), rounding(k));
                Oracle.assertClose("back", bench.read(gradient, trial), Spatial.mix(2, at.back(), null), rounding(k));
                Oracle.assertClose(
                        "weights",
                        bench.read(w, trial),
                        Spatial.mix(0.25, at.weightGradient(), before[trial]),
                        rounding(rows));
            }
        }
    }

    private static double rounding(int terms) {
        return 6 * 0x1p-24 * Math.sqrt(1 + terms / 6.0);
    }

    @Test
    default void convolvesBackInParts() {
        Window window = new Window(3, 3, new Kernel(3, Padding.ZEROS));
        try (Bench bench = bench()) {
            Tensor x = bench.normals(2, 18, 4);
            Tensor w = bench.normals(2, 36, 5);
            Tensor delta = bench.normals(2, 18, 5);
            Tensor gradient = bench.normals(2, 18, 4);
            Tensor target = bench.normals(2, 36, 5);
            bench.run(ops -> {
                ops.convolveBack(window, delta, x, w, 1, gradient, 0, 0, null);
                ops.convolveBack(window, delta, x, w, 0, null, 1, 0, target);
            });
            for (int trial = 0; trial < 2; trial++) {
                Spatial at =
                        new Spatial(window, bench.read(x, trial), bench.read(w, trial), bench.read(delta, trial), 4, 5);
                Oracle.assertClose("back alone", bench.read(gradient, trial), at.back(), 1e-6);
                Oracle.assertClose("weights alone", bench.read(target, trial), at.weightGradient(), 1e-6);
            }
        }
    }

    @Test
    default void refusesAConvolutionThatDoesNotFit() {
        Window window = new Window(2, 2, new Kernel(3, Padding.ZEROS));
        try (Bench bench = bench()) {
            Tensor x = bench.zeros(1, 6, 2); // one sample and a half
            Tensor w = bench.zeros(1, 18, 3);
            Tensor z = bench.zeros(1, 6, 3);
            assertThatThrownBy(() -> bench.run(ops -> ops.convolve(window, 1, x, w, 0, z)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 x 2 positions");
        }
    }

    @Test
    default void meansOverPositionsAndBack() {
        int samples = 11;
        int positions = 6;
        int columns = 37;
        try (Bench bench = bench()) {
            Tensor x = bench.normals(2, samples * positions, columns);
            Tensor mean = bench.normals(2, samples, columns);
            Tensor spread = bench.normals(2, samples * positions, columns);
            bench.run(ops -> {
                ops.meanOverPositions(x, mean);
                ops.spreadOverPositions(mean, spread);
            });
            for (int trial = 0; trial < 2; trial++) {
                double[] means = new double[samples * columns];
                float[] from = bench.read(x, trial);
                for (int i = 0; i < from.length; i++) {
                    means[i / columns / positions * columns + i % columns] += from[i] / (double) positions;
                }
                double[] shares = new double[from.length];
                for (int i = 0; i < from.length; i++) {
                    shares[i] = means[i / columns / positions * columns + i % columns] / positions;
                }
                Oracle.assertClose("means", bench.read(mean, trial), means, 1e-6);
                Oracle.assertClose("shares", bench.read(spread, trial), shares, 1e-6);
            }
        }
    }
}
