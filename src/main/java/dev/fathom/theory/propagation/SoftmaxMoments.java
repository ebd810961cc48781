package dev.fathom.theory.propagation;

/**
 * Moments of attention weights A_ij = softmax_j(t z_ij) over P positions, where z is standard normal, independent along a
 * row and correlated by r between the same places of two rows i and k.
 *
 * <p>A power of a softmax's denominator is a Laplace integral, under which its terms fall apart into factors: with
 * k_a(y) = exp(a y - e^y) and K_ab(x, x') = E[k_a(x + t z) k_b(x' + t z')],
 *
 * <pre>E Σ_j A_ij A_kj = P ∫∫ K_11 K_00^(P-1) dx dx'</pre>
 *
 * and so on. All integrands are analytic and fall off on both sides, so that the trapezoidal rule converges exponentially.
 *
 * @param square E Σ_j A_ij², the inverse of the number of positions that a row looks at
 * @param deficit E Σ_j A_ij² - A_ij A_kj
 * @param slope E Σ_j A_ij² (y_j - Σ_m A_im y_m)² for standard normal y: what the softmax's Jacobian passes back of a row
 * @param slopeOfTwo E Σ_j A_ij A_kj (y_j - Σ_m A_im y_m) (y_j - Σ_m A_km y_m): likewise of two rows
 */
record SoftmaxMoments(double square, double deficit, double slope, double slopeOfTwo) {
    /** The integrands are analytic up to π/2 beside the real axis: the rule errs by some e^(-π²/step). */
    private static final double STEP = 0.25;

    /** Deviations beyond which a normal distribution is left out. */
    private static final double REACH = 8;

    /** Below this t² the deficit comes from its series: sums would cancel. */
    private static final double SMALL = 1e-3;

    /** @param t of the logits, the part that all of a row share left out */
    static SoftmaxMoments of(int positions, double t, double r) {
        if (positions == 1) {
            return new SoftmaxMoments(1, 0, 0, 0);
        }
        if (t == 0) {
            double slope = (1 - 1.0 / positions) / positions;
            return new SoftmaxMoments(1.0 / positions, 0, slope, slope);
        }
        return new Integrals(positions, t, r).moments();
    }

    private static final class Integrals {
        private final int positions;
        private final double t;
        private final double r;
        private final double first; // x of the first row
        private final int count; // of x

        Integrals(int positions, double t, double r) {
            this.positions = positions;
            this.t = t;
            this.r = r;
            first = -Math.log(positions) - t * t - REACH * t - 32; // as far as e^x, the slowest of them, rounds away
            count = (int) Math.ceil((4 + REACH * t - first) / STEP);
        }

        SoftmaxMoments moments() {
            double[][] one = shared(0)[0]; // [power][x]
            double square = 0;
            double cube = 0;
            double fourth = 0;
            for (int i = 0; i < count; i++) {
                double others = Math.pow(one[0][i], positions - 1);
                double fewer = Math.pow(one[0][i], positions - 2);
                square += one[2][i] * others;
                cube += one[3][i] * others / 2;
                fourth += (one[4][i] * others + (positions - 1) * one[2][i] * one[2][i] * fewer) / 6;
            }
            double unit = positions * STEP;
            square *= unit;
            double slope = square - 2 * cube * unit + fourth * unit;
            double[] two = ofTwoRows();
            double product = two[0];
            double deficit = t * t < SMALL ? series(square) : square - product;
            return new SoftmaxMoments(square, deficit, slope, product - 2 * two[1] + two[2]);
        }

        /**
         * By chaos of the logits: the first has E ∂A_j/∂z_m, which the square gives, and the second has t⁴ to leading order.
         */
        private double series(double square) {
            double p = positions;
            double first = t * t * (1 - square) * (1 - square) / (p - 1);
            double second = t * t * t * t / 2 * (p - 1) * (p - 2) / (p * p * p);
            return (1 - r) * (first + (1 + r) * second);
        }

        /** E Σ A A', E Σ A² A', E (Σ A A')². */
        private double[] ofTwoRows() {
            double[] nodes = nodes(t * Math.sqrt(Math.abs(r)));
            double[][][] left = shared(r);
            double[][][] right = r < 0 ? mirrored(left) : left;
            double[] weights = weights(nodes);
            double[] sums = new double[3];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < count; j++) {
                    double none = 0;
                    double both = 0;
                    double squareOfOne = 0;
                    double squares = 0;
                    for (int n = 0; n < weights.length; n++) {
                        double[][] a = left[n];
                        double[][] b = right[n];
                        none += weights[n] * a[0][i] * b[0][j];
                        both += weights[n] * a[1][i] * b[1][j];
                        squareOfOne += weights[n] * a[2][i] * b[1][j];
                        squares += weights[n] * a[2][i] * b[2][j];
                    }
                    double fewer = Math.pow(none, positions - 2);
                    double others = fewer * none;
                    sums[0] += both * others;
                    sums[1] += squareOfOne * others;
                    sums[2] += squares * others + (positions - 1) * both * both * fewer;
                }
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] *= positions * STEP * STEP;
            }
            return sums;
        }

        /**
         * z = √|r| y + √(1-|r|) e, where rows share y but for its sign: E over e of k_a(x + t z), by node of y, power a and
         * row of x. Without r there is one node.
         */
        private double[][][] shared(double correlation) {
            double common = t * Math.sqrt(Math.abs(correlation));
            double own = t * Math.sqrt(1 - Math.abs(correlation));
            double[] nodes = nodes(common);
            double[] inner = nodes(own);
            double[] weights = weights(inner);
            double[][][] table = new double[nodes.length][5][count];
            for (int n = 0; n < nodes.length; n++) {
                for (int i = 0; i < count; i++) {
                    double x = first + i * STEP + common * nodes[n];
                    for (int m = 0; m < inner.length; m++) {
                        double u = Math.exp(x + own * inner[m]);
                        double term = weights[m] * Math.exp(-u);
                        for (int a = 0; a < 5; a++) {
                            table[n][a][i] += term;
                            term *= u;
                        }
                    }
                }
            }
            return table;
        }

        private static double[][][] mirrored(double[][][] table) {
            double[][][] mirrored = new double[table.length][][];
            for (int n = 0; n < table.length; n++) {
                mirrored[n] = table[table.length - 1 - n];
            }
            return mirrored;
        }

        /** Of a standard normal variable that a function of this scale is taken of; one where it has none. */
        private static double[] nodes(double scale) {
            if (scale == 0) {
                return new double[1];
            }
            double step = Math.min(0.6, STEP / scale);
            int half = (int) Math.ceil(REACH / step);
            double[] nodes = new double[2 * half + 1];
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = (i - half) * step;
            }
            return nodes;
        }

        /** Add up to 1. */
        private static double[] weights(double[] nodes) {
            double[] weights = new double[nodes.length];
            double sum = 0;
            for (int i = 0; i < nodes.length; i++) {
                weights[i] = Math.exp(-nodes[i] * nodes[i] / 2);
                sum += weights[i];
            }
            for (int i = 0; i < nodes.length; i++) {
                weights[i] /= sum;
            }
            return weights;
        }
    }
}
