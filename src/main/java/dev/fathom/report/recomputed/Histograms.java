package dev.fathom.report.recomputed;

import dev.fathom.activation.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * How the pre-activations of some layers of one network are distributed.
 *
 * @param layers ascending
 */
public record Histograms(List<Layer> layers) {
    public static final int BINS = 49;
    static final double WIDTH = 0.25;

    /** Lower end of the first bin; 0 lies in the middle of a bin. */
    static final double LOW = -BINS * WIDTH / 2;

    /**
     * @param layer 1-based
     * @param shares of the elements in each bin; the outer bins hold all beyond, no bin what is not a number
     * @param scaled the same of the elements over their root mean square
     * @param rms root mean square
     * @param saturated share of elements whose activation is within 1 % of a bound
     * @param dead share of units without slope on every sample
     */
    public record Layer(int layer, double[] shares, double[] scaled, double rms, double saturated, double dead) {
        /** @param z row-major (samples, units) */
        public static Layer of(int layer, float[] z, int units, Activation activation) {
            double[] shares = new double[BINS];
            boolean[] alive = new boolean[units];
            double squares = 0;
            double saturated = 0;
            for (int i = 0; i < z.length; i++) {
                squares += (double) z[i] * z[i];
                alive[i % units] |= activation.derivative(z[i]) != 0;
                if (!Float.isNaN(z[i])) {
                    shares[bin(z[i])] += 1.0 / z.length;
                    saturated += nearBound(activation, z[i]) ? 1.0 / z.length : 0;
                }
            }
            int dead = 0;
            for (boolean unit : alive) {
                dead += unit ? 0 : 1;
            }
            double rms = Math.sqrt(squares / z.length);
            double[] scaled = new double[BINS];
            for (float element : z) {
                if (!Double.isNaN(element / rms)) {
                    scaled[bin(element / rms)] += 1.0 / z.length;
                }
            }
            return new Layer(layer, shares, scaled, rms, saturated, (double) dead / units);
        }
    }

    /** Intervals of z, within the bins, where the activation is saturated or has no slope at all. */
    public static List<double[]> flat(Activation activation) {
        List<double[]> zones = new ArrayList<>();
        double start = Double.NaN;
        double step = WIDTH / 50;
        for (int i = 0; i <= BINS * 50; i++) {
            double z = LOW + i * step;
            boolean flat = nearBound(activation, z) || activation.derivative(z) == 0;
            if (flat && Double.isNaN(start)) {
                start = z;
            }
            if (!Double.isNaN(start) && (!flat || i == BINS * 50)) {
                zones.add(new double[] {start, flat ? z : z - step});
                start = Double.NaN;
            }
        }
        return zones;
    }

    private static boolean nearBound(Activation activation, double z) {
        double a = activation.value(z);
        return a <= activation.saturation().low()
                || a >= activation.saturation().high();
    }

    private static int bin(double z) {
        return (int) Math.max(0, Math.min(BINS - 1, Math.floor((z - LOW) / WIDTH)));
    }
}
