package dev.fathom.transfer;

import java.util.Arrays;

/** Least squares in one variable. */
final class Parabola {
    private Parabola() {}

    /** Where the parabola through the points is least, within their range; the least point where it opens downwards. */
    static double vertex(double[] x, double[] y) {
        double centre = Arrays.stream(x).average().orElseThrow();
        double[][] sums = new double[3][4];
        for (int i = 0; i < x.length; i++) {
            double u = x[i] - centre;
            double[] powers = {1, u, u * u};
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    sums[row][column] += powers[row] * powers[column];
                }
                sums[row][3] += powers[row] * y[i];
            }
        }
        double[] c = solve(sums);
        double least = x[0];
        double most = x[x.length - 1];
        if (!(c[2] > 0)) {
            return x[indexOfLeast(y)];
        }
        return Math.max(least, Math.min(most, centre - c[1] / (2 * c[2])));
    }

    static int indexOfLeast(double[] y) {
        int best = 0;
        for (int i = 1; i < y.length; i++) {
            best = y[i] < y[best] ? i : best;
        }
        return best;
    }

    /** Gauss and Jordan; the sums of distinct points are never singular. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int pivot = 0; pivot < n; pivot++) {
            for (int row = 0; row < n; row++) {
                double factor = row == pivot ? 0 : a[row][pivot] / a[pivot][pivot];
                for (int column = pivot; column <= n; column++) {
                    a[row][column] -= factor * a[pivot][column];
                }
            }
        }
        double[] solution = new double[n];
        for (int row = 0; row < n; row++) {
            solution[row] = a[row][n] / a[row][row];
        }
        return solution;
    }

    /** Slope of the line through the points. */
    static double slope(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double both = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            both += (x[i] - meanX) * (y[i] - meanY);
            square += (x[i] - meanX) * (x[i] - meanX);
        }
        return both / square;
    }
}
