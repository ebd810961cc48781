package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.init.Distribution;
import java.util.List;

/** A law as printed code has it, held to the initializer's own. */
final class Laws {
    /** Numbers are printed in full; what is left are a few roundings of float64 in another order. */
    private static final double ROUNDING = 1e-13;

    private Laws() {}

    static Distribution of(String kind, List<Double> numbers, int fanIn, int fanOut) {
        switch (kind) {
            case "constant":
                return new Distribution.Constant(numbers.get(0));
            case "normal":
                return new Distribution.Normal(numbers.get(0), numbers.get(1));
            case "uniform":
                return new Distribution.Uniform(numbers.get(0), numbers.get(1));
            case "truncated":
                return new Distribution.TruncatedNormal(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
            case "orthogonal":
                return new Distribution.Orthogonal(numbers.get(0), fanIn, fanOut);
            default:
                throw new IllegalArgumentException("no law is called " + kind);
        }
    }

    /** Of one kind, with the same moments and support: for these kinds of law, the same law. */
    static void requireSame(String what, Distribution printed, Distribution advised) {
        assertThat(printed.getClass()).as(what).isEqualTo(advised.getClass());
        double size = Math.sqrt(advised.variance() + advised.mean() * advised.mean());
        assertThat(printed.mean()).as(what).isCloseTo(advised.mean(), within(ROUNDING * size));
        assertThat(printed.variance()).as(what).isCloseTo(advised.variance(), within(ROUNDING * size * size));
        requireSame(what, printed.support().low(), advised.support().low());
        requireSame(what, printed.support().high(), advised.support().high());
    }

    private static void requireSame(String what, double printed, double advised) {
        if (Double.isInfinite(advised)) {
            assertThat(printed).as(what).isEqualTo(advised);
        } else {
            assertThat(printed).as(what).isCloseTo(advised, within(ROUNDING * Math.abs(advised)));
        }
    }
}
