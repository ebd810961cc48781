package dev.fathom.device;

import java.util.Arrays;

/** Attention and its way back in plain float64 loops, by the definitions. */
public final class AttentionOracle {
    private final Heads heads;
    private final int columns;
    private final double[] query;
    private final double[] key;
    private final double[] value;
    final double[] weights;
    final double[] out;
    double[] byScore;
    double[] byQuery;
    double[] byKey;
    double[] byValue;

    /** @param columns of the projections, which are row-major (B P, d) */
    public AttentionOracle(Heads heads, int columns, double[] query, double[] key, double[] value) {
        this.heads = heads;
        this.columns = columns;
        this.query = query;
        this.key = key;
        this.value = value;
        weights = new double[query.length / columns * heads.count() * heads.positions()];
        out = new double[query.length];
    }

    /** What the positions mix. */
    public double[] forward() {
        Arrays.fill(out, 0);
        double scale = 1 / Math.sqrt((double) columns / heads.count());
        each((row, at, seen, self) -> {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < seen; j++) {
                weights[row + j] = scale * inner(query, at(at, self), key, at(at, j));
                largest = Math.max(largest, weights[row + j]);
            }
            double sum = 0;
            for (int j = 0; j < seen; j++) {
                weights[row + j] = Math.exp(weights[row + j] - largest);
                sum += weights[row + j];
            }
            for (int j = 0; j < seen; j++) {
                weights[row + j] /= sum;
                add(weights[row + j], value, at(at, j), out, at(at, self));
            }
        });
        return out;
    }

    void backward(double[] delta) {
        double scale = 1 / Math.sqrt((double) columns / heads.count());
        byScore = new double[weights.length];
        byQuery = new double[query.length];
        byKey = new double[query.length];
        byValue = new double[query.length];
        each((row, at, seen, self) -> {
            double mean = 0;
            for (int j = 0; j < seen; j++) {
                byScore[row + j] = inner(delta, at(at, self), value, at(at, j));
                mean += weights[row + j] * byScore[row + j];
            }
            for (int j = 0; j < seen; j++) {
                byScore[row + j] = weights[row + j] * (byScore[row + j] - mean);
                add(scale * byScore[row + j], key, at(at, j), byQuery, at(at, self));
                add(scale * byScore[row + j], query, at(at, self), byKey, at(at, j));
                add(weights[row + j], delta, at(at, self), byValue, at(at, j));
            }
        });
    }

    private interface Row {
        /**
         * @param row where its weights start
         * @param at where the head's channels of the sample's first position start
         * @param seen positions that it sees
         * @param self its own position
         */
        void visit(int row, int at, int seen, int self);
    }

    private void each(Row visitor) {
        int positions = heads.positions();
        int row = 0;
        for (int sample = 0; sample < query.length / columns / positions; sample++) {
            for (int head = 0; head < heads.count(); head++) {
                int at = sample * positions * columns + head * (columns / heads.count());
                for (int self = 0; self < positions; self++, row += positions) {
                    visitor.visit(row, at, heads.causal() ? self + 1 : positions, self);
                }
            }
        }
    }

    private int at(int first, int position) {
        return first + position * columns;
    }

    private double inner(double[] x, int a, double[] y, int b) {
        double sum = 0;
        for (int i = 0; i < columns / heads.count(); i++) {
            sum += x[a + i] * y[b + i];
        }
        return sum;
    }

    private void add(double factor, double[] x, int from, double[] y, int to) {
        for (int i = 0; i < columns / heads.count(); i++) {
            y[to + i] += factor * x[from + i];
        }
    }
}
