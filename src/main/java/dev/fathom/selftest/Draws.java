package dev.fathom.selftest;

import dev.fathom.device.Indices;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.init.Distribution;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/** Exercises of drawing weights, and of copies between host and device. */
final class Draws {
    private static final double ULP = 0x1p-23;

    private Draws() {}

    static List<Exercise> all() {
        BiFunction<Integer, Integer, Distribution> uniform = (n, m) -> new Distribution.Uniform(-0.3, 0.3);
        BiFunction<Integer, Integer, Distribution> normal = (n, m) -> new Distribution.Normal(0.1, 1);
        BiFunction<Integer, Integer, Distribution> cut = (n, m) -> new Distribution.TruncatedNormal(0, 0.5, -1, 1);
        double quantile = 2 * ULP; // in float64 from the same uniforms
        // the condition of a Gaussian matrix twice as high as wide is (1 + √½) / (1 - √½) = 6
        double matrix = 6 * 6 * SelfTest.NORMAL_ERROR;
        return List.of(
                draw("draw constant", 0, 1, (n, m) -> new Distribution.Constant(0.7)),
                draw("draw uniform", 0, 1, uniform),
                draw("draw normal", SelfTest.NORMAL_ERROR, 1, normal),
                draw("draw truncated normal", quantile, 1, cut),
                draw("draw orthogonal", matrix, 2, (n, m) -> new Distribution.Orthogonal(1, n, m)),
                drawAlone("draw uniform, one by one", 0, uniform),
                drawAlone("draw normal, one by one", SelfTest.NORMAL_ERROR, normal),
                drawAlone("draw truncated normal, one by one", quantile, cut),
                copy("upload", true),
                copy("download", false),
                pick());
    }

    /** @param high rows over the fan_in */
    private static Exercise draw(
            String name, double tolerance, int high, BiFunction<Integer, Integer, Distribution> distribution) {
        return new Exercise(name, d -> tolerance, Unit.NUMBERS, d -> high * d.weights(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor weights = stage.output(stage.zeros(d.trials(), high * d.inputs(), d.units()));
            List<Distribution> distributions =
                    Collections.nCopies(d.trials(), distribution.apply(weights.rows(), weights.columns()));
            return each(() -> stage.device().draw(distributions, stage.trials(), weights));
        });
    }

    /** The same numbers for networks by themselves, which a device may draw in another way; the last one is compared. */
    private static Exercise drawAlone(
            String name, double tolerance, BiFunction<Integer, Integer, Distribution> distribution) {
        return new Exercise(name, d -> tolerance, Unit.NUMBERS, Dimensions::weights, 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor weights = stage.output(stage.zeros(1, d.inputs(), d.units()));
            List<Distribution> alone = List.of(distribution.apply(d.inputs(), d.units()));
            return each(() -> {
                for (long key : stage.trials()) {
                    stage.device().draw(alone, new long[] {key}, weights);
                }
            });
        });
    }

    /** Trials in the opposite order. */
    private static Exercise pick() {
        return new Exercise("copy of trials", d -> 0, Unit.GIGABYTES, d -> 8 * d.weights(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor source = stage.random(d.inputs(), d.units());
            Tensor target = stage.output(stage.zeros(d.trials(), d.inputs(), d.units()));
            Indices backwards = stage.backwards();
            return each(() -> stage.device().copy(source, backwards, target));
        });
    }

    private static Exercise copy(String name, boolean up) {
        return new Exercise(name, d -> 0, Unit.GIGABYTES, d -> 4 * d.weights(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor matrices = stage.output(stage.random(d.inputs(), d.units()));
            float[] values = stage.device().download(matrices, 0);
            return each(() -> {
                for (int trial = 0; trial < d.trials(); trial++) {
                    if (up) {
                        stage.device().upload(values, matrices, trial);
                    } else {
                        stage.device().download(matrices, trial);
                    }
                }
            });
        });
    }

    /** Work that is no recorded operation, once a step. */
    private static Program each(Runnable work) {
        return new Program() {
            @Override
            public void run(long first, int count) {
                for (int i = 0; i < count; i++) {
                    work.run();
                }
            }

            @Override
            public void close() {}
        };
    }
}
