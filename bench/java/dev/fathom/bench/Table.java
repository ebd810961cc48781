package dev.fathom.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Outcomes as text (ratios first) and as JSON. */
final class Table {
    private static final String ROW = "%-17s %5s  %-26s %-26s %-20s %-26s %-26s %s";

    private Table() {}

    static String header() {
        return """
                Medians of interleaved rounds (least to greatest), and whether they lie above or below their target:
                how many times as fast Fathom trains as PyTorch at its best number of threads, with OpenBLAS and with MKL;
                as two processes of PyTorch; as DL4J at its best number of threads; then, which should lie below, Fathom's
                step over its products alone, and training measured every 10 steps over training unmeasured.
                """
                + line(
                        "cohort",
                        "steps",
                        "x pytorch",
                        "x pytorch, on MKL",
                        "x 2 processes",
                        "x dl4j",
                        "step / products",
                        "measured / bare");
    }

    static String row(Outcome outcome) {
        Map<String, Spread> ratios = outcome.ratios();
        Object[] cells = new Object[2 + ratios.size()];
        cells[0] = outcome.what();
        cells[1] = outcome.what().steps();
        int i = 2;
        for (Map.Entry<String, Spread> ratio : ratios.entrySet()) {
            cells[i++] = ratio.getValue() == null
                    ? "-"
                    : ratio.getValue() + beside(ratio.getValue().median(), outcome.target(ratio.getKey()));
        }
        return line(cells);
    }

    private static String beside(double median, Double target) {
        return target == null ? "" : (median >= target ? " > " : " < ") + target;
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    static String rates(Outcome outcome) {
        StringJoiner rates = new StringJoiner(", ");
        for (Setting setting : outcome.seconds().keySet()) {
            rates.add(String.format(Locale.ROOT, "%s: %.1f", setting.name(), outcome.rate(setting)));
        }
        return outcome.what() + ", trained steps x trials per second: " + rates;
    }

    static String json(List<Outcome> outcomes) {
        StringJoiner cases = new StringJoiner(",\n  ", "{\"cases\": [\n  ", "\n]}\n");
        outcomes.forEach(outcome -> cases.add(json(outcome)));
        return cases.toString();
    }

    private static String json(Outcome outcome) {
        StringJoiner ratios = new StringJoiner(", ");
        outcome.ratios()
                .forEach((name, spread) -> ratios.add(String.format(
                        Locale.ROOT,
                        "\"%s\": {\"median\": %s, \"target\": %s}",
                        name,
                        spread == null ? "null" : String.format(Locale.ROOT, "%.4f", spread.median()),
                        outcome.target(name))));
        StringJoiner settings = new StringJoiner(", ");
        outcome.seconds().forEach((setting, rounds) -> {
            StringJoiner seconds = new StringJoiner(", ", "[", "]");
            for (double value : rounds) {
                seconds.add(String.format(Locale.ROOT, "%.6f", value));
            }
            settings.add("\"" + setting.name() + "\": " + seconds);
        });
        Case what = outcome.what();
        return String.format(
                Locale.ROOT,
                "{\"activation\": \"%s\", \"depth\": %d, \"width\": %d, \"trials\": %d, \"steps\": %d,"
                        + " \"ratios\": {%s}, \"seconds\": {%s}}",
                what.activation(),
                what.depth(),
                what.width(),
                what.trials(),
                what.steps(),
                ratios,
                settings);
    }
}
