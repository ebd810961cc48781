package dev.fathom.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Outcomes as text (ratios first) and as JSON. */
final class Table {
    private static final Map<String, String> TITLES = Map.of(
            "pytorch", "x pytorch",
            "pytorch_mkl", "x pytorch, on MKL",
            "pytorch_processes", "x 2 processes",
            "vmap", "x its vmap",
            "jax", "x jax",
            "jax_processes", "x 2 processes of jax",
            "dl4j", "x dl4j",
            "products", "step / products",
            "measured", "measured / bare");

    private Table() {}

    static String header(Outcome first) {
        StringBuilder line = start("cohort", "steps");
        first.ratios().keySet().forEach(name -> line.append(cell(TITLES.get(name))));
        return """
                Medians of interleaved rounds (least to greatest), and whether they lie above or below their target: how many
                times as fast Fathom trains as PyTorch at its best number of threads, with OpenBLAS and with MKL; as two
                processes of PyTorch; as torch.func.vmap and as JAX at their best number of networks at once; as two processes
                of JAX; as DL4J at its best number of threads; then, which should lie below, Fathom's step over its products
                alone, and training measured every 10 steps over training unmeasured. What did not run has no column.
                """ + line.toString().stripTrailing();
    }

    static String row(Outcome outcome) {
        StringBuilder line =
                start(outcome.what().toString(), Integer.toString(outcome.what().steps()));
        outcome.ratios()
                .forEach((name, ratio) -> line.append(cell(ratio + beside(ratio.median(), outcome.target(name)))));
        return line.toString().stripTrailing();
    }

    private static StringBuilder start(String cohort, String steps) {
        return new StringBuilder(String.format(Locale.ROOT, "%-17s %5s  ", cohort, steps));
    }

    private static String cell(String text) {
        return String.format(Locale.ROOT, "%-26s ", text);
    }

    private static String beside(double median, Double target) {
        return target == null ? "" : (median >= target ? " > " : " < ") + target;
    }

    static String rates(Outcome outcome) {
        StringJoiner rates = new StringJoiner(", ");
        for (Setting setting : outcome.seconds().keySet()) {
            rates.add(String.format(Locale.ROOT, "%s: %.1f", setting.name(), outcome.rate(setting)));
        }
        return outcome.what() + ", trained steps x trials per second: " + rates;
    }

    static String json(Map<String, String> machine, List<Outcome> outcomes) {
        StringJoiner facts = new StringJoiner(", ", "{\"machine\": {", "},\n");
        machine.forEach((name, value) -> facts.add("\"" + name + "\": \"" + value + "\""));
        StringJoiner cases = new StringJoiner(",\n  ", " \"cases\": [\n  ", "\n]}\n");
        outcomes.forEach(outcome -> cases.add(json(outcome)));
        return facts.toString() + cases;
    }

    private static String json(Outcome outcome) {
        StringJoiner ratios = new StringJoiner(", ");
        outcome.ratios()
                .forEach((name, spread) -> ratios.add(String.format(
                        Locale.ROOT,
                        "\"%s\": {\"median\": %.4f, \"target\": %s}",
                        name,
                        spread.median(),
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
