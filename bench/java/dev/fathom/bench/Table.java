package dev.fathom.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Outcomes as text (ratios first) and as JSON. */
final class Table {
    private static final String ROW = "%-18s %5s  %-22s %-12s %-22s %-22s %s";

    private Table() {}

    static String header() {
        return "Medians of interleaved rounds (least to greatest): how many times as fast Fathom trains as PyTorch at its\n"
                + "best number of threads, and as two processes of PyTorch; Fathom's step over its products alone; training\n"
                + "measured every 10 steps over training unmeasured.\n"
                + line("cohort", "steps", "x pytorch", "at", "x 2 processes", "step / products", "measured / bare");
    }

    static String row(Outcome outcome) {
        Setting threads = outcome.bestPeer(1);
        Setting processes = outcome.bestPeer(2);
        return line(
                outcome.what(),
                outcome.what().steps(),
                threads == null ? "-" : outcome.over(threads),
                threads == null ? "-" : threads.name().replace("pytorch ", ""),
                processes == null ? "-" : outcome.over(processes),
                ratio(outcome, Setting.FATHOM, Setting.PRODUCTS),
                ratio(outcome, Setting.MEASURED, Setting.FATHOM));
    }

    private static Object ratio(Outcome outcome, Setting slower, Setting faster) {
        double[] numerators = outcome.seconds().get(slower);
        double[] denominators = outcome.seconds().get(faster);
        return numerators == null || denominators == null ? "-" : Spread.ofRatios(numerators, denominators);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    static String rates(Outcome outcome) {
        StringJoiner rates = new StringJoiner(", ");
        for (Setting setting : outcome.seconds().keySet()) {
            rates.add(String.format(Locale.ROOT, "%s %.1f", setting.name(), outcome.rate(setting)));
        }
        return outcome.what() + ", trained steps x trials per second: " + rates;
    }

    static String json(List<Outcome> outcomes) {
        StringJoiner cases = new StringJoiner(",\n  ", "{\"cases\": [\n  ", "\n]}\n");
        for (Outcome outcome : outcomes) {
            Case what = outcome.what();
            StringJoiner settings = new StringJoiner(", ");
            for (Map.Entry<Setting, double[]> entry : outcome.seconds().entrySet()) {
                StringJoiner seconds = new StringJoiner(", ", "[", "]");
                for (double value : entry.getValue()) {
                    seconds.add(String.format(Locale.ROOT, "%.6f", value));
                }
                settings.add("\"" + entry.getKey().name() + "\": " + seconds);
            }
            Setting peer = outcome.bestPeer(1);
            cases.add(String.format(
                    Locale.ROOT,
                    "{\"activation\": \"%s\", \"depth\": %d, \"width\": %d, \"trials\": %d, \"steps\": %d,"
                            + " \"speedup\": %s, \"seconds\": {%s}}",
                    what.activation(),
                    what.depth(),
                    what.width(),
                    what.trials(),
                    what.steps(),
                    peer == null
                            ? "null"
                            : String.format(
                                    Locale.ROOT, "%.4f", outcome.over(peer).median()),
                    settings));
        }
        return cases.toString();
    }
}
