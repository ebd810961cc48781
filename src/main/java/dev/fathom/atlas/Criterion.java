package dev.fathom.atlas;

import dev.fathom.confidence.Interval;
import java.math.BigDecimal;
import java.math.MathContext;

/** What a claim says of one figure. */
public sealed interface Criterion {
    /** Whether a value satisfies it. */
    boolean admits(double value);

    record AtMost(double limit) implements Criterion {
        @Override
        public boolean admits(double value) {
            return value <= limit;
        }

        @Override
        public String toString() {
            return "at most " + plain(limit);
        }
    }

    record AtLeast(double limit) implements Criterion {
        @Override
        public boolean admits(double value) {
            return value >= limit;
        }

        @Override
        public String toString() {
            return "at least " + plain(limit);
        }
    }

    record Between(double low, double high) implements Criterion {
        @Override
        public boolean admits(double value) {
            return value >= low && value <= high;
        }

        @Override
        public String toString() {
            return plain(low) + " to " + plain(high);
        }
    }

    private static String plain(double value) {
        return new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** How a measurement stands to a criterion. */
    enum Judgement {
        MET,
        /** The whole interval lies outside. */
        BROKEN,
        /** The interval reaches over a limit, or nothing finite was measured. */
        OPEN
    }

    /** Decides by the whole confidence interval, not by its middle. */
    default Judgement judge(Interval measured) {
        if (Double.isNaN(measured.low()) || Double.isNaN(measured.high())) {
            return Judgement.OPEN;
        }
        if (admits(measured.low()) && admits(measured.high())) {
            return Judgement.MET;
        }
        boolean reachesIn = admits(measured.low())
                || admits(measured.high())
                || this instanceof Between between
                        && measured.low() < between.low()
                        && measured.high() > between.high();
        return reachesIn ? Judgement.OPEN : Judgement.BROKEN;
    }
}
