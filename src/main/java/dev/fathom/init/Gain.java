package dev.fathom.init;

/** PyTorch's gains, torch.nn.init.calculate_gain. It has none for GELU or SiLU. */
public final class Gain {
    private Gain() {}

    /** @param slope of leaky_relu for negative inputs */
    public static double of(String nonlinearity, double slope) {
        return Math.sqrt(squared(nonlinearity, slope));
    }

    static double squared(String nonlinearity, double slope) {
        switch (nonlinearity) {
            case "linear":
            case "sigmoid":
                return 1;
            case "tanh":
                return 25.0 / 9;
            case "relu":
                return 2;
            case "leaky_relu":
                return 2 / (1 + slope * slope);
            case "selu":
                return 0.5625;
            default:
                throw new IllegalArgumentException("PyTorch has no gain for '" + nonlinearity
                        + "'; it knows linear, sigmoid, tanh, relu, leaky_relu, selu");
        }
    }

    static Initializer.Rule scaling(Arguments a, String distribution) {
        return Variance.scaling(squared(a.word("nonlinearity"), a.number("a")), a.word("mode"), distribution);
    }
}
