package dev.fathom.cli;

import dev.fathom.activation.Activations;
import dev.fathom.advise.Advice;
import dev.fathom.advise.Adviser;
import dev.fathom.advise.Candidate;
import dev.fathom.advise.Code;
import dev.fathom.advise.CodedNetwork;
import dev.fathom.advise.Question;
import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.ShortTrainingOptions;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.engine.Samples;
import dev.fathom.sweep.DatasetCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "advise",
        mixinStandardHelpOptions = true,
        description = "Recommends an initializer: by theory, then by probe, then by short training.",
        footer = {
            "",
            "Candidates are all initializers that every library can draw by itself; those that need data or "
                    + "their own learning rates (lsuv, mup) are not among them. The score is the share of the chance "
                    + "loss that training removes, and where nothing was trained minus the drift in orders of "
                    + "magnitude: how far the second moments of signals and gradients stray from the first hidden "
                    + "layer to the last. All candidates see the same seeds and minibatches. The margin of the winner "
                    + "is measured on fresh seeds, which had no part in choosing it: its 95 %% interval means what it "
                    + "says.",
            "",
            "Handbook: src/site/markdown/advice.md"
        })
final class AdviseCommand implements Callable<Integer> {
    @Option(names = "--activation", required = true, paramLabel = "NAME", description = "Activation.")
    private String activation;

    @Option(names = "--depth", required = true, paramLabel = "N", description = "Hidden layers.")
    private int depth;

    @Option(names = "--width", required = true, paramLabel = "N", description = "Units of each.")
    private int width;

    @Option(
            names = "--lr",
            paramLabel = "X[,X...]",
            split = ",",
            description = "Learning rates; each candidate is judged by its best (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.01,0.05,0.2")
    private List<Double> rates;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Networks of each candidate (default: ${DEFAULT-VALUE}).",
            defaultValue = "6")
    private int seeds;

    @Mixin
    private ShortTrainingOptions training;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        Question question = new Question(
                Activations.parse(activation),
                training.architecture(),
                depth,
                width,
                training.data(),
                ShortTrainingOptions.positive(rates),
                training.steps(),
                training.batch(),
                seeds);
        DatasetCache data = new DatasetCache();
        Samples samples = data.of(training.data()).train();
        try (Device device = devices.open()) {
            Advice advice = new Adviser(device, data, System.err::println).advise(question);
            CodedNetwork model = new CodedNetwork(
                    question,
                    advice.winner().initializer(),
                    samples.width(),
                    samples.answers().outputs(),
                    samples.answers() instanceof Samples.Classes);
            print(advice, Code.of(model));
        }
        return 0;
    }

    private void print(Advice advice, Map<String, String> code) {
        if (format.get() == Format.json) {
            Json.print(json(advice, code), System.out);
            return;
        }
        Table table = new Table("initializer", "score", "trained");
        advice.ranking()
                .forEach(candidate -> table.row(candidate.initializer().spec(), candidate.score(), trained(candidate)));
        table.print(format.get(), System.out);
        if (format.get() == Format.text) {
            evidence(advice);
            advice.warning().ifPresent(warning -> System.out.println(wrap("WARNING: " + warning) + "\n"));
            System.out.println(wrap("Take " + advice.winner().initializer().spec() + ". " + margin(advice)) + "\n");
            code.forEach((library, text) -> System.out.println("--- " + library + "\n" + text));
        }
    }

    private static String trained(Candidate candidate) {
        return candidate
                .training()
                .map(t -> t.trained() + " of " + t.gains().length)
                .orElse("");
    }

    private static void evidence(Advice advice) {
        System.out.println();
        advice.ranking().stream()
                .filter(candidate -> candidate.measured().isPresent())
                .forEach(candidate -> {
                    System.out.println(candidate.initializer().spec());
                    candidate.evidence().forEach(line -> System.out.println("  " + line));
                });
        System.out.println();
    }

    /** Lines of at most 80 columns. */
    private static String wrap(String text) {
        return text.replaceAll("(.{1,80})(?: |$)", "$1\n").stripTrailing();
    }

    private static String margin(Advice advice) {
        return advice.margin()
                .map(margin -> String.format(
                        Locale.ROOT,
                        "On %d fresh seeds it removes %.2f %% more of the chance loss than %s (95 %%: %.2f to %.2f)%s.",
                        margin.seeds(),
                        100 * margin.gain().value(),
                        margin.over(),
                        100 * margin.gain().low(),
                        100 * margin.gain().high(),
                        margin.separable() ? "" : ": the two cannot be told apart"))
                .orElse("");
    }

    private static Map<String, Object> json(Advice advice, Map<String, String> code) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ranking", advice.ranking().stream().map(AdviseCommand::json).toList());
        json.put("margin", advice.margin().map(AdviseCommand::json).orElse(null));
        json.put("warning", advice.warning().orElse(null));
        json.put("code", code);
        return json;
    }

    private static Map<String, Object> json(Candidate candidate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", candidate.initializer().spec());
        json.put("score", candidate.score());
        json.put("evidence", String.join("; ", candidate.evidence()));
        return json;
    }

    private static Map<String, Object> json(Advice.Margin margin) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("to", margin.over());
        json.put("value", margin.gain().value());
        json.put("interval", List.of(margin.gain().low(), margin.gain().high()));
        json.put("seeds", margin.seeds());
        json.put("separable", margin.separable());
        return json;
    }
}
