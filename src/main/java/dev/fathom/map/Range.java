package dev.fathom.map;

import dev.fathom.study.Field;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An interval of one hyperparameter that pixels divide evenly, by steps or by factors.
 *
 * @param low, high the edges of the first and the last pixel
 */
public record Range(double low, double high, boolean logarithmic) {
    private static final String NUMBER = "([-+]?[0-9.]+(?:[eE][-+]?\\d+)?)";
    private static final Pattern SPEC = Pattern.compile("\\s*" + NUMBER + "\\.\\." + NUMBER + "(:log|:linear)?\\s*");

    /** Ranges of positive numbers that go over so much are logarithmic where nothing else is said. */
    private static final double WIDE = 10;

    public Range {
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException(
                    "a range goes from a lower to a higher number, got " + Field.text(low) + ".." + Field.text(high));
        }
        if (logarithmic && low <= 0) {
            throw new IllegalArgumentException(
                    "a logarithmic range starts above 0, got " + Field.text(low) + "; write :linear behind it");
        }
    }

    /** {@code LOW..HIGH}, with {@code :log} or {@code :linear} where the choice by the numbers is not wanted. */
    public static Range parse(String text) {
        Matcher spec = SPEC.matcher(text);
        if (!spec.matches()) {
            throw new IllegalArgumentException(
                    "a range is written LOW..HIGH, LOW..HIGH:log or LOW..HIGH:linear, got '" + text + "'");
        }
        double low = Double.parseDouble(spec.group(1));
        double high = Double.parseDouble(spec.group(2));
        boolean logarithmic = spec.group(3) == null
                ? low > 0 && high / low >= WIDE
                : spec.group(3).equals(":log");
        return new Range(low, high, logarithmic);
    }

    /** The value at a share of the way. */
    public double at(double share) {
        return logarithmic
                ? Math.exp((1 - share) * Math.log(low) + share * Math.log(high))
                : (1 - share) * low + share * high;
    }

    /** The middle of a pixel, with the digits that its precision tells apart. */
    double pixel(int index, int pixels, boolean float64) {
        double middle = at((index + 0.5) / pixels);
        return float64
                ? middle
                : new BigDecimal(middle).round(new MathContext(9)).doubleValue();
    }

    /** The part between two values in it. */
    Range between(double from, double to) {
        return new Range(from, to, logarithmic);
    }

    @Override
    public String toString() {
        return Field.text(low) + ".." + Field.text(high) + (logarithmic ? ":log" : ":linear");
    }
}
