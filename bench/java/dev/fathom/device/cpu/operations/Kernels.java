package dev.fathom.device.cpu.operations;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.blas.Loops;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every loop of the CPU device by itself, on matrices of 128 rows, on one thread. Run by JMH's own main: {@code -p
 * width=1024} picks other widths, {@code -prof gc} shows that none allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@org.openjdk.jmh.annotations.Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class Kernels {
    private static final int ROWS = 128;

    @Param({"64", "256"})
    int width;

    private final Blas blas = Blas.load();
    private final double[] statistics = new double[8];
    private final float[] ones = new float[ROWS];
    private Measurement.Scratch scratch;
    private int n;
    private float[] x;
    private float[] y;
    private float[] slope;
    private float[] z;
    private float[] out;
    private float[] row;
    private float[] weights;
    private float[] transposed;
    private final float[][] panels = new float[1][];
    private float[] reluSlope;

    /** Activations work in place, so that each run needs its pre-activations anew: {@link #copy} is part of the figure. */
    @State(Scope.Thread)
    public static class Of {
        @Param({"relu", "tanh", "sigmoid", "gelu", "silu", "selu", "elu", "softplus", "softsign", "erf", "sin"})
        String activation;

        private Activation function;

        @Setup
        public void parse() {
            function = Activations.parse(activation);
        }
    }

    @Setup
    public void fill() {
        n = ROWS * width;
        scratch = Measurement.Scratch.allocate(width);
        x = normals(n, 1, 1);
        y = normals(n, 1, 2);
        slope = new float[n];
        Arrays.fill(slope, 0.99999f);
        z = new float[n];
        out = new float[n];
        row = normals(width, 1, 3);
        transposed = new float[width * width];
        weights = normals(width * width, 1 / Math.sqrt(width), 4);
        Arrays.fill(ones, 1);
        reluSlope = new float[n];
        for (int i = 0; i < n; i++) {
            reluSlope[i] = x[i] > 0 ? 1 : 0;
        }
    }

    private static float[] normals(int count, double deviation, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    @Benchmark
    public float[] productForward() {
        return product(1, x, false, weights, false, 0, out);
    }

    @Benchmark
    public float[] productBackward() {
        return product(1, x, false, weights, true, 0, out);
    }

    /** With a learning rate that leaves the weights where they are. */
    @Benchmark
    public float[] productOfWeightGradient() {
        return product(1e-12f, x, true, y, false, 1, weights);
    }

    private float[] product(float alpha, float[] a, boolean ta, float[] b, boolean tb, float beta, float[] c) {
        Product.of(blas, alpha, tensor(a), ta, tensor(b), tb, beta, tensor(c), panels)
                .run(0, 0, 1, 0, 0, 0);
        return c;
    }

    private CpuTensor tensor(float[] values) {
        return CpuTensor.constant(width, 1, values);
    }

    /** With the weights the other way round. */
    @Benchmark
    public float[] transpose() {
        Loops.transpose(weights, 0, width, width, transposed);
        return transposed;
    }

    @Benchmark
    public float[] copy() {
        System.arraycopy(x, 0, out, 0, n);
        return out;
    }

    @Benchmark
    public float[] repeatRow() {
        Loops.repeatRow(row, out, width, new Blas.Block(0, ROWS, 0, width, 0, 0));
        return out;
    }

    @Benchmark
    public float[] multiply() {
        Loops.multiply(y, slope, n);
        return y;
    }

    @Benchmark
    public float[] columnSums() {
        blas.columnSums(1e-12f, new Blas.Matrix(x, ROWS, width), ones, 1, row);
        return row;
    }

    @Benchmark
    public double[] moments() {
        Measurement.moments(blas, x, ROWS, width, scratch, statistics, 0);
        return statistics;
    }

    @Benchmark
    public double[] momentsOfWeights() {
        Measurement.moments(blas, weights, width, width, scratch, statistics, 0);
        return statistics;
    }

    @Benchmark
    public double saturated() {
        return Measurement.saturated(x, 4, -0.98f, 0.98f, n);
    }

    @Benchmark
    public double dead() {
        return Measurement.dead(reluSlope, ROWS, width, scratch);
    }

    @Benchmark
    public float[] activate(Of of) {
        System.arraycopy(x, 0, z, 0, n);
        of.function.apply(z, out, n);
        return out;
    }
}
