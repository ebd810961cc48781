package dev.fathom.device.cpu;

import dev.fathom.activation.Activation;
import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Indices;
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
import dev.fathom.device.cpu.operations.CpuTensor;
import dev.fathom.device.cpu.operations.Gather;
import dev.fathom.device.cpu.operations.Losses;
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

/** Turns operations on cohorts into a list of operations on one trial; the loops themselves stand in {@link Loops}. */
final class CpuRecorder implements Operations {
    private final Blas blas;
    private final List<TrialOperation> operations = new ArrayList<>();
    private int trials = 1;
    private final CpuMeasuring measuring;

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
        measuring = new CpuMeasuring(blas);
    }

    List<TrialOperation> operations() {
        closeProduct();
        measuring.allocate(trials);
        return operations;
    }

    int trials() {
        return trials;
    }

    @Override
    public void product(float alpha, Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c) {
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

    private void add(TrialOperation.Whole operation) {
        add(TrialOperation.whole(operation));
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
            add((trial, worker, step) -> measuring.activation(
                    byTrial.get(trial).saturation(),
                    input.matrix(trial, worker),
                    output.matrix(trial, worker),
                    z,
                    activation,
                    trial));
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
        add(mean, Positions.mean(x, mean));
    }

    @Override
    public void spreadOverPositions(Tensor gradient, Tensor x) {
        add(x, Positions.spread(gradient, x));
    }

    @Override
    public void gather(Tensor data, Indices order, Tensor out) {
        add(Gather.of(data, order, out));
    }

    @Override
    public void crossEntropy(Tensor z, Indices labels, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        add(z, Losses.crossEntropy(z, labels, order, rate, delta, curve));
    }

    @Override
    public void squaredError(Tensor z, Tensor targets, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        add(z, Losses.squaredError(z, targets, order, rate, delta, curve));
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
        add(parameter, Updates.of(optimizer, parameter, gradient, first, second, rate, decay));
    }

    @Override
    public void rescale(List<Tensor> xs, Tensor norm, float epsilon, boolean onlyDown) {
        xs.forEach(this::cover);
        add(Rescale.of(xs, norm, epsilon, onlyDown));
    }

    @Override
    public void measure(Tensor x, Slot slot) {
        add(x, measuring.moments(x, slot));
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
}
