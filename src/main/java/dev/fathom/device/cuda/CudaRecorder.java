package dev.fathom.device.cuda;

import dev.fathom.activation.Activation;
import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Indices;
import dev.fathom.device.Normalization;
import dev.fathom.device.Operations;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.device.Window;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaArena.CudaIndices;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernel;
import dev.fathom.device.cuda.runtime.Kernel.Shape;
import dev.fathom.device.cuda.runtime.Kernels;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Precision;
import dev.fathom.device.cuda.runtime.Products;
import dev.fathom.device.cuda.runtime.Products.Product;
import dev.fathom.device.cuda.runtime.Region;
import dev.fathom.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** Turns operations on cohorts into a list of kernel launches and products; kernels/*.cu say what each kernel does. */
final class CudaRecorder implements Operations {
    private final CudaContext context;
    private final Kernels kernels;
    private final Products products;
    private final CudaArena memory;
    private final Region step;
    private final CudaConvolutions convolutions;
    private final CudaSplitting splitting;
    private final CudaMeasuring measuring;
    private final CudaBatches batches;
    private final CudaActivations activations;
    private final List<Runnable> launches = new ArrayList<>();
    private final List<Product> recorded = new ArrayList<>();

    /**
     * @param memory released with the program
     * @param step where the program counts its steps, an int64
     */
    CudaRecorder(CudaContext context, Kernels kernels, Products products, CudaArena memory, Region step) {
        this.context = context;
        this.kernels = kernels;
        this.products = products;
        this.memory = memory;
        this.step = step;
        convolutions = new CudaConvolutions(parts(), memory);
        splitting = new CudaSplitting(this::launch, this::multiply, memory);
        measuring = new CudaMeasuring(this::launch, memory);
        batches = new CudaBatches(this::launch, step);
        activations = new CudaActivations(this::launch, context, memory, measuring);
    }

    private CudaConvolutions.Recorder parts() {
        return new CudaConvolutions.Recorder() {
            @Override
            public void launch(String kernel, Shape shape, Object... arguments) {
                CudaRecorder.this.launch(kernel, shape, arguments);
            }

            @Override
            public void product(float alpha, Tensor a, boolean transposeA, Tensor b, float beta, Tensor c) {
                CudaRecorder.this.product(alpha, a, transposeA, b, false, beta, c);
            }
        };
    }

    /** What must happen before the first {@link #launchAll} while a stream captures. */
    void warm() {
        products.warm(recorded);
    }

    /** Queues everything recorded, and lets the next step begin. */
    void launchAll() {
        launches.forEach(Runnable::run);
        kernels.named("advance").launch(context.stream(), Grids.oneThread(), step.address());
    }

    private void launch(String name, Shape shape, Object... arguments) {
        Kernel kernel = kernels.named(name);
        launches.add(() -> kernel.launch(context.stream(), shape, arguments));
    }

    /** An operand of the shape of x. */
    private static Matrices like(Tensor x, Tensor operand) {
        return Matrices.of(operand, x.trials(), x.rows(), x.columns());
    }

    private static Matrices row(Tensor x, Tensor bias) {
        return Matrices.of(bias, x.trials(), 1, x.columns());
    }

    @Override
    public void product(float alpha, Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c) {
        int inner = transposeA ? a.rows() : a.columns();
        Matrices.of(a, c.trials(), transposeA ? inner : c.rows(), transposeA ? c.rows() : inner);
        Matrices.of(b, c.trials(), transposeB ? c.columns() : inner, transposeB ? inner : c.columns());
        Product product =
                new Product(alpha, CudaTensor.of(a), transposeA, CudaTensor.of(b), transposeB, beta, CudaTensor.of(c));
        if (products.precision() == Precision.THREE_TF32) {
            splitting.product(product);
        } else {
            multiply(product);
        }
    }

    private void multiply(Product product) {
        recorded.add(product);
        launches.add(() -> products.multiply(product));
    }

    @Override
    public void convolve(Window window, float alpha, Tensor x, Tensor weights, float beta, Tensor z) {
        window.require(x, weights, z);
        convolutions.forward(window, alpha, x, weights, beta, z);
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
        convolutions.backward(window, delta, x, weights, alpha, gradient, factor, beta, target);
    }

    @Override
    public void addRow(Tensor x, Tensor bias, float alpha, Tensor out) {
        launch(
                "add_row",
                Grids.tiles(out),
                like(out, x),
                row(out, bias),
                alpha,
                like(out, out),
                out.rows(),
                out.columns());
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
        activations.record(functions, row(z, bias), z, normalization, a, preactivation, activation);
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
        Matrices factor = like(delta, slope);
        if (normalization != null) {
            new CudaNormalizing(this::launch, memory, normalization, delta).backward(delta, factor);
            factor = Matrices.ABSENT;
        }
        long sums = measuring.sums(delta, gradient);
        launch(
                "backpropagate",
                Grids.tiles(delta),
                like(delta, delta),
                factor,
                like(delta, skip),
                alpha,
                beta,
                row(delta, bias),
                delta.rows(),
                delta.columns(),
                sums);
        measuring.combine(delta, sums, gradient);
    }

    @Override
    public void meanOverPositions(Tensor x, Tensor mean) {
        launch(
                "mean_over_positions",
                Grids.rows(mean),
                like(x, x),
                like(mean, mean),
                mean.rows(),
                x.rows() / mean.rows(),
                x.columns());
    }

    @Override
    public void spreadOverPositions(Tensor gradient, Tensor x) {
        launch(
                "spread_over_positions",
                Grids.rows(x),
                like(gradient, gradient),
                like(x, x),
                x.rows(),
                x.rows() / gradient.rows(),
                x.columns());
    }

    @Override
    public void gather(Tensor data, Indices order, Tensor out) {
        batches.gather(data, order, out);
    }

    @Override
    public void crossEntropy(Tensor z, Indices labels, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        long classes = CudaIndices.of(labels).region().address();
        batches.loss("cross_entropy", z, classes, order, rate, delta, curve);
    }

    @Override
    public void squaredError(Tensor z, Tensor targets, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        batches.loss("squared_error", z, like(z, targets), order, rate, delta, curve);
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
        optimizer.accept(new CudaUpdates(
                (name, arguments) -> launch(name, Grids.elements(parameter), arguments),
                like(parameter, parameter),
                like(parameter, gradient),
                like(parameter, first),
                like(parameter, second),
                Matrices.ofRates(rate, parameter.trials()),
                rate.columns(),
                Matrices.ofRates(decay, parameter.trials()),
                decay == null ? 1 : decay.columns(),
                step.address(),
                parameter.size()));
    }

    @Override
    public void rescale(List<Tensor> xs, Tensor norm, float epsilon, boolean onlyDown) {
        int trials = xs.get(0).trials();
        int parts = xs.stream().mapToInt(Grids::stretchCount).sum();
        long sums = memory.take((long) Double.BYTES * parts * trials).address();
        int first = 0;
        for (Tensor x : xs) {
            launch("squares", Grids.stretches(x), like(x, x), x.size(), sums, first, parts);
            first += Grids.stretchCount(x);
        }
        Matrices to = Matrices.of(norm, trials, 1, 1);
        for (Tensor x : xs) {
            launch("rescale", Grids.stretches(x), like(x, x), x.size(), sums, parts, to, epsilon, onlyDown ? 1 : 0);
        }
    }

    @Override
    public void measure(Tensor x, Slot slot) {
        measuring.measure(x, Matrices.ABSENT, slot);
    }

    @Override
    public void attend(Heads heads, Projections in, Tensor weights, Tensor out) {
        new CudaAttention(this::launch, heads, out).forward(in, weights, out);
    }

    @Override
    public void attendBackward(Heads heads, Projections in, Tensor weights, Tensor delta, Projections gradients) {
        new CudaAttention(this::launch, heads, delta).backward(in, weights, delta, gradients);
    }

    @Override
    public void entropy(Tensor weights, Tensor out) {
        new CudaTokens(this::launch, memory).entropy(weights, out);
    }

    @Override
    public void cosine(int positions, Tensor z, Tensor out) {
        new CudaTokens(this::launch, memory).cosine(positions, z, out);
    }
}
