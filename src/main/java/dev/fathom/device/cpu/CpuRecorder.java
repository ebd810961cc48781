package dev.fathom.device.cpu;

import dev.fathom.activation.Activation;
import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Indices;
import dev.fathom.device.Moments;
import dev.fathom.device.Normalization;
import dev.fathom.device.Operations;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.device.Window;
import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.blas.Loops;
import dev.fathom.device.cpu.operations.Accumulating;
import dev.fathom.device.cpu.operations.Attention;
import dev.fathom.device.cpu.operations.ConvolutionBack;
import dev.fathom.device.cpu.operations.Convolutions;
import dev.fathom.device.cpu.operations.CpuArena;
import dev.fathom.device.cpu.operations.CpuArena.CpuIndices;
import dev.fathom.device.cpu.operations.CpuTensor;
import dev.fathom.device.cpu.operations.Losses;
import dev.fathom.device.cpu.operations.Measurement;
import dev.fathom.device.cpu.operations.Normalizing;
import dev.fathom.device.cpu.operations.Positions;
import dev.fathom.device.cpu.operations.Product;
import dev.fathom.device.cpu.operations.Rescale;
import dev.fathom.device.cpu.operations.Tokens;
import dev.fathom.device.cpu.operations.TrialOperation;
import dev.fathom.device.cpu.operations.Updates;
import dev.fathom.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Turns operations on cohorts into a list of operations on one trial; the loops themselves stand in {@link Loops}. */
final class CpuRecorder implements Operations {
    private final Blas blas;
    private final List<TrialOperation> operations = new ArrayList<>();
    private int trials = 1;
    private int widest;

    /** For the measurements of each trial, which run one after the other. */
    private List<Measurement.Scratch> scratch;

    /** Transposed groups of rows of B, by thread. */
    private final float[][] panels;

    private final Normalizing normalizing;

    private final Convolutions convolutions;

    /** The product or convolution recorded last, while a bias may still be laid under it. */
    private Accumulating open;

    CpuRecorder(Blas blas, int threads) {
        this.blas = blas;
        panels = new float[threads][];
        convolutions = new Convolutions(blas, threads);
        normalizing = new Normalizing(threads);
    }

    List<TrialOperation> operations() {
        closeProduct();
        scratch = Stream.generate(() -> Measurement.Scratch.allocate(widest))
                .limit(trials)
                .toList();
        return operations;
    }

    int trials() {
        return trials;
    }

    @Override
    public void product(float alpha, Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c) {
        requireProduct(a, transposeA, b, transposeB, c);
        closeProduct();
        cover(c);
        open = Product.of(
                blas, alpha, CpuTensor.of(a), transposeA, CpuTensor.of(b), transposeB, beta, CpuTensor.of(c), panels);
    }

    @Override
    public void convolve(Window window, float alpha, Tensor x, Tensor weights, float beta, Tensor z) {
        window.require(x, weights, z);
        closeProduct();
        cover(z);
        open = convolutions.forward(window, alpha, x, weights, beta, z);
    }

    @Override
    public void convolveBack(
            Window window,
            Tensor delta,
            Tensor x,
            Tensor weights,
            float alpha,
            Tensor gradient,
            float factor,
            float beta,
            Tensor target) {
        window.require(x, weights, delta);
        closeProduct();
        cover(delta);
        ConvolutionBack back = convolutions.backward(window, delta, x, weights, alpha, gradient, factor, beta, target);
        add((trial, worker, step) -> back.mirror(trial, worker));
        operations.add(back);
        add((trial, worker, step) -> back.collect(trial, worker));
    }

    private static void requireProduct(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
        int rows = transposeA ? a.columns() : a.rows();
        int inner = transposeA ? a.rows() : a.columns();
        int innerOfB = transposeB ? b.columns() : b.rows();
        int columns = transposeB ? b.rows() : b.columns();
        if (rows != c.rows() || inner != innerOfB || columns != c.columns()) {
            throw new IllegalArgumentException("a product of " + rows + " x " + inner + " and " + innerOfB + " x "
                    + columns + " does not fit a result of " + c.rows() + " x " + c.columns());
        }
    }

    private void closeProduct() {
        if (open != null) {
            operations.add(open);
            open = null;
        }
    }

    /**
     * Adds z ← z + bias. Where z is the product recorded just before, the bias becomes its initial C instead: BLAS
     * passes over C in any case, and the flat elementwise loops need no row of biases.
     */
    private void addBias(CpuTensor bias, CpuTensor z) {
        if (open != null && open.c() == z && open.beta() == 0) {
            open = open.over(bias);
            closeProduct();
        } else {
            closeProduct();
            add((trial, worker, step) ->
                    Loops.addRow(bias.matrix(trial, worker), z.matrix(trial, worker), z.rows(), z.columns()));
        }
    }

    @FunctionalInterface
    private interface Whole {
        void run(int trial, int worker, long step);
    }

    private void add(Whole operation) {
        add((TrialOperation) (trial, part, parts, worker, thread, step) -> operation.run(trial, worker, step));
    }

    private void add(TrialOperation operation) {
        closeProduct();
        operations.add(operation);
    }

    private void cover(Tensor tensor) {
        trials = Math.max(trials, tensor.trials());
    }

    @Override
    public void addRow(Tensor x, Tensor bias, float alpha, Tensor out) {
        cover(out);
        CpuTensor target = CpuTensor.of(out);
        if (x != null) {
            CpuTensor source = CpuTensor.of(x);
            add((trial, worker, step) ->
                    System.arraycopy(source.matrix(trial, worker), 0, target.matrix(trial, worker), 0, target.size()));
        } else {
            add((trial, worker, step) -> Arrays.fill(target.matrix(trial, worker), 0));
        }
        if (bias != null) {
            CpuTensor row = CpuTensor.of(bias);
            add((trial, worker, step) -> Loops.addScaledRow(
                    alpha, row.matrix(trial, worker), target.matrix(trial, worker), out.rows(), out.columns()));
        }
    }

    @Override
    public void activate(
            List<Activation> functions,
            Tensor bias,
            Tensor z,
            Normalization normalization,
            Tensor a,
            Slot preactivation,
            Slot activation) {
        cover(z);
        CpuTensor input = CpuTensor.of(z);
        CpuTensor output = CpuTensor.of(a);
        List<Activation> byTrial = List.copyOf(functions);
        if (bias != null) {
            addBias(CpuTensor.of(bias), input);
        }
        if (preactivation != null) {
            measure(z, preactivation);
        }
        if (normalization != null) {
            add(normalizing.forward(normalization, input));
        }
        add((trial, worker, step) ->
                byTrial.get(trial).apply(input.matrix(trial, worker), output.matrix(trial, worker), z.size()));
        if (activation != null) {
            measure(a, activation);
            add((trial, worker, step) -> {
                double[] row = row(activation, trial);
                Activation.Saturation bounds = byTrial.get(trial).saturation();
                row[at(activation, 5)] = Measurement.saturated(
                        output.matrix(trial, worker), row[at(activation, 4)], bounds.low(), bounds.high(), z.size());
                row[at(activation, 6)] =
                        Measurement.dead(input.matrix(trial, worker), z.rows(), z.columns(), scratch.get(trial));
            });
        }
    }

    @Override
    public void backpropagate(
            Tensor delta,
            Tensor slope,
            Normalization normalization,
            Tensor skip,
            float alpha,
            float beta,
            Tensor bias,
            Slot gradient) {
        cover(delta);
        CpuTensor d = CpuTensor.of(delta);
        if (slope != null) {
            CpuTensor s = CpuTensor.of(slope);
            add((trial, worker, step) ->
                    Loops.multiply(d.matrix(trial, worker), s.matrix(trial, worker), delta.size()));
        }
        if (normalization != null) {
            add(normalizing.backward(normalization, d));
        }
        if (skip != null) {
            CpuTensor around = CpuTensor.of(skip);
            add((trial, worker, step) ->
                    Loops.add(d.matrix(trial, worker), around.matrix(trial, worker), delta.size()));
        }
        if (bias != null) {
            CpuTensor b = CpuTensor.of(bias);
            float[] ones = new float[delta.rows()];
            Arrays.fill(ones, 1);
            add((trial, worker, step) -> blas.columnSums(
                    alpha,
                    new Blas.Matrix(d.matrix(trial, worker), delta.rows(), delta.columns()),
                    ones,
                    beta,
                    b.matrix(trial, worker)));
        }
        if (gradient != null) {
            measure(delta, gradient);
        }
    }

    @Override
    public void meanOverPositions(Tensor x, Tensor mean) {
        cover(mean);
        CpuTensor from = CpuTensor.of(x);
        CpuTensor to = CpuTensor.of(mean);
        add((trial, worker, step) -> Positions.mean(
                from.matrix(trial, worker), to.matrix(trial, worker), mean.rows(), mean.columns(), x.rows()));
    }

    @Override
    public void spreadOverPositions(Tensor gradient, Tensor x) {
        cover(x);
        CpuTensor from = CpuTensor.of(gradient);
        CpuTensor to = CpuTensor.of(x);
        add((trial, worker, step) -> Positions.spread(
                from.matrix(trial, worker), to.matrix(trial, worker), gradient.rows(), x.columns(), x.rows()));
    }

    @Override
    public void gather(Tensor data, Indices order, Tensor out) {
        CpuTensor source = CpuTensor.of(data);
        CpuTensor target = CpuTensor.of(out);
        CpuIndices visits = (CpuIndices) order;
        target.replicate();
        add((trial, worker, step) -> {
            float[] from = source.matrix(0);
            float[] to = target.matrix(0, worker);
            int width = out.columns();
            for (int row = 0; row < out.rows(); row++) {
                int sample = visits.at(step * out.rows() + row);
                if (sample >= 0) {
                    System.arraycopy(from, sample * width, to, row * width, width);
                }
            }
        });
    }

    @Override
    public void crossEntropy(Tensor z, Indices labels, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        cover(z);
        CpuTensor logits = CpuTensor.of(z);
        CpuTensor factor = rate == null ? null : CpuTensor.of(rate);
        CpuTensor gradient = delta == null ? null : CpuTensor.of(delta);
        CpuTensor target = CpuTensor.of(curve);
        CpuIndices classes = (CpuIndices) labels;
        CpuIndices visits = (CpuIndices) order;
        int batch = z.rows();
        add((trial, worker, step) -> Losses.crossEntropy(
                logits.matrix(trial, worker),
                batch,
                classes,
                visits,
                step,
                (factor == null ? 1 : now(factor.matrix(trial), step)) / batch,
                gradient == null ? null : gradient.matrix(trial, worker),
                target.matrix(trial)));
    }

    @Override
    public void squaredError(Tensor z, Tensor targets, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        cover(z);
        CpuTensor outputs = CpuTensor.of(z);
        CpuTensor wanted = CpuTensor.of(targets);
        CpuTensor factor = rate == null ? null : CpuTensor.of(rate);
        CpuTensor gradient = delta == null ? null : CpuTensor.of(delta);
        CpuTensor target = CpuTensor.of(curve);
        CpuIndices visits = (CpuIndices) order;
        add((trial, worker, step) -> Losses.squaredError(
                outputs.matrix(trial, worker),
                z.rows(),
                wanted.matrix(trial, worker),
                visits,
                step,
                (factor == null ? 1 : now(factor.matrix(trial), step)) * 2 / z.size(),
                gradient == null ? null : gradient.matrix(trial, worker),
                target.matrix(trial)));
    }

    @Override
    public void update(
            Optimizer optimizer,
            Tensor parameter,
            Tensor gradient,
            Tensor first,
            Tensor second,
            Tensor rate,
            Tensor decay) {
        cover(parameter);
        CpuTensor w = CpuTensor.of(parameter);
        CpuTensor g = CpuTensor.of(gradient);
        CpuTensor eta = CpuTensor.of(rate);
        CpuTensor lambda = decay == null ? null : CpuTensor.of(decay);
        CpuTensor m = first == null ? null : CpuTensor.of(first);
        CpuTensor v = second == null ? null : CpuTensor.of(second);
        add((trial, worker, step) -> optimizer.accept(new Updates(
                now(eta.matrix(trial, worker), step),
                lambda == null ? 0 : now(lambda.matrix(trial, worker), step),
                step + 1,
                w.matrix(trial),
                g.matrix(trial),
                m == null ? null : m.matrix(trial),
                v == null ? null : v.matrix(trial))));
    }

    @Override
    public void rescale(List<Tensor> xs, Tensor norm, float epsilon, boolean onlyDown) {
        xs.forEach(this::cover);
        List<CpuTensor> of = xs.stream().map(CpuTensor::of).toList();
        CpuTensor to = CpuTensor.of(norm);
        add((trial, worker, step) -> Rescale.to(
                to.matrix(trial, worker)[0],
                of.stream().map(x -> x.matrix(trial)).toList(),
                epsilon,
                onlyDown));
    }

    @Override
    public void measure(Tensor x, Slot slot) {
        cover(x);
        CpuTensor source = CpuTensor.of(x);
        widest = Math.max(widest, x.columns());
        add((trial, worker, step) -> Measurement.moments(
                blas,
                source.matrix(trial, worker),
                x.rows(),
                x.columns(),
                scratch.get(trial),
                row(slot, trial),
                at(slot, 0)));
    }

    @Override
    public void attend(Heads heads, Projections in, Tensor weights, Tensor out) {
        add(out, new Attention(blas, heads, in, CpuTensor.of(weights)).forward(CpuTensor.of(out)));
    }

    @Override
    public void attendBackward(Heads heads, Projections in, Tensor weights, Tensor delta, Projections gradients) {
        Attention attention = new Attention(blas, heads, in, CpuTensor.of(weights));
        add(delta, attention.backward(CpuTensor.of(delta), gradients, panels));
    }

    @Override
    public void entropy(Tensor weights, Tensor out) {
        add(out, Tokens.entropy(CpuTensor.of(weights), CpuTensor.of(out)));
    }

    @Override
    public void cosine(int positions, Tensor z, Tensor out) {
        add(out, Tokens.cosine(positions, CpuTensor.of(z), CpuTensor.of(out)));
    }

    private void add(Tensor written, TrialOperation operation) {
        closeProduct();
        cover(written);
        operations.add(operation);
    }

    private static double[] row(Slot slot, int trial) {
        return ((CpuArena.CpuStatistics) slot.statistics()).values()[trial];
    }

    private static int at(Slot slot, int component) {
        return slot.index() * Moments.WIDTH + component;
    }

    private static float now(float[] row, long step) {
        return row[(int) (step % row.length)];
    }
}
