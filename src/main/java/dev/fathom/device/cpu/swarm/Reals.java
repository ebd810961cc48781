package dev.fathom.device.cpu.swarm;

import dev.fathom.activation.Activation;

/**
 * Arithmetic on arrays in one precision, each concern a plain loop or a product of the library.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
interface Reals<T> {
    int bytes();

    T array(int length);

    double get(T x, int at);

    /** Writes float32 numbers. */
    void put(float[] values, T x, int at);

    void set(T x, int at, double value);

    void copy(T from, int at, T to, int into, int n);

    /** Row-major C = alpha op(A) op(B) + beta C of shape (m, n) over k terms, each matrix from an offset and of a row length. */
    void product(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            T a,
            int atA,
            int rowA,
            T b,
            int atB,
            int rowB,
            double beta,
            T c,
            int atC,
            int rowC);

    /** a = φ(z), and in place of z the slopes. */
    void activate(Activation activation, T z, T a, int n);

    void multiply(T x, T factor, int n);

    void scale(T x, int at, int n, double factor);

    /** Fills row i of x, of so many columns, with value i. */
    void fillRows(T values, T x, int rows, int columns);

    /** y[to + i] += alpha x[from + i] */
    void addScaled(double alpha, T x, int from, T y, int to, int n);

    /** delta = scale (z - target), all from offsets but the targets. @return the sum of the squared errors */
    double squaredError(T z, int at, T targets, double scale, T delta, int n);

    /** Sum of squares: not finite where an element is not. */
    double squares(T x, int at, int n);

    /** A loss as this precision keeps it. */
    double rounded(double loss);
}
