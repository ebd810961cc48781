package dev.fathom.map;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers along an axis, with as many digits as tell its ticks apart. */
final class Labels {
    private static final int MOST_DIGITS = 17;

    private Labels() {}

    static String of(Range range, double share) {
        double value = range.at(share);
        double apart = Math.abs(range.at(Math.min(1, share + 0.25)) - range.at(Math.max(0, share - 0.25)));
        double size = Math.max(Math.abs(value), Double.MIN_NORMAL);
        int digits = (int) Math.ceil(Math.log10(size / apart)) + 3;
        return plain(value, Math.max(2, Math.min(MOST_DIGITS, digits)));
    }

    private static String plain(double value, int digits) {
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        double size = Math.abs(rounded.doubleValue());
        return size == 0
                ? "0"
                : size >= 1e-4 && size < 1e6
                        ? rounded.toPlainString()
                        : String.valueOf(rounded.doubleValue())
                                .replace(".0E", "E")
                                .replace('E', 'e');
    }
}
