package dev.fathom.device.cpu.swarm;

import dev.fathom.activation.Activation;
import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;

/** In float32. */
record Reals32(BLAS blas) implements Reals<float[]> {
    private static final int LANES = 8;

    @Override
    public int bytes() {
        return Float.BYTES;
    }

    @Override
    public float[] array(int length) {
        return new float[length];
    }

    @Override
    public double get(float[] x, int at) {
        return x[at];
    }

    @Override
    public void put(float[] values, float[] x, int at) {
        for (int i = 0; i < values.length; i++) {
            x[at + i] = values[i];
        }
    }

    @Override
    public void set(float[] x, int at, double value) {
        x[at] = (float) value;
    }

    @Override
    public void copy(float[] from, int at, float[] to, int into, int n) {
        System.arraycopy(from, at, to, into, n);
    }

    @Override
    public void product(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            float[] a,
            int atA,
            int rowA,
            float[] b,
            int atB,
            int rowB,
            double beta,
            float[] c,
            int atC,
            int rowC) {
        blas.sgemm(
                transposeB ? "T" : "N",
                transposeA ? "T" : "N",
                n,
                m,
                k,
                (float) alpha,
                b,
                atB,
                rowB,
                a,
                atA,
                rowA,
                (float) beta,
                c,
                atC,
                rowC);
    }

    @Override
    public void activate(Activation activation, float[] z, float[] a, int n) {
        activation.applyFast(z, a, n);
    }

    @Override
    public void multiply(float[] x, float[] factor, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= factor[i];
        }
    }

    @Override
    public void scale(float[] x, int at, int n, double factor) {
        float single = (float) factor;
        for (int i = at; i < at + n; i++) {
            x[i] *= single;
        }
    }

    @Override
    public void fillRows(float[] values, float[] x, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            Arrays.fill(x, i * columns, (i + 1) * columns, values[i]);
        }
    }

    @Override
    public void addScaled(double alpha, float[] x, int from, float[] y, int to, int n) {
        float factor = (float) alpha;
        for (int i = 0; i < n; i++) {
            y[to + i] += factor * x[from + i];
        }
    }

    @Override
    public double squaredError(float[] z, int at, float[] targets, double scale, float[] delta, int n) {
        float factor = (float) scale;
        for (int i = 0; i < n; i++) {
            delta[at + i] = z[at + i] - targets[i];
        }
        double sum = squares(delta, at, n);
        for (int i = 0; i < n; i++) {
            delta[at + i] *= factor;
        }
        return sum;
    }

    /** In as many partial sums as keep an adder busy. */
    @Override
    public double squares(float[] x, int at, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int i = at;
        int end = at + n;
        for (; i + LANES <= end; i += LANES) {
            a += (double) x[i] * x[i];
            b += (double) x[i + 1] * x[i + 1];
            c += (double) x[i + 2] * x[i + 2];
            d += (double) x[i + 3] * x[i + 3];
            e += (double) x[i + 4] * x[i + 4];
            f += (double) x[i + 5] * x[i + 5];
            g += (double) x[i + 6] * x[i + 6];
            h += (double) x[i + 7] * x[i + 7];
        }
        for (; i < end; i++) {
            a += (double) x[i] * x[i];
        }
        return (a + b) + (c + d) + ((e + f) + (g + h));
    }

    @Override
    public double rounded(double loss) {
        return (float) loss;
    }
}
