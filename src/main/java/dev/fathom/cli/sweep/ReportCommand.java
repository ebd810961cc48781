package dev.fathom.cli.sweep;

import dev.fathom.cli.options.Places;
import dev.fathom.cli.output.Reproduction;
import dev.fathom.cli.terminal.Interruption;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.map.MapReport;
import dev.fathom.report.Report;
import dev.fathom.report.ReportInput;
import dev.fathom.report.SideBySide;
import dev.fathom.report.recomputed.HistogramSource;
import dev.fathom.report.recomputed.LayerNames;
import dev.fathom.report.recomputed.MeanFieldLines;
import dev.fathom.report.recomputed.Predictions;
import dev.fathom.report.recomputed.RedrawnNetwork;
import dev.fathom.store.Store;
import dev.fathom.store.StoreException;
import dev.fathom.store.StudyText;
import dev.fathom.store.TileStore;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        footer = {"", "Handbook: src/site/markdown/report.md"},
        mixinStandardHelpOptions = true,
        description =
                "Writes one offline HTML file from the results of a sweep, or of two sweeps side by side; from recorded runs, or from a map.")
public final class ReportCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..2",
            paramLabel = "STORE",
            description =
                    "The store that sweep, the recorder or map wrote. Of two stores of sweeps the report says how B differs from A, setting by setting.")
    private List<Path> stores;

    @Option(names = "--out", paramLabel = "FILE", description = "The report (default: the store's name with .html).")
    private Path out;

    @Option(
            names = "--serve",
            paramLabel = "PORT",
            description =
                    "Instead of writing a file, shows the report to browsers on this machine at 127.0.0.1, and renews it while a sweep writes on; until Ctrl-C. 0 takes any free port.")
    private Integer port;

    @Option(names = "--all", description = "Shows trials too that the study asked for once and does no more.")
    private boolean all;

    @Option(
            names = "--recorded",
            description = "Shows the runs that a recorder wrote (default: where the store has no trials).")
    private boolean recorded;

    @Override
    public Integer call() {
        Path first = stores.get(0);
        if (port != null) {
            return serve(first);
        }
        Path target = out != null ? out : stores.size() == 1 ? beside(first) : against(first, stores.get(1));
        Places places = new Places().takeStore("the store", first);
        if (stores.size() > 1) {
            places.takeStore("the second store", stores.get(1));
        }
        places.take("the report", target);
        if (recorded && stores.size() > 1) {
            throw new IllegalArgumentException(
                    "--recorded shows the runs of one store; merge two to see them on one page");
        }
        if (stores.stream().anyMatch(TileStore::is)) {
            return map(first, target);
        }
        if (recorded || stores.size() == 1 && RecordedPage.isAllOf(first)) {
            RecordedPage.write(first, target);
            System.out.println(Printable.line(target.toString()));
            return 0;
        }
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

    private int map(Path store, Path target) {
        if (recorded || stores.size() > 1 || !TileStore.is(store)) {
            throw new IllegalArgumentException("the report of a map is about one store of tiles alone: leave "
                    + (recorded ? "--recorded" : stores.get(TileStore.is(store) ? 1 : 0)) + " out");
        }
        Report.check(target);
        MapReport.write(store, target, Reproduction::command);
        System.out.println(Printable.line(target.toString()));
        return 0;
    }

    private int serve(Path file) {
        if (out != null || stores.size() > 1) {
            throw new IllegalArgumentException("--serve shows the report of one store and writes no file: leave "
                    + (out != null ? "--out" : stores.get(1)) + " out");
        }
        if (TileStore.is(file)) {
            throw new IllegalArgumentException(
                    "--serve shows the report of a sweep; 'report " + file + "' writes that of a map");
        }
        Store.forReading(file, all).close(); // refuses what is no store
        try (LiveReport live = live(port, file, all)) {
            System.out.println(live.address());
            System.out.flush();
            live.follow();
        }
        return Interruption.EXIT_CODE;
    }

    /** A report of a store, which may be still to come. */
    static LiveReport live(int port, Path file, boolean all) {
        DatasetCache data = new DatasetCache();
        return new LiveReport(port, () -> finished(file, all), () -> page(file, all, data));
    }

    private static int finished(Path file, boolean all) {
        try (Store store = Store.forReading(file, all)) {
            return store.finished().size();
        } catch (StoreException e) {
            return 0; // is being made
        }
    }

    private static String page(Path file, boolean all, DatasetCache data) {
        AtomicReference<String> page = new AtomicReference<>();
        try (Store store = Store.forReading(file, all)) {
            data.expect(store.digests());
            make(store, command(store.study()), data, input -> page.set(Report.html(input)));
        }
        return page.get();
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

    private static String command(StudyText study) {
        return Reproduction.command(
                isBuiltIn(study) ? SweepCommand.builtIn(study.name()) : List.of("sweep", study.name() + ".yaml"));
    }

    /** Without theory and histograms. */
    private static ReportInput results(Store store) {
        StudyText study = store.study();
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
        StudyText study = store.study();
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

    public static void write(Store store, String command, Path target, DatasetCache data) {
        make(store, command, data, input -> Report.write(input, target));
        leftOut(data).forEach(text -> System.err.println(Printable.line("note: left out of the report: " + text)));
    }

    private static List<String> leftOut(DatasetCache data) {
        List<String> texts = new ArrayList<>();
        data.problems()
                .forEach((name, reason) -> texts.add("theory and histograms of trials on '" + name + "': " + reason));
        return texts;
    }

    /** Histograms are taken on the CPU, whatever ran the study: networks are the same there. */
    private static void make(Store store, String command, DatasetCache data, Consumer<ReportInput> reader) {
        store.forEachSummary(result -> data.find(result.trial()));
        Map<String, String> environment = Reproduction.environment(store.runs());
        growth(store).ifPresent(text -> environment.put("Study", text));
        leftOut(data).forEach(text -> environment.merge("Left out", text, (a, b) -> a + "; " + b));
        try (Device cpu = new CpuDevice()) {
            ReportInput input = input(
                    store,
                    command,
                    environment,
                    new MeanFieldLines(data),
                    new RedrawnNetwork(cpu, data),
                    new LayerNames(data));
            reader.accept(input);
        }
    }

    /** How the study came to be what it is, where it was something else before. */
    private static Optional<String> growth(Store store) {
        List<StudyText> texts = store.texts();
        if (texts.size() == 1) {
            return Optional.empty();
        }
        String aside = store.dropped() + " finished trials that it asks for no more are "
                + (store.showsAll() ? "shown too" : "left out ('report --all' shows them)");
        return Optional.of("text of " + texts.get(texts.size() - 1).since() + ", the last of " + texts.size()
                + " since " + texts.get(0).since() + (store.dropped() > 0 ? "; " + aside : ""));
    }

    private static boolean isBuiltIn(StudyText study) {
        return Study.isBuiltIn(study.name(), study.text());
    }
}
