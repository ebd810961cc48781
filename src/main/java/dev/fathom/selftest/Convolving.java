package dev.fathom.selftest;

import dev.fathom.device.Tensor;
import dev.fathom.device.Window;
import dev.fathom.net.Kernel;
import dev.fathom.net.Kernel.Padding;
import java.util.List;

/** Exercises of convolutions and of means over positions, on images of 5 x 7. */
final class Convolving {
    private static final int HEIGHT = 5;
    private static final int WIDTH = 7;
    private static final Kernel KERNEL = new Kernel(3, Padding.ZEROS);

    private Convolving() {}

    /** @param precision of products */
    static List<Exercise> all(String precision) {
        return List.of(
                forward(Padding.ZEROS, precision),
                forward(Padding.CIRCULAR, precision),
                back(precision),
                mean(),
                spread());
    }

    private static int samples(Dimensions d) {
        return Math.max(1, d.batch() / (HEIGHT * WIDTH));
    }

    private static int rows(Dimensions d) {
        return samples(d) * HEIGHT * WIDTH;
    }

    private static double flops(Dimensions d, int products) {
        return 2.0 * products * d.trials() * rows(d) * KERNEL.area() * d.inputs() * d.units();
    }

    private static Exercise forward(Padding padding, String precision) {
        Window window = new Window(HEIGHT, WIDTH, new Kernel(KERNEL.size(), padding));
        return new Exercise(
                "convolve, " + padding,
                d -> Exercises.sum(KERNEL.area() * d.inputs() + 1, precision),
                Unit.GFLOPS,
                d -> flops(d, 1),
                1,
                stage -> {
                    Dimensions d = stage.dimensions();
                    Tensor x = stage.random(rows(d), d.inputs());
                    Tensor w = stage.random(KERNEL.area() * d.inputs(), d.units());
                    Tensor z = stage.output(stage.random(rows(d), d.units()));
                    return stage.record(ops -> ops.convolve(window, -0.5f, x, w, 1, z));
                });
    }

    private static Exercise back(String precision) {
        Window window = new Window(HEIGHT, WIDTH, KERNEL);
        return new Exercise(
                "convolve, backward",
                d -> Exercises.sum(Math.max(KERNEL.area() * d.units(), rows(d)) + 1, precision),
                Unit.GFLOPS,
                d -> flops(d, 2),
                1,
                stage -> {
                    Dimensions d = stage.dimensions();
                    Tensor x = stage.random(rows(d), d.inputs());
                    Tensor w = stage.random(KERNEL.area() * d.inputs(), d.units());
                    Tensor delta = stage.random(rows(d), d.units());
                    Tensor gradient = stage.output(stage.random(rows(d), d.inputs()));
                    Tensor target = stage.output(stage.random(KERNEL.area() * d.inputs(), d.units()));
                    return stage.record(ops -> ops.convolveBack(window, delta, x, w, 1, gradient, -0.5f, 1, target));
                });
    }

    /** Sums of 35 terms in the same order. */
    private static Exercise mean() {
        return new Exercise("mean over positions", d -> 0, Unit.GIGABYTES, d -> 4 * d.elements(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor x = stage.random(rows(d), d.units());
            Tensor mean = stage.output(stage.random(samples(d), d.units()));
            return stage.record(ops -> ops.meanOverPositions(x, mean));
        });
    }

    private static Exercise spread() {
        return new Exercise("spread over positions", d -> 0, Unit.GIGABYTES, d -> 4 * d.elements(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor gradient = stage.random(samples(d), d.units());
            Tensor x = stage.output(stage.random(rows(d), d.units()));
            return stage.record(ops -> ops.spreadOverPositions(gradient, x));
        });
    }
}
