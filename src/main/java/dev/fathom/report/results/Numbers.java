package dev.fathom.report.results;

import dev.fathom.study.Field;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as a report shows them. */
public final class Numbers {
    private static final MathContext FOUR_DIGITS = new MathContext(4);
    private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d{4,}(?:[eE][-+]?\\d+)?");

    private Numbers() {}

    /** Four significant digits, no trailing zeros; only for finite numbers. */
    public static BigDecimal round(double value) {
        return value == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(value).round(FOUR_DIGITS).stripTrailingZeros();
    }

    /** For people: {@code 0.001}, {@code 12.35}, {@code 1e-7}. */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e7)) {
            return String.format(Locale.ROOT, "%.3e", value)
                    .replaceFirst("\\.?0*e", "e")
                    .replaceFirst("e([-+])0", "e$1")
                    .replace("e+", "e");
        }
        return round(value).toPlainString();
    }

    /** Numbers rounded, words as they are. */
    public static String text(Object value) {
        return value instanceof Double number ? text(number.doubleValue()) : shorten(value.toString());
    }

    /** A word as it is, a number behind its key: {@code residual}, {@code warmup 50}. */
    public static String named(Field<?> field, Object value) {
        return value instanceof String word ? shorten(word) : field.key().replace('_', ' ') + " " + text(value);
    }

    /** {@code 97.1 %}. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** A number and its noun: {@code 1 trial}, {@code 2,000 trials}. */
    public static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** A spec with its long decimals shortened: {@code orthogonal(gain=√2)}. */
    public static String shorten(String spec) {
        Matcher matcher = DECIMAL.matcher(spec);
        return matcher.replaceAll(found -> shorten(Double.parseDouble(found.group())));
    }

    private static String shorten(double value) {
        return Math.abs(value - Math.sqrt(2)) < 1e-5 ? "√2" : text(value);
    }

    /** The middle value, the mean of the two where their number is even. NaN counts as the greatest; NaN for none. */
    public static double median(double[] values) {
        int n = values.length;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return n == 0 ? Double.NaN : n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
