package dev.fathom.device.cpu.swarm;

import dev.fathom.activation.Activation;
import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;

/** In float64. */
record Reals64(BLAS blas) implements Reals<double[]> {
    private static final int LANES = 8;

    @Override
    public int bytes() {
        return Double.BYTES;
    }

    @Override
    public double[] array(int length) {
        return new double[length];
    }

    @Override
    public double get(double[] x, int at) {
        return x[at];
    }

    @Override
    public void put(float[] values, double[] x, int at) {
        for (int i = 0; i < values.length; i++) {
            x[at + i] = values[i];
        }
    }

    @Override
    public void set(double[] x, int at, double value) {
        x[at] = value;
    }

    @Override
    public void copy(double[] from, int at, double[] to, int into, int n) {
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
            double[] a,
            int atA,
            int rowA,
            double[] b,
            int atB,
            int rowB,
            double beta,
            double[] c,
            int atC,
            int rowC) {
        blas.dgemm(
                transposeB ? "T" : "N",
                transposeA ? "T" : "N",
                n,
                m,
                k,
                alpha,
                b,
                atB,
                rowB,
                a,
                atA,
                rowA,
                beta,
                c,
                atC,
                rowC);
    }

    @Override
    public void activate(Activation activation, double[] z, double[] a, int n) {
        activation.apply(z, a, n);
    }

    @Override
    public void multiply(double[] x, double[] factor, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= factor[i];
        }
    }

    @Override
    public void scale(double[] x, int at, int n, double factor) {
        for (int i = at; i < at + n; i++) {
            x[i] *= factor;
        }
    }

    @Override
    public void fillRows(double[] values, double[] x, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            Arrays.fill(x, i * columns, (i + 1) * columns, values[i]);
        }
    }

    @Override
    public void addScaled(double alpha, double[] x, int from, double[] y, int to, int n) {
        double factor = alpha;
        for (int i = 0; i < n; i++) {
            y[to + i] += factor * x[from + i];
        }
    }

    @Override
    public double squaredError(double[] z, int at, double[] targets, double scale, double[] delta, int n) {
        double factor = scale;
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
    public double squares(double[] x, int at, int n) {
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
            a += x[i] * x[i];
            b += x[i + 1] * x[i + 1];
            c += x[i + 2] * x[i + 2];
            d += x[i + 3] * x[i + 3];
            e += x[i + 4] * x[i + 4];
            f += x[i + 5] * x[i + 5];
            g += x[i + 6] * x[i + 6];
            h += x[i + 7] * x[i + 7];
        }
        for (; i < end; i++) {
            a += x[i] * x[i];
        }
        return (a + b) + (c + d) + ((e + f) + (g + h));
    }

    @Override
    public double rounded(double loss) {
        return loss;
    }
}
