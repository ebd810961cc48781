package dev.fathom.device.cpu;

import dev.fathom.net.Activation;
import dev.fathom.net.Activations;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Every loop of the CPU device by itself, on matrices of 128 rows: microseconds of processor time, which a busy machine
 * disturbs less than the clock on the wall. Rounds are interleaved; the median counts.
 */
public final class Kernels {
    private static final int ROWS = 128;
    private static final int ROUNDS = 15;
    private static final double ROUND_NANOS = 4e6;

    private final int width;
    private final float[] x;
    private final float[] y;
    private final float[] out;
    private final float[] row;
    private final float[] weights;
    private final double[] statistics = new double[8];
    private final Measurement.Columns columns;
    private final Blas blas = Blas.load();
    private final SplittableRandom random = new SplittableRandom(3);

    private Kernels(int width) {
        this.width = width;
        columns = Measurement.Columns.allocate(width);
        x = normals(ROWS * width, 1);
        y = normals(ROWS * width, 1);
        out = new float[ROWS * width];
        row = normals(width, 1);
        weights = normals(width * width, 1 / Math.sqrt(width));
    }

    public static void main(String[] args) {
        System.out.println(Blas.load().description());
        int[] widths = args.length == 0
                ? new int[] {64, 128, 256, 512, 1024}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        for (int width : widths) {
            new Kernels(width).print();
        }
    }

    private float[] normals(int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    private Map<String, Runnable> kernels() {
        Map<String, Runnable> kernels = new LinkedHashMap<>();
        int n = ROWS * width;
        float[] slope = new float[n];
        Arrays.fill(slope, 0.99999f);
        kernels.put("product forward", () -> product(x, ROWS, false, weights, width, false, out, ROWS, 0));
        kernels.put("product backward", () -> product(x, ROWS, false, weights, width, true, out, ROWS, 0));
        kernels.put("product weights", () -> product(x, ROWS, true, y, ROWS, false, weights, width, 1));
        kernels.put("copy", () -> System.arraycopy(x, 0, out, 0, n));
        kernels.put("repeat row", () -> Loops.repeatRow(row, out, width, new Blas.Block(0, ROWS, 0, width)));
        kernels.put("multiply", () -> Loops.multiply(y, slope, n));
        float[] ones = new float[ROWS];
        Arrays.fill(ones, 1);
        kernels.put("column sums", () -> blas.columnSums(1e-9f, new Blas.Matrix(x, ROWS, width), ones, 1, row));
        kernels.put("moments", () -> Measurement.moments(blas, x, ROWS, width, columns, statistics, 0));
        kernels.put(
                "moments of weights", () -> Measurement.moments(blas, weights, width, width, columns, statistics, 0));
        kernels.put("saturated", () -> Measurement.saturated(x, 4, -0.98f, 0.98f, n));
        kernels.put("dead", () -> Measurement.dead(x, ROWS, width));
        float[] z = new float[n];
        for (Activation activation : Activations.all()) {
            kernels.put(activation.name() + " (with a copy)", () -> {
                System.arraycopy(x, 0, z, 0, n);
                activation.apply(z, out, n);
            });
        }
        return kernels;
    }

    private void product(
            float[] a, int rowsA, boolean ta, float[] b, int rowsB, boolean tb, float[] c, int rowsC, float beta) {
        blas.product(
                ta ? 1e-9f : 1,
                new Blas.Matrix(a, rowsA, width),
                ta,
                new Blas.Matrix(b, rowsB, width),
                tb,
                beta,
                new Blas.Matrix(c, rowsC, width),
                new Blas.Block(0, rowsC, 0, width));
    }

    private void print() {
        Map<String, Runnable> kernels = kernels();
        Map<String, List<Double>> times = new LinkedHashMap<>();
        Map<String, Integer> repeats = new LinkedHashMap<>();
        for (var kernel : kernels.entrySet()) {
            time(kernel.getValue(), 20_000_000 / (ROWS * width));
            double nanos = time(kernel.getValue(), 200);
            repeats.put(kernel.getKey(), (int) Math.max(1, ROUND_NANOS / nanos));
            times.put(kernel.getKey(), new ArrayList<>());
        }
        for (int round = 0; round < ROUNDS; round++) {
            kernels.forEach((name, kernel) -> times.get(name).add(time(kernel, repeats.get(name))));
        }
        System.out.printf(Locale.ROOT, "%n%d x %d: microseconds (least to greatest), ns an element%n", ROWS, width);
        times.forEach((name, nanos) -> {
            double[] sorted = nanos.stream().mapToDouble(v -> v / 1e3).sorted().toArray();
            double median = sorted[ROUNDS / 2];
            System.out.printf(
                    Locale.ROOT,
                    "%-26s %9.2f (%.2f to %.2f) %8.3f%n",
                    name,
                    median,
                    sorted[0],
                    sorted[ROUNDS - 1],
                    1e3 * median / (ROWS * width));
        });
    }

    /** Nanoseconds of this thread's processor time for one run. */
    private static double time(Runnable kernel, int repeats) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < repeats; i++) {
            kernel.run();
        }
        return (double) (threads.getCurrentThreadCpuTime() - start) / repeats;
    }
}
