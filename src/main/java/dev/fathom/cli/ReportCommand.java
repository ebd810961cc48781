package dev.fathom.cli;

import dev.fathom.cli.options.Places;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.report.Report;
import dev.fathom.report.ReportInput;
import dev.fathom.report.SideBySide;
import dev.fathom.report.recomputed.HistogramSource;
import dev.fathom.report.recomputed.LayerNames;
import dev.fathom.report.recomputed.MeanFieldLines;
import dev.fathom.report.recomputed.Predictions;
import dev.fathom.report.recomputed.RedrawnNetwork;
import dev.fathom.store.Store;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        footer = {"", "Handbook: src/site/markdown/report.md"},
        mixinStandardHelpOptions = true,
        description = "Writes one offline HTML file from the results of a sweep, or of two sweeps side by side.")
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..2",
            paramLabel = "STORE",
            description =
                    "The store that sweep wrote. Of two stores the report says how B differs from A, setting by setting.")
    private List<Path> stores;

    @Option(names = "--out", paramLabel = "FILE", description = "The report (default: the store's name with .html).")
    private Path out;

    @Option(names = "--all", description = "Shows trials too that the study asked for once and does no more.")
    private boolean all;

    @Override
    public Integer call() {
        Path first = stores.get(0);
        Path target = out != null ? out : stores.size() == 1 ? beside(first) : against(first, stores.get(1));
        Places places = new Places().takeStore("the store", first);
        if (stores.size() > 1) {
            places.takeStore("the second store", stores.get(1));
        }
        places.take("the report", target);
        try (Store store = open(first)) {
            Report.check(target);
            if (stores.size() == 1) {
                DatasetCache data = new DatasetCache();
                data.expect(store.digests());
                write(store, command(store.study()), target, data);
            } else {
                try (Store other = open(stores.get(1))) {
                    SideBySide.write(results(store), results(other), target);
                }
            }
            System.out.println(Printable.line(target.toString()));
        }
        return 0;
    }

    private Store open(Path file) {
        Store store = Store.forReading(file, all);
        if (store.isEmpty()) {
            String dropped = store.dropped() > 0 ? ", or show what the study asks for no more by --all" : "";
            store.close();
            throw new IllegalArgumentException(file + ": no trial has finished yet; let the sweep go on" + dropped);
        }
        return store;
    }

    /** Where a report goes unless told otherwise: stores of one study have each their own. */
    static Path beside(Path store) {
        return Path.of(store.toString().replaceFirst("\\.db$", "") + ".html");
    }

    /** {@code a-against-b.html}, beside the first. */
    private static Path against(Path a, Path b) {
        String name = (a.getFileName() + "-against-" + b.getFileName()).replaceAll("\\.db(?=-|$)", "");
        return a.resolveSibling(name + ".html");
    }

    private static String command(Store.About study) {
        return Reproduction.command(isBuiltIn(study) ? List.of("sweep") : List.of("sweep", study.name() + ".yaml"));
    }

    /** Without theory and histograms. */
    private static ReportInput results(Store store) {
        Store.About study = store.study();
        Map<String, String> environment = Reproduction.environment(store.runs());
        growth(store).ifPresent(text -> environment.put("Study", text));
        return input(store, command(study), environment, Predictions.NONE, HistogramSource.NONE, trial -> List.of());
    }

    private static ReportInput input(
            Store store,
            String command,
            Map<String, String> environment,
            Predictions predictions,
            HistogramSource histograms,
            Function<Trial, List<String>> layerNames) {
        Store.About study = store.study();
        return new ReportInput(
                study.name(),
                study.question(),
                command,
                isBuiltIn(study) ? "" : study.text(),
                environment,
                store::forEach,
                predictions,
                histograms,
                layerNames);
    }

    /** Histograms are taken on the CPU, whatever ran the study: networks are the same there. */
    static void write(Store store, String command, Path target, DatasetCache data) {
        store.forEachSummary(result -> data.find(result.trial()));
        Map<String, String> environment = Reproduction.environment(store.runs());
        growth(store).ifPresent(text -> environment.put("Study", text));
        data.problems().forEach((name, reason) -> {
            String leftOut = "theory and histograms of trials on '" + name + "': " + reason;
            environment.merge("Left out", leftOut, (a, b) -> a + "; " + b);
            System.err.println(Printable.line("note: left out of the report: " + leftOut));
        });
        try (Device cpu = new CpuDevice()) {
            ReportInput input = input(
                    store,
                    command,
                    environment,
                    new MeanFieldLines(data),
                    new RedrawnNetwork(cpu, data),
                    new LayerNames(data));
            Report.write(input, target);
        }
    }

    /** How the study came to be what it is, where it was something else before. */
    private static Optional<String> growth(Store store) {
        List<Store.About> texts = store.texts();
        if (texts.size() == 1) {
            return Optional.empty();
        }
        String aside = store.dropped() + " finished trials that it asks for no more are "
                + (store.showsAll() ? "shown too" : "left out ('report --all' shows them)");
        return Optional.of("text of " + texts.get(texts.size() - 1).since() + ", the last of " + texts.size()
                + " since " + texts.get(0).since() + (store.dropped() > 0 ? "; " + aside : ""));
    }

    private static boolean isBuiltIn(Store.About study) {
        return study.text().equals(Study.seedText());
    }
}
