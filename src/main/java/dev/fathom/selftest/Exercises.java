package dev.fathom.selftest;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Indices;
import dev.fathom.device.Moments;
import dev.fathom.device.Normalization;
import dev.fathom.device.Normalization.Affine;
import dev.fathom.device.Normalization.Running;
import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An exercise for each of {@link dev.fathom.device.Operations}, in each way that has code of its own. */
final class Exercises {
    /** Half a unit in the last place of 1 in float32. */
    private static final double U = 0x1p-24;

    private Exercises() {}

    /** @param precision of products: {@code fp32}, {@code tf32}, {@code 3xtf32} or {@code bf16} */
    static List<Exercise> all(String precision) {
        List<Exercise> all = new ArrayList<>();
        for (String transposed : List.of("", "A", "B", "AB")) {
            all.add(product(transposed, precision));
        }
        all.add(addRow());
        Activations.all().forEach(function -> all.add(activate(function)));
        for (Norm norm : Norm.values()) {
            all.add(normalize(norm));
            all.add(normalizeBackward(norm, false));
            all.add(normalizeBackward(norm, true));
        }
        all.add(backpropagate());
        all.add(gather());
        all.add(crossEntropy());
        all.add(squaredError());
        Optimizers.all().forEach(optimizer -> all.add(update(optimizer)));
        all.add(rescale());
        all.add(measure());
        all.addAll(Attending.all());
        all.addAll(Convolving.all(precision));
        all.addAll(Draws.all());
        all.add(replay());
        return all;
    }

    /**
     * Six deviations of the difference of two sums of k random terms: rounding i partial sums of size √i gives a sum of
     * deviation u √(i/3), all of them u k/√6, relative to √k.
     */
    private static double sum(int k) {
        return 6 * Math.sqrt(2) * U * Math.sqrt(k / 6.0);
    }

    /**
     * The same where factors keep fewer bits. A unit cuts them at worst: each errs by 1 such unit in the mean, with a
     * deviation of 1/√3, so that a product errs by 2 and six deviations of √(2/3). In 3xTF32 a unit cuts the rest of a factor,
     * at most 2^-11 of it; what the product of two rests is left out for adds 2^-22, and two more sums round.
     */
    static double sum(int k, String precision) {
        return switch (precision) {
            case "tf32" -> sum(k) + cut(0x1p-11);
            case "3xtf32" -> sum(k) + cut(0x1p-22) + 0x1p-22 + 2 * U;
            case "bf16" -> sum(k) + cut(0x1p-8);
            default -> sum(k);
        };
    }

    private static double cut(double unit) {
        return (2 + 6 * Math.sqrt(2.0 / 3)) * unit;
    }

    private static Exercise product(String transposed, String precision) {
        boolean left = transposed.contains("A");
        boolean right = transposed.contains("B");
        String name = "product " + (left ? "A'" : "A") + (right ? " B'" : " B");
        return new Exercise(
                name,
                d -> sum(d.inputs() + 1, precision),
                Unit.GFLOPS,
                d -> 2 * d.elements() * d.inputs(),
                1,
                stage -> {
                    Dimensions d = stage.dimensions();
                    Tensor a = left ? stage.random(d.inputs(), d.batch()) : stage.random(d.batch(), d.inputs());
                    Tensor b = right ? stage.random(d.units(), d.inputs()) : stage.random(d.inputs(), d.units());
                    Tensor c = stage.output(stage.random(d.batch(), d.units()));
                    return stage.record(ops -> ops.product(-0.5f, a, left, b, right, 1, c));
                });
    }

    /** One product and one sum, rounded alike. */
    private static Exercise addRow() {
        return new Exercise("add_row", d -> 0, Unit.GIGABYTES, d -> 8 * d.elements(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor x = stage.random(d.batch(), d.units());
            Tensor bias = stage.random(1, d.units());
            Tensor out = stage.output(stage.zeros(d.trials(), d.batch(), d.units()));
            return stage.record(ops -> ops.addRow(x, bias, 0.3f, out));
        });
    }

    /** The kernels' formula is the text of the CPU's, rounded alike. */
    private static Exercise activate(Activation function) {
        return new Exercise("activate " + function.name(), d -> 0, Unit.GIGABYTES, d -> 12 * d.elements(), 1, stage -> {
            Dimensions d = stage.dimensions();
            List<Activation> functions = Collections.nCopies(d.trials(), function);
            Tensor bias = stage.random(1, d.units());
            Tensor z = stage.output(stage.random(d.batch(), d.units()));
            Tensor a = stage.output(stage.zeros(d.trials(), d.batch(), d.units()));
            Slot before = stage.momentsOnTheWay();
            Slot after = stage.momentsOnTheWay();
            return stage.record(ops -> ops.activate(functions, bias, z, null, a, before, after));
        });
    }

    /**
     * Sums in float64 that are rounded to float32: an ulp of the normalized row, which tanh does not enlarge. BatchNorm takes
     * deviations from the first row besides, which may be a few times as large.
     */
    private static Exercise normalize(Norm norm) {
        return new Exercise(
                "activate, " + norm,
                d -> (norm == Norm.BATCH ? 24 : 8) * U,
                Unit.GIGABYTES,
                d -> 24 * d.elements(),
                1,
                stage -> {
                    Dimensions d = stage.dimensions();
                    List<Activation> functions = Collections.nCopies(d.trials(), Activations.parse("tanh"));
                    Tensor bias = stage.random(1, d.units());
                    Tensor z = stage.output(stage.random(d.batch(), d.units()));
                    Tensor a = stage.output(stage.zeros(d.trials(), d.batch(), d.units()));
                    Normalization kept = normalization(norm, stage);
                    Slot before = stage.momentsOnTheWay();
                    return stage.record(ops -> ops.activate(functions, bias, z, kept, a, before, null));
                });
    }

    private static Normalization normalization(Norm norm, Stage stage) {
        Dimensions d = stage.dimensions();
        boolean batch = norm == Norm.BATCH;
        Tensor normalized = stage.output(stage.random(d.batch(), d.units()));
        Tensor deviations = stage.output(batch ? stage.random(1, d.units()) : stage.random(d.batch(), 1));
        Running running = batch
                ? new Running(stage.output(stage.random(1, d.units())), stage.output(stage.random(1, d.units())), false)
                : null;
        return new Normalization(norm, normalized, deviations, running, null);
    }

    private static Normalization affine(Norm norm, Stage stage) {
        Dimensions d = stage.dimensions();
        Normalization bare = normalization(norm, stage);
        Sums sums =
                new Sums(-0.1f, 1, stage.output(stage.random(1, d.units())), stage.output(stage.random(1, d.units())));
        Affine affine = new Affine(stage.random(1, d.units()), stage.random(1, d.units()), sums);
        return new Normalization(norm, bare.normalized(), bare.inverseDeviation(), bare.running(), affine);
    }

    /** The gradient is rounded alike; the bias adds B of its elements to one that is as large as they. */
    private static Exercise backpropagate() {
        return new Exercise(
                "backpropagate", d -> sum(d.batch() + 1), Unit.GIGABYTES, d -> 16 * d.elements(), 1, stage -> {
                    Dimensions d = stage.dimensions();
                    Tensor delta = stage.output(stage.random(d.batch(), d.units()));
                    Tensor slope = stage.random(d.batch(), d.units());
                    Tensor skip = stage.random(d.batch(), d.units());
                    Tensor bias = stage.output(stage.random(1, d.units()));
                    Slot gradient = stage.momentsOnTheWay();
                    return stage.record(ops -> ops.backpropagate(delta, slope, null, skip, -0.1f, 1, bias, gradient));
                });
    }

    /**
     * Two sums in float64 that are rounded to float32, and three roundings behind them; with gain and shift also sums over
     * the batch.
     */
    private static Exercise normalizeBackward(Norm norm, boolean affine) {
        String name = "backpropagate, " + norm + (affine ? "(affine)" : "");
        return new Exercise(
                name, d -> affine ? sum(d.batch() + 1) : 16 * U, Unit.GIGABYTES, d -> 24 * d.elements(), 1, stage -> {
                    Dimensions d = stage.dimensions();
                    Tensor delta = stage.output(stage.random(d.batch(), d.units()));
                    Tensor slope = stage.random(d.batch(), d.units());
                    Normalization kept = affine ? affine(norm, stage) : normalization(norm, stage);
                    return stage.record(ops -> ops.backpropagate(delta, slope, kept, null, 1, 0, null, null));
                });
    }

    private static Exercise gather() {
        return new Exercise("gather", d -> 0, Unit.GIGABYTES, d -> 8.0 * d.batch() * d.inputs(), 2, stage -> {
            Dimensions d = stage.dimensions();
            Tensor data = stage.shared(1000, d.inputs());
            Tensor out = stage.output(stage.shared(d.batch(), d.inputs()));
            Indices order = stage.indices(3 * d.batch() + 1, 1000, -1);
            return stage.record(ops -> ops.gather(data, order, out));
        });
    }

    /**
     * Exponentials e^d may be float32, off by an ulp and by the rounding of d: softmax s errs by s (2 + |d|) and as much for
     * the sum, where s |d| is at most 1/e; relative to gradients of some 0.3.
     */
    private static Exercise crossEntropy() {
        int classes = 10;
        return new Exercise(
                "cross_entropy", d -> 24 * U, Unit.GIGABYTES, d -> 8.0 * d.trials() * d.batch() * classes, 2, stage -> {
                    Dimensions d = stage.dimensions();
                    Tensor z = stage.random(d.batch(), classes);
                    Tensor rate = stage.random(1, 1);
                    Tensor delta = stage.output(stage.random(d.batch(), classes));
                    Tensor curve = stage.output(stage.zeros(d.trials(), 2, 4));
                    Indices order = stage.indices(3 * d.batch() + 1, 1000, -1);
                    Indices labels = stage.indices(1000, classes, 0);
                    return stage.record(ops -> ops.crossEntropy(z, labels, order, rate, delta, curve));
                });
    }

    private static Exercise squaredError() {
        return new Exercise("squared_error", d -> 4 * U, Unit.GIGABYTES, d -> 12 * d.elements(), 2, stage -> {
            Dimensions d = stage.dimensions();
            Tensor z = stage.random(d.batch(), d.units());
            Tensor targets = stage.shared(d.batch(), d.units());
            Tensor rate = stage.random(1, 1);
            Tensor delta = stage.output(stage.random(d.batch(), d.units()));
            Tensor curve = stage.output(stage.zeros(d.trials(), 2, 4));
            Indices order = stage.indices(3 * d.batch() + 1, 1000, -1);
            return stage.record(ops -> ops.squaredError(z, targets, order, rate, delta, curve));
        });
    }

    /** Rounded alike, but for Adam's two corrections: each may differ by an ulp. */
    private static Exercise update(Optimizer optimizer) {
        boolean one = optimizer.memory() > 0;
        boolean two = optimizer.memory() > 1;
        double bytes = two ? 28 : one ? 20 : 12;
        return new Exercise(
                "update " + optimizer.name(),
                d -> two ? 4 * U : 0,
                Unit.GIGABYTES,
                d -> bytes * d.weights(),
                2,
                stage -> {
                    Dimensions d = stage.dimensions();
                    Tensor w = stage.output(stage.random(d.inputs(), d.units()));
                    Tensor g = stage.random(d.inputs(), d.units());
                    Tensor first = one ? stage.output(stage.zeros(d.trials(), d.inputs(), d.units())) : null;
                    Tensor second = two ? stage.output(stage.zeros(d.trials(), d.inputs(), d.units())) : null;
                    Tensor rate = stage.random(1, 1);
                    return stage.record(ops -> ops.update(optimizer, w, g, first, second, rate, null));
                });
    }

    /** Two tensors brought to one norm: some 10 ulp for float32 sums of 256 squares, half of that in the root. */
    private static Exercise rescale() {
        return new Exercise("rescale", d -> 6 * U, Unit.GIGABYTES, d -> 12 * d.weights(), 3, stage -> {
            Dimensions d = stage.dimensions();
            Tensor x = stage.output(stage.random(d.inputs(), d.units()));
            Tensor y = stage.output(stage.random(1, d.units()));
            Tensor norm = stage.random(1, 1);
            return stage.record(ops -> ops.rescale(List.of(x, y), norm, 1, false));
        });
    }

    private static Exercise measure() {
        return new Exercise("measure", d -> Moments.ERROR, Unit.GIGABYTES, d -> 4 * d.weights(), 1, stage -> {
            Dimensions d = stage.dimensions();
            Tensor x = stage.random(d.inputs(), d.units());
            Slot slot = stage.moments();
            return stage.record(ops -> ops.measure(x, slot));
        });
    }

    /** The least that a recorded step costs; the rows it gathers tell its number. */
    private static Exercise replay() {
        return new Exercise("replay of a step", d -> 0, Unit.STEPS, d -> 1, 7, stage -> {
            Tensor data = stage.shared(100, 1);
            Tensor out = stage.output(stage.shared(8, 1));
            Indices order = stage.indices(101, 100, 3);
            return stage.record(ops -> ops.gather(data, order, out));
        });
    }
}
