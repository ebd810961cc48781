package dev.fathom.device;

import dev.fathom.net.Kernel.Padding;

/** One trial's convolution in float64, offset by offset. */
record Spatial(Window window, float[] x, float[] weights, float[] delta, int channels, int units) {
    private interface Pair {
        /** A position, the one that it sees, and through which offset. */
        void visit(int position, int seen, int offset);
    }

    private void pairs(Pair pair) {
        int size = window.kernel().size();
        for (int row = 0; row < x.length / channels; row++) {
            int position = row % window.positions();
            for (int offset = 0; offset < size * size; offset++) {
                int line = position / window.width() + offset / size - size / 2;
                int column = position % window.width() + offset % size - size / 2;
                if (window.kernel().padding() == Padding.CIRCULAR) {
                    line = Math.floorMod(line, window.height());
                    column = Math.floorMod(column, window.width());
                }
                if (line >= 0 && line < window.height() && column >= 0 && column < window.width()) {
                    pair.visit(row, row - position + line * window.width() + column, offset);
                }
            }
        }
    }

    double[] forward() {
        double[] z = new double[delta.length];
        pairs((p, q, o) -> each((k, j) ->
                z[p * units + j] += (double) x[q * channels + k] * weights[(o * channels + k) * units + j]));
        return z;
    }

    double[] back() {
        double[] gradient = new double[x.length];
        pairs((p, q, o) -> each((k, j) ->
                gradient[q * channels + k] += (double) delta[p * units + j] * weights[(o * channels + k) * units + j]));
        return gradient;
    }

    double[] weightGradient() {
        double[] gradient = new double[weights.length];
        pairs((p, q, o) -> each((k, j) ->
                gradient[(o * channels + k) * units + j] += (double) x[q * channels + k] * delta[p * units + j]));
        return gradient;
    }

    private interface Cell {
        void visit(int channel, int unit);
    }

    private void each(Cell cell) {
        for (int k = 0; k < channels; k++) {
            for (int j = 0; j < units; j++) {
                cell.visit(k, j);
            }
        }
    }

    /** factor times x + what lay there, which may be nothing. */
    static double[] mix(double factor, double[] x, float[] laid) {
        double[] mixed = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            mixed[i] = factor * x[i] + (laid == null ? 0 : laid[i]);
        }
        return mixed;
    }
}
