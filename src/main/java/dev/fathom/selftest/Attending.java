package dev.fathom.selftest;

import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Tensor;
import java.util.List;

/** Exercises of attention, on as many samples as a batch has positions, and of what is measured beside it. */
final class Attending {
    private static final double U = 0x1p-24;
    private static final int HEADS = 4;
    private static final int SAMPLES = 5;

    /**
     * Scores and what they mix are sums of some tens of products, in another order on each device; six deviations of the
     * difference of two, after exponentials that pass on the errors of scores of about 1.
     */
    private static final double TOLERANCE = 64 * U;

    private Attending() {}

    static List<Exercise> all() {
        return List.of(attend(false), attend(true), back(false), back(true), entropy(), cosine());
    }

    /** Floating-point operations of some products of P x P x d for each sample. */
    private static double flops(Dimensions d, int products) {
        return 2.0 * products * d.trials() * SAMPLES * d.batch() * d.batch() * channels(d);
    }

    /** Whole heads. */
    private static int channels(Dimensions d) {
        return d.units() / HEADS * HEADS;
    }

    private static String name(String of, boolean causal) {
        return of + (causal ? ", causal" : "");
    }

    private static Exercise attend(boolean causal) {
        return new Exercise(name("attend", causal), d -> TOLERANCE, Unit.GFLOPS, d -> flops(d, 2), 1, stage -> {
            Dimensions d = stage.dimensions();
            Heads heads = new Heads(HEADS, d.batch(), causal);
            Projections in = projections(stage);
            int rows = heads.weightRows(in.query().rows());
            Tensor weights = stage.output(stage.random(rows, d.batch()));
            Tensor out = stage.output(stage.random(in.query().rows(), channels(d)));
            return stage.record(ops -> ops.attend(heads, in, weights, out));
        });
    }

    private static Exercise back(boolean causal) {
        return new Exercise(
                name("attend, backward", causal), d -> 4 * TOLERANCE, Unit.GFLOPS, d -> flops(d, 6), 1, stage -> {
                    Dimensions d = stage.dimensions();
                    Heads heads = new Heads(HEADS, d.batch(), causal);
                    Projections in = projections(stage);
                    Projections gradients = projections(stage);
                    stage.output(gradients.query());
                    stage.output(gradients.key());
                    stage.output(gradients.value());
                    Tensor weights = stage.output(
                            stage.random(heads.weightRows(in.query().rows()), d.batch()));
                    Tensor delta = stage.random(in.query().rows(), channels(d));
                    return stage.record(ops -> {
                        ops.attend(heads, in, weights, gradients.query());
                        ops.attendBackward(heads, in, weights, delta, gradients);
                    });
                });
    }

    private static Projections projections(Stage stage) {
        Dimensions d = stage.dimensions();
        int rows = SAMPLES * d.batch();
        return new Projections(
                stage.random(rows, channels(d)), stage.random(rows, channels(d)), stage.random(rows, channels(d)));
    }

    /** A sum in float64; numbers below 0 are no shares and count for nothing. */
    private static Exercise entropy() {
        return new Exercise("entropy", d -> 2 * U, Unit.GIGABYTES, d -> 4 * d.elements(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor weights = stage.random(d.batch(), d.units());
            Tensor out = stage.output(stage.random(d.batch(), 1));
            return stage.record(ops -> ops.entropy(weights, out));
        });
    }

    /** A sum in float64, of tokens whose length may be rounded; relative to cosines of 1/√d. */
    private static Exercise cosine() {
        return new Exercise("cosine", d -> 64 * U, Unit.GIGABYTES, d -> 4 * d.elements(), 1, stage -> {
            Dimensions d = stage.dimensions();
            int positions = 8;
            int samples = Math.max(1, d.batch() / positions);
            Tensor z = stage.random(samples * positions, d.units());
            Tensor out = stage.output(stage.random(samples, 1));
            return stage.record(ops -> ops.cosine(positions, z, out));
        });
    }
}
