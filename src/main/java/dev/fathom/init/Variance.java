package dev.fathom.init;

import java.util.List;

/** Laws of a given variance over a fan: what Keras, JAX and PyTorch build most of their initializers from. */
final class Variance {
    /**
     * Standard deviation of a standard normal variable cut at two deviations. Keras and JAX divide by it, so that their
     * truncated laws keep the variance asked for.
     */
    static final double TRUNCATED_DEVIATION = .87962566103423978;

    static final List<String> MODES = List.of("fan_in", "fan_out", "fan_avg", "fan_geo_avg");
    static final List<String> DISTRIBUTIONS = List.of("truncated_normal", "untruncated_normal", "uniform");

    private Variance() {}

    /** scale / fan, in one of three shapes of mean 0. */
    static Initializer.Rule scaling(double scale, String mode, String distribution) {
        require("mode", mode, MODES);
        require("distribution", distribution, DISTRIBUTIONS);
        return (fanIn, fanOut, layer, layers) -> of(distribution, scale / fan(mode, fanIn, fanOut));
    }

    static Distribution of(String distribution, double variance) {
        if (variance == 0) {
            return new Distribution.Constant(0);
        }
        double std = Math.sqrt(variance);
        switch (distribution) {
            case "truncated_normal":
                return Distribution.TruncatedNormal.symmetric(std / TRUNCATED_DEVIATION, 2);
            case "untruncated_normal":
                return new Distribution.Normal(0, std);
            default:
                double limit = Math.sqrt(3 * variance);
                return new Distribution.Uniform(-limit, limit);
        }
    }

    private static double fan(String mode, int fanIn, int fanOut) {
        switch (mode) {
            case "fan_in":
                return fanIn;
            case "fan_out":
                return fanOut;
            case "fan_avg":
                return (fanIn + (double) fanOut) / 2;
            default:
                return Math.sqrt((double) fanIn * fanOut);
        }
    }

    static void require(String what, String word, List<String> known) {
        if (!known.contains(word)) {
            throw new IllegalArgumentException("unknown " + what + " '" + word + "'" + Nearest.hint(word, known));
        }
    }
}
