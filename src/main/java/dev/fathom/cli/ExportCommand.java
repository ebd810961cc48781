package dev.fathom.cli;

import dev.fathom.cli.options.Places;
import dev.fathom.cli.options.SaveOption;
import dev.fathom.cli.output.TableWriter;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.data.Datasets;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.network.Weights;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.formats.WholeFile;
import dev.fathom.model.Layout;
import dev.fathom.store.Store;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.TheoryComparison;
import dev.fathom.telemetry.TensorBoard;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the results of a sweep, or the weights that a trial started from.",
        footer = {
            "",
            "The ending of --to decides: .csv and .jsonl hold a table; NAME.tfevents is a log folder of "
                    + "TensorBoard, one run a trial; .safetensors, .npz and .npy hold the initial weights of one "
                    + "trial, drawn again from its seed. After training, weights are kept by 'train --save'.",
            "",
            "Handbook: src/site/markdown/stores.md"
        })
final class ExportCommand implements Callable<Integer> {
    /** What an export may hold. */
    enum What {
        trials,
        layers,
        theory,
        recorded
    }

    @Parameters(paramLabel = "STORE", description = "The store that sweep wrote.")
    private Path storeFile;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description =
                    "${COMPLETION-CANDIDATES} (default: trials, or recorded where there are none). theory: what was measured"
                            + " of every layer before the first step, over the seeds of a configuration, beside what is"
                            + " predicted. recorded: the layers of recorded runs at every recorded step.")
    private What table;

    @Option(
            names = "--trial",
            paramLabel = "ID",
            description = "Whose weights: a name, or its beginning, from the column 'trial'.")
    private String trial;

    @Option(
            names = "--layout",
            paramLabel = "LIBRARY",
            description = "Of weights: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "torch")
    private Layout layout;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE",
            description = "Ends in .csv, .jsonl, .tfevents, .safetensors, .npz or .npy.")
    private Path target;

    @Option(names = "--all", description = "Trials too that the study asked for once and does no more.")
    private boolean all;

    @Override
    public Integer call() {
        new Places().takeStore("the store", storeFile).take("--to", target);
        String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean arrays = ArrayFiles.knows(target);
        if (trial != null && !arrays) {
            throw new IllegalArgumentException("--trial is for weights: let --to end in .safetensors, .npz or .npy");
        }
        if (arrays) {
            weights();
        } else if (name.endsWith(".tfevents")) {
            try (Store store = Store.forReading(storeFile, all)) {
                TensorBoard.check(target, store::forEachSummary);
                store.forEach(result -> TensorBoard.write(target, result));
            }
        } else if (name.endsWith(".csv") || name.endsWith(".jsonl")) {
            table(name.endsWith(".csv") ? Format.csv : Format.json);
        } else {
            throw new IllegalArgumentException(
                    "--to must end in .csv, .jsonl, .tfevents, .safetensors, .npz or .npy, got " + target);
        }
        return 0;
    }

    private void table(Format format) {
        try (Store store = Store.forReading(storeFile, all)) {
            Set<String> data = new HashSet<>();
            store.forEachSummary(result -> data.add(result.trial().data()));
            data.stream()
                    .flatMap(name -> Datasets.files(name).stream())
                    .forEach(file ->
                            new Places().take("the data of a trial", file).take("--to", target));
            WholeFile.write(target, out -> TableWriter.write(format, out, rows -> rows(store, table, rows)));
        }
    }

    private void weights() {
        if (trial == null) {
            throw new IllegalArgumentException("weights are those of one trial: name it with --trial");
        }
        DatasetCache data = new DatasetCache();
        Trial wanted = find(data);
        try (Device device = new CpuDevice()) {
            Weights weights = new DeviceTrainer(device, List.of(0), data).initial(wanted);
            Map<String, String> metadata = SaveOption.metadata(
                    wanted.setup(), wanted.architecture(), wanted.data(), weights, "initialization");
            SaveOption.write(target, layout, weights, metadata);
        }
    }

    private Trial find(DatasetCache data) {
        List<Trial> found;
        try (Store store = Store.forReading(storeFile)) {
            data.expect(store.digests());
            found = trial.isEmpty() ? List.of() : store.find(trial);
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(storeFile + ": " + found.size() + " trials begin with '" + trial
                    + "'; take a name from the column 'trial' of 'export --to trials.csv'");
        }
        return found.get(0);
    }

    private static void rows(Store store, What table, Consumer<List<Object>> reader) {
        if (table == What.theory) {
            DatasetCache data = new DatasetCache();
            data.expect(store.digests());
            TheoryComparisonRows.of(TheoryComparison.of(store::forEach, data)).forEach(reader);
            data.problems()
                    .forEach((name, reason) -> System.err.println(
                            Printable.line("note: left out: theory of trials on '" + name + "': " + reason)));
        } else if (table == What.recorded
                || table == null && store.isEmpty() && !store.recordings().isEmpty()) {
            store.recorded(reader);
        } else {
            store.table(table == null ? What.trials.name() : table.name(), reader);
        }
    }
}
