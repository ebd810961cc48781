package dev.fathom.cli;

import dev.fathom.device.Device;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Planned;
import dev.fathom.sweep.Provenance;
import dev.fathom.sweep.Runner;
import dev.fathom.sweep.Shard;
import dev.fathom.sweep.Shelf;
import dev.fathom.sweep.Store;
import dev.fathom.sweep.Study;
import dev.fathom.sweep.Trainer;
import dev.fathom.sweep.Trial;
import dev.fathom.sweep.TrialResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = {
            "Trains every network of a study and writes a report.",
            "Without a file it runs the built-in study on the embedded digits. Finished trials are kept in the store: the same command again goes on where it was."
        })
final class SweepCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "STUDY.yaml", description = "The study; see the README for its keys.")
    private Path file;

    @Option(names = "--store", paramLabel = "FILE", description = "Where results are kept (default: NAME.db).")
    private Path storeFile;

    @Option(names = "--report", paramLabel = "FILE", description = "Where the HTML report goes (default: NAME.html).")
    private Path reportFile;

    @Option(
            names = "--cohort",
            paramLabel = "N",
            description = "Trials that run together at most (default: ${DEFAULT-VALUE}). Results do not depend on it.",
            defaultValue = "16")
    private int most;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Only part I, from 0, of N disjoint parts of the study; 'merge' joins their stores.",
            defaultValue = "0/1")
    private String shard;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        if (most < 1) {
            throw new IllegalArgumentException("--cohort must be at least 1, got " + most);
        }
        Study study = file == null ? Study.seedStudy() : Study.read(file);
        Shard part = Shard.parse(shard);
        List<Trial> trials = part.of(study.trials());
        String name = study.name() + part.suffix();
        Path storePath = storeFile == null ? Path.of(name + ".db") : storeFile;
        Path reportPath = reportFile == null ? Path.of(name + ".html") : reportFile;
        List<TrialResult> results = new ArrayList<>();
        try (Device device = devices.open();
                Store store = Store.forWriting(storePath, study)) {
            System.err.println("device: " + device.name() + ", " + device.description());
            run(study, trials, store, device);
            results.addAll(inOrder(trials, store));
            ReportCommand.write(store, command(part), reportPath);
        }
        print(results, storePath, reportPath);
        return 0;
    }

    private void run(Study study, List<Trial> trials, Store store, Device device) {
        Set<String> finished = store.finished();
        List<Trial> open =
                trials.stream().filter(trial -> !finished.contains(trial.id())).toList();
        if (open.size() < trials.size()) {
            System.err.println(
                    (trials.size() - open.size()) + " of " + trials.size() + " trials are in the store already");
        }
        List<Planned> cohorts = Planned.pack(open, most);
        Provenance provenance = Provenance.of(device, Fathom.Version.current());
        try (SweepProgress progress = new SweepProgress(cohorts)) {
            Consumer<Event> saving = Event.results(results -> store.save(results, provenance));
            Trainer trainer = new DeviceTrainer(device, study.measuredSteps(), new Shelf());
            new Runner(saving.andThen(progress)).on(trainer, null).run(cohorts);
        }
    }

    /** The study's own order, which is how its author thinks of it. */
    private static List<TrialResult> inOrder(List<Trial> trials, Store store) {
        Map<String, TrialResult> byId = new HashMap<>();
        store.forEach(result -> byId.put(result.trial().id(), result));
        return trials.stream().map(trial -> byId.get(trial.id())).toList();
    }

    /** With everything that the results depend on. */
    private String command(Shard part) {
        List<String> arguments = new ArrayList<>(List.of("sweep"));
        if (file != null) {
            arguments.add(file.toString());
        }
        if (part.count() > 1) {
            arguments.addAll(List.of("--shard", shard));
        }
        arguments.addAll(devices.chosen());
        return Reproduction.command(arguments);
    }

    private void print(List<TrialResult> results, Path storePath, Path reportPath) {
        if (format.get() == Format.text) {
            Outcome.print(results, System.out);
            System.out.println("Results: " + storePath + ". Report: " + reportPath + ".");
        } else {
            ExportCommand.print(storePath, "trials", format.get());
        }
    }
}
