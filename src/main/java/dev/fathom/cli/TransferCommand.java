package dev.fathom.cli;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.TrialOptions;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.output.Reproduction;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.optimizer.Parametrization;
import dev.fathom.report.Report;
import dev.fathom.store.Provenance;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.transfer.Axis;
import dev.fathom.transfer.CoordinateCheck.Coordinate;
import dev.fathom.transfer.Optimum;
import dev.fathom.transfer.RateGrid;
import dev.fathom.transfer.Transfer;
import dev.fathom.transfer.TransferPage;
import dev.fathom.transfer.TransferStudy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "transfer",
        mixinStandardHelpOptions = true,
        modelTransformer = TrialOptions.OfTransfer.class,
        description = "Says whether the best learning rate of small networks is that of wide or deep ones.",
        footer = {
            "",
            "For every size it searches the rate of least final loss: one seed over the whole range, all seeds at half "
                    + "octaves about the best. The slope of log2(best rate) a doubling has a bootstrap interval over the "
                    + "seeds; within 0.25 of 0 the rate transfers. The coordinate check measures how far the first steps "
                    + "move each layer, at the best rate of the smallest network.",
            "",
            "Handbook: src/site/markdown/transfer.md"
        })
final class TransferCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--over",
            required = true,
            paramLabel = "SIZES",
            description = "What grows: width=64,128,256,512 or depth=4,8,16.")
    private String over;

    @Option(
            names = "--parametrization",
            paramLabel = "NAME",
            split = FrontierCommand.NAMES,
            splitSynopsisLabel = ",",
            description = "Which to compare (default: ${DEFAULT-VALUE}); see the handbook for all.",
            defaultValue = "standard,mup")
    private List<String> parametrizations;

    @Option(
            names = "--lr",
            paramLabel = "LOW..HIGH",
            description = "Learning rates to search (default: ${DEFAULT-VALUE}).",
            defaultValue = "1e-4..1")
    private String rates;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Networks at each rate near the best (default: ${DEFAULT-VALUE}).",
            defaultValue = "4")
    private int seeds;

    @Option(names = "--report", paramLabel = "FILE.html", description = "Also write an offline page of charts.")
    private Path page;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        Trial network = TrialOptions.OfTransfer.trial(spec);
        TransferStudy study = new TransferStudy(network, Axis.parse(over), RateGrid.parse(rates), seeds);
        List<String> named = parametrizations.stream()
                .map(name -> Parametrization.parse(name).spec())
                .toList();
        if (page != null) {
            Report.check(page);
        }
        Provenance run;
        List<Transfer> answers = new ArrayList<>();
        try (Device device = devices.open()) {
            run = Provenance.of(device);
            DeviceTrainer trainer = new DeviceTrainer(device, List.of(0), new DatasetCache());
            for (String name : named) {
                answers.add(study.of(name, trainer, System.err::println));
            }
        }
        print(study.axis(), answers);
        if (page != null) {
            List<String> typed = spec.commandLine().getParseResult().originalArgs();
            TransferPage.write(
                    page, study, answers, Reproduction.command(typed), Reproduction.environment(List.of(run)));
            System.err.println("page: " + page);
        }
        return 0;
    }

    private void print(Axis axis, List<Transfer> answers) {
        if (format.get() == Format.json) {
            Json.print(answers.stream().map(TransferCommand::json).toList(), System.out);
            return;
        }
        Table optima =
                new Table("parametrization", axis.field().key(), "best_rate", "low", "high", "loss", "sensitivity");
        for (Transfer answer : answers) {
            for (Optimum optimum : answer.optima()) {
                Interval rate = optimum.rate();
                optima.row(
                        answer.parametrization(),
                        optimum.size(),
                        rate.value(),
                        rate.low(),
                        rate.high(),
                        optimum.leastLoss(),
                        optimum.sensitivity());
            }
        }
        optima.print(format.get(), System.out);
        if (format.get() == Format.text) {
            explain(axis, answers);
        }
    }

    private static void explain(Axis axis, List<Transfer> answers) {
        System.out.println();
        for (Transfer answer : answers) {
            System.out.println(answer.sentence());
            answer.optima().stream()
                    .filter(Optimum::atEnd)
                    .forEach(optimum -> System.out.println("WARNING: the best rate of " + axis.field() + " "
                            + optimum.size() + " lies at an end of --lr; widen it."));
            System.out.println(answer.trained() + " networks trained; a grid as fine takes " + answer.grid() + ".");
        }
        System.out.println("\nHow far steps move each layer, a doubling of the " + axis.field() + " (log2)");
        Table coordinates = new Table("parametrization", "layer", "step", "slope", "low", "high", "verdict");
        for (Transfer answer : answers) {
            for (Coordinate coordinate : answer.coordinates()) {
                Interval slope = coordinate.slope();
                coordinates.row(
                        answer.parametrization(),
                        coordinate.layer(),
                        coordinate.step(),
                        rounded(slope.value()),
                        rounded(slope.low()),
                        rounded(slope.high()),
                        coordinate.verdict());
            }
        }
        coordinates.print(Format.text, System.out);
        explainUpdates(axis, answers);
    }

    private static void explainUpdates(Axis axis, List<Transfer> answers) {
        int last = axis.sizes().size() - 1;
        String key = axis.field().key() + " ";
        System.out.println("\nUpdate over weight in a step, root mean squares");
        Table updates = new Table(
                "parametrization",
                "layer",
                "step",
                key + axis.sizes().get(0),
                key + axis.sizes().get(last),
                "slope",
                "low",
                "high");
        for (Transfer answer : answers) {
            for (Coordinate update : answer.updates()) {
                Interval slope = update.slope();
                updates.row(
                        answer.parametrization(),
                        update.layer(),
                        update.step(),
                        update.changes().get(0).value(),
                        update.changes().get(last).value(),
                        rounded(slope.value()),
                        rounded(slope.low()),
                        rounded(slope.high()));
            }
        }
        updates.print(Format.text, System.out);
    }

    private static String rounded(double slope) {
        return String.format(Locale.ROOT, "%.2f", slope);
    }

    private static Map<String, Object> json(Transfer answer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("parametrization", answer.parametrization());
        json.put("verdict", answer.verdict().word());
        json.put("slope", answer.slope());
        json.put("loss_given_up", answer.givenUp());
        json.put("trained", answer.trained());
        json.put("grid", answer.grid());
        json.put("optima", answer.optima().stream().map(TransferCommand::json).toList());
        json.put(
                "coordinates",
                answer.coordinates().stream().map(TransferCommand::json).toList());
        json.put(
                "updates",
                answer.updates().stream().map(TransferCommand::update).toList());
        return json;
    }

    private static Map<String, Object> update(Coordinate update) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("layer", update.layer());
        json.put("step", update.step());
        json.put(
                "update_over_weight",
                update.changes().stream().map(Interval::value).toList());
        json.put("intervals", update.changes());
        json.put("slope", update.slope());
        return json;
    }

    private static Map<String, Object> json(Optimum optimum) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("size", optimum.size());
        json.put("best_rate", optimum.rate());
        json.put("at_end", optimum.atEnd());
        json.put("rates", optimum.rates());
        json.put("losses", optimum.meanLosses());
        json.put("sensitivity", optimum.sensitivity());
        return json;
    }

    private static Map<String, Object> json(Coordinate coordinate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("layer", coordinate.layer());
        json.put("step", coordinate.step());
        json.put("changes", coordinate.changes().stream().map(Interval::value).toList());
        json.put("change_intervals", coordinate.changes());
        json.put("slope", coordinate.slope());
        json.put("verdict", coordinate.verdict());
        return json;
    }
}
