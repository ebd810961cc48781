package dev.fathom.bench;

import java.util.Map;

/** What Fathom is to reach on two cores: how many times as fast as its peers it trains, and what a step may cost. */
final class Target {
    static final double DL4J = 5;

    /** Over JAX's one program, at its best number of networks at once. */
    static final double JAX = 1.2;

    /** A step over its products alone, at width 128 and more. */
    static final double STEP = 1.08;

    /** Training measured every ten steps over training unmeasured. */
    static final double MEASURED = 1.05;

    private static final Map<Integer, Double> OPENBLAS = Map.of(64, 3.7, 128, 2.0, 256, 1.5, 512, 1.1, 1024, 1.1);
    private static final Map<Integer, Double> MKL = Map.of(64, 4.5, 128, 2.8, 256, 2.2, 512, 1.5, 1024, 1.3);

    private Target() {}

    /** Over PyTorch at its best number of threads; null for widths without one. */
    static Double pytorch(Setting fathom, int width) {
        return (fathom.mkl() ? MKL : OPENBLAS).get(width);
    }
}
