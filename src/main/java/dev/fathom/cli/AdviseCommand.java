package dev.fathom.cli;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.advise.Advice;
import dev.fathom.advise.Adviser;
import dev.fathom.advise.Candidate;
import dev.fathom.advise.Code;
import dev.fathom.advise.CodedNetwork;
import dev.fathom.advise.Question;
import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.ShortTrainingOptions;
import dev.fathom.cli.options.TrialOptions;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.engine.Samples;
import dev.fathom.formats.WholeFile;
import dev.fathom.init.Scheme;
import dev.fathom.sweep.DatasetCache;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "advise",
        mixinStandardHelpOptions = true,
        modelTransformer = TrialOptions.OfAdvice.class,
        description = "Recommends an initializer: by theory, then by probe, then by short training.",
        footer = {
            "",
            "Candidates are all initializers that every library can draw by itself, and orthogonal and Gaussian "
                    + "weights at the gains that suit the activation at this depth. The score is the share of the "
                    + "chance loss that training removes, and where nothing was trained minus the drift in orders of "
                    + "magnitude: how far the second moments of signals and gradients stray from the first hidden "
                    + "layer to the last; none where theory is silent and no probe was made. All candidates see the "
                    + "same seeds and minibatches; a best rate at the end of --lr is tried against one beyond it, "
                    + "and those of the first three against two in between. What is recommended has trained at least "
                    + "two of three fresh seeds, which had no part in choosing it; the 95 %% interval of its margin "
                    + "rests on them.",
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
            paramLabel = "X",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Learning rates; each candidate is judged by its best (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.01,0.05,0.2")
    private List<Double> rates;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Networks of each candidate (default: ${DEFAULT-VALUE}).",
            defaultValue = "6")
    private int seeds;

    @Option(
            names = "--library",
            paramLabel = "NAME",
            description = "Whose code is shown: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "pytorch")
    private Library library;

    @Option(names = "--code", paramLabel = "DIR", description = "Writes the code of all libraries into this folder.")
    private Path folder;

    @Mixin
    private ShortTrainingOptions training;

    @Spec
    private CommandSpec spec;

    /** Whose code there is. */
    enum Library {
        pytorch("py"),
        keras("py"),
        jax("py"),
        dl4j("java");

        private final String ending;

        Library(String ending) {
            this.ending = ending;
        }
    }

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("--code " + folder + ": no such folder; make it first");
        }
        DatasetCache data = new DatasetCache();
        Samples samples =
                data.of(training.data()).seenBy(training.architecture()).train();
        Question question = new Question(
                Activations.parse(activation),
                training.architecture(),
                depth,
                width,
                samples.extent(),
                training.data(),
                ShortTrainingOptions.positive(rates),
                training.steps(),
                training.batch(),
                seeds,
                TrialOptions.OfAdvice.given(spec));
        try (Device device = devices.open()) {
            Advice advice = new Adviser(device, data, AdviseCommand::told).advise(question);
            Map<String, String> code = advice.recommendation()
                    .filter(best -> !(best.initializer().scheme() instanceof Scheme.UnitVariance)) // no library's call
                    .map(best -> Code.of(new CodedNetwork(
                            best.question(),
                            best.initializer(),
                            best.training().rate(),
                            samples.extent(),
                            samples.answers().outputs(),
                            samples.answers() instanceof Samples.Classes)))
                    .orElse(Map.of());
            print(advice, code);
            write(code);
        }
        return 0;
    }

    private static void told(String progress) {
        Paragraph.of(progress, "  ").forEach(System.err::println);
    }

    private void write(Map<String, String> code) {
        if (folder != null) {
            code.forEach((name, text) -> WholeFile.write(
                    folder.resolve("network-" + name + "." + Library.valueOf(name).ending),
                    out -> out.write(text.getBytes(StandardCharsets.UTF_8))));
        }
    }

    private void print(Advice advice, Map<String, String> code) {
        if (format.get() == Format.json) {
            Json.print(json(advice, code), System.out);
            return;
        }
        Table table = new Table("initializer", "score", "rate", "trained");
        advice.ranking()
                .forEach(candidate -> table.row(
                        candidate.initializer().spec(),
                        score(candidate),
                        candidate
                                .training()
                                .<Object>map(Candidate.Training::rate)
                                .orElse(""),
                        trained(candidate)));
        table.print(format.get(), System.out);
        if (format.get() == Format.text) {
            evidence(advice);
            paragraph(advice.sentence());
            advice.notes().forEach(AdviseCommand::paragraph);
            if (!code.isEmpty()) {
                System.out.println("--- " + library + " (others by --library, all into files by --code)");
                System.out.println(code.get(library.name()));
            }
        }
    }

    private static void paragraph(String text) {
        Paragraph.print(text);
        System.out.println();
    }

    private static String trained(Candidate candidate) {
        return candidate.training().map(Candidate.Training::share).orElse("");
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

    private static Map<String, Object> json(Advice advice, Map<String, String> code) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ranking", advice.ranking().stream().map(AdviseCommand::json).toList());
        json.put("margin", advice.margin().map(AdviseCommand::json).orElse(null));
        json.put("works", advice.works());
        json.put("answer", advice.sentence());
        json.put("recommended", advice.recommendation().map(AdviseCommand::json).orElse(null));
        json.put("notes", advice.notes());
        json.put("code", code);
        return json;
    }

    private static Map<String, Object> json(Advice.Recommendation best) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("initializer", best.initializer().spec());
        json.put("activation", best.question().activation().spec());
        json.put("architecture", best.question().architecture().toString());
        json.put("depth", best.question().depth());
        json.put("rate", best.training().rate());
        json.put("trained", best.training().trained());
        json.put("seeds", best.training().gains().length);
        return json;
    }

    private static Object score(Candidate candidate) {
        return candidate.unknown() ? "" : candidate.score();
    }

    private static Map<String, Object> json(Candidate candidate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", candidate.initializer().spec());
        json.put("score", candidate.unknown() ? null : candidate.score());
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
