package dev.fathom.lint;

import dev.fathom.init.Distribution.Independent;

/** The Kolmogorov-Smirnov test of a sample against a law, for numbers that may have been rounded. */
final class Kolmogorov {
    /** Bits of a fraction that rounds too finely to be seen. */
    private static final int FLOAT = 23;

    private Kolmogorov() {}

    /**
     * Probability that a sample of the law lies so far off or farther.
     *
     * @param sorted the sample
     * @param bits of the fraction that the stored numbers keep: a number stands for all that round to it
     */
    static double pValue(float[] sorted, int bits, Independent law) {
        int n = sorted.length;
        double distance = 0;
        for (int i = 0; i < n; ) {
            int end = i;
            while (end < n && sorted[end] == sorted[i]) {
                end++;
            }
            double half = Math.scalb(0.5, Math.max(-126, Math.getExponent(sorted[i])) - bits);
            boolean fine = bits >= FLOAT;
            double upper = law.cdf(fine ? sorted[i] : sorted[i] + half);
            double lower = fine ? upper : law.cdf(sorted[i] - half);
            distance =
                    Math.max(distance, Math.max(Math.abs((double) end / n - upper), Math.abs((double) i / n - lower)));
            i = end;
        }
        double root = Math.sqrt(n);
        return survival((root + 0.12 + 0.11 / root) * distance); // Stephens 1970
    }

    private static double survival(double x) {
        if (x < 0.3) {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            double term = Math.exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-300) {
                break;
            }
        }
        return Math.max(0, Math.min(1, 2 * sum));
    }
}
