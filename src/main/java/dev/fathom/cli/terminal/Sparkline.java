package dev.fathom.cli.terminal;

import java.util.Arrays;

/** A row of values as a line of bars. */
public final class Sparkline {
    private static final String BARS = Terminal.shown("▁▂▃▄▅▆▇█", ".:-=+*%@");
    private static final int MOST = 60;

    private Sparkline() {}

    /** From 0 up; {@code !} where a value is not finite. */
    public static String linear(double[] values) {
        double[] drawn = shrink(values);
        double largest = Arrays.stream(drawn).filter(Double::isFinite).max().orElse(0);
        return line(drawn, 0, largest) + "  0 to " + Table.number(largest);
    }

    /** By orders of magnitude; {@code _} for what is 0 or underflowed, {@code !} for what overflowed. */
    public static String logarithmic(double[] values) {
        double[] logs = shrink(Arrays.stream(values).map(Math::log10).toArray());
        double least = Arrays.stream(logs).filter(Double::isFinite).min().orElse(0);
        double greatest = Arrays.stream(logs).filter(Double::isFinite).max().orElse(0);
        String low = Table.number(Math.pow(10, least));
        String high = Table.number(Math.pow(10, greatest));
        String range = low.equals(high) ? low + " throughout" : low + " to " + high + ", logarithmic";
        return line(logs, least, greatest - least < 0.05 ? least + 1 : greatest) + "  " + range;
    }

    private static String line(double[] values, double least, double greatest) {
        StringBuilder line = new StringBuilder();
        for (double value : values) {
            double place = 8 * (value - least) / (greatest - least);
            boolean drawn = Double.isFinite(value) && greatest > least;
            line.append(
                    drawn
                            ? BARS.charAt((int) Math.max(0, Math.min(7, place)))
                            : value == Double.NEGATIVE_INFINITY || value == 0 ? '_' : '!');
        }
        return line.toString();
    }

    /** Means of equal shares, where there are more values than columns. */
    private static double[] shrink(double[] values) {
        int columns = Math.min(MOST, values.length);
        double[] means = new double[columns];
        for (int i = 0; i < columns; i++) {
            int from = (int) ((long) values.length * i / columns);
            int to = (int) ((long) values.length * (i + 1) / columns);
            means[i] = Arrays.stream(values, from, to).average().orElse(Double.NaN);
        }
        return means;
    }
}
