package dev.fathom.device.cpu.operations;

/** Means over the positions of each sample, row by row so that HotSpot turns the inner loops into vector code. */
public final class Positions {
    private Positions() {}

    /** @param positions of all samples together */
    public static void mean(float[] x, float[] mean, int samples, int columns, int positions) {
        int each = positions / samples;
        float share = 1f / each;
        for (int sample = 0; sample < samples; sample++) {
            int to = sample * columns;
            int from = to * each;
            System.arraycopy(x, from, mean, to, columns);
            for (int position = 1; position < each; position++) {
                from += columns;
                for (int j = 0; j < columns; j++) {
                    mean[to + j] += x[from + j];
                }
            }
            for (int j = 0; j < columns; j++) {
                mean[to + j] *= share;
            }
        }
    }

    /** @param positions of all samples together */
    public static void spread(float[] gradient, float[] x, int samples, int columns, int positions) {
        int each = positions / samples;
        float share = 1f / each;
        for (int sample = 0; sample < samples; sample++) {
            int from = sample * columns;
            int first = from * each;
            for (int j = 0; j < columns; j++) {
                x[first + j] = share * gradient[from + j];
            }
            for (int position = 1; position < each; position++) {
                System.arraycopy(x, first, x, first + position * columns, columns);
            }
        }
    }
}
