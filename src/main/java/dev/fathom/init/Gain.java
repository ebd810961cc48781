package dev.fathom.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
            case "conv1d":
            case "conv2d":
            case "conv3d":
            case "conv_transpose1d":
            case "conv_transpose2d":
            case "conv_transpose3d":
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
                        + "'; it knows linear, conv1d and the like, sigmoid, tanh, relu, leaky_relu, selu");
        }
    }

    /** Arguments of calculate_gain, whose slope of leaky_relu is 0.01 where none is given. */
    static Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("nonlinearity", null);
        parameters.put("param", "0.01");
        return parameters;
    }

    static Initializer.Rule scaling(Arguments a, String distribution) {
        return Variance.scaling(squared(a.word("nonlinearity"), a.number("a")), mode(a), distribution);
    }

    /** The fan that PyTorch's kaiming laws divide by: it has no average. */
    static String mode(Arguments a) {
        Variance.require("mode", a.word("mode"), List.of("fan_in", "fan_out"));
        return a.word("mode");
    }
}
