package dev.fathom.device;

import dev.fathom.net.Normalize.Norm;
import java.util.Arrays;
import java.util.List;

/** Normalizations and their exact Jacobians in float64: of rows, or for BatchNorm of the rows of the transpose. */
record NormOracle(Norm norm, double[] z, int columns) {
    /** All, and none. */
    static final List<Norm> NORMS = Arrays.asList(null, Norm.LAYER, Norm.RMS, Norm.BATCH);

    /** Room for what a device keeps. */
    static Normalization keep(Norm norm, Bench bench, int trials, int rows, int columns) {
        Tensor deviations = norm == Norm.BATCH ? bench.zeros(trials, 1, columns) : bench.zeros(trials, rows, 1);
        return new Normalization(norm, bench.zeros(trials, rows, columns), deviations);
    }

    double[] normalized() {
        double[][] rows = groups(z);
        for (double[] row : rows) {
            double mean = mean(row);
            double deviation = deviation(row);
            Arrays.setAll(row, j -> (row[j] - mean) / deviation);
        }
        return matrix(rows);
    }

    /** The transposed Jacobian times a gradient. */
    double[] back(double[] delta) {
        double[][] rows = groups(z);
        double[][] gradients = groups(delta);
        double[][] normalized = groups(normalized());
        for (int i = 0; i < rows.length; i++) {
            double[] u = normalized[i];
            double[] d = gradients[i];
            double mean = mean(d);
            double along = 0;
            for (int j = 0; j < d.length; j++) {
                along += d[j] * u[j] / d.length;
            }
            double deviation = deviation(rows[i]);
            double projection = along;
            Arrays.setAll(d, j -> (d[j] - mean - u[j] * projection) / deviation);
        }
        return matrix(gradients);
    }

    double deviation(int group) {
        return deviation(groups(z)[group]);
    }

    /** Over a group. */
    double mean(int group) {
        return mean(groups(z)[group]);
    }

    private double mean(double[] row) {
        return norm == Norm.RMS ? 0 : Arrays.stream(row).average().orElseThrow();
    }

    private double deviation(double[] row) {
        double mean = mean(row);
        double variance =
                Arrays.stream(row).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        return Math.sqrt(variance + Normalization.EPSILON);
    }

    private double[][] groups(double[] matrix) {
        boolean turned = norm == Norm.BATCH;
        int rows = matrix.length / columns;
        double[][] groups = turned ? new double[columns][rows] : new double[rows][columns];
        for (int i = 0; i < matrix.length; i++) {
            groups[turned ? i % columns : i / columns][turned ? i / columns : i % columns] = matrix[i];
        }
        return groups;
    }

    private double[] matrix(double[][] groups) {
        double[] matrix = new double[z.length];
        boolean turned = norm == Norm.BATCH;
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = turned ? groups[i % columns][i / columns] : groups[i / columns][i % columns];
        }
        return matrix;
    }
}
