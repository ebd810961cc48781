package dev.fathom.init;

/**
 * ZerO (Zhao et al. 2021, algorithm 1): the identity, cut where a layer narrows; where it widens, a corner of the
 * Hadamard matrix of order 2^m times 2^(-(m-1)/2), m = ceil(log2 fan_out), which breaks the symmetry that a padded
 * identity would leave.
 */
final class HadamardMatrix {
    private HadamardMatrix() {}

    private static double element(int i, int j, int fanIn, int fanOut) {
        if (fanIn >= fanOut) {
            return i == j ? 1 : 0;
        }
        int m = 32 - Integer.numberOfLeadingZeros(fanOut - 1);
        double sign = (Integer.bitCount(i & j) & 1) == 0 ? 1 : -1;
        return sign * Math.pow(2, -(m - 1) / 2.0);
    }

    static float[] draw(double gain, int fanIn, int fanOut) {
        float[] w = new float[fanIn * fanOut];
        for (int i = 0; i < fanIn; i++) {
            for (int j = 0; j < fanOut; j++) {
                w[i * fanOut + j] = (float) (gain * element(i, j, fanIn, fanOut));
            }
        }
        return w;
    }

    /** Mean of the given power of the elements. */
    static double moment(double gain, int fanIn, int fanOut, int power) {
        double sum = 0;
        for (int i = 0; i < fanIn; i++) {
            for (int j = 0; j < fanOut; j++) {
                sum += Math.pow(gain * element(i, j, fanIn, fanOut), power);
            }
        }
        return sum / fanIn / fanOut;
    }
}
