package dev.fathom.cli;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.EngineOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.Places;
import dev.fathom.cli.options.TelemetryOptions;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.cli.terminal.SweepProgress;
import dev.fathom.report.Report;
import dev.fathom.spark.Cluster;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.study.Shard;
import dev.fathom.study.Study;
import dev.fathom.study.StudySchema;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.Calibration;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Planner;
import dev.fathom.sweep.PricedCohort;
import dev.fathom.sweep.Runner;
import dev.fathom.sweep.TheoryComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sweep",
        footer = {"", "Handbook: src/site/markdown/studies.md"},
        mixinStandardHelpOptions = true,
        description = {
            "Trains every network of a study and writes a report.",
            "Without a file it runs the built-in study on the embedded digits. Finished trials are kept in the store: the same command again goes on where it was, and tries those again that a device failed. A study may grow: what is new in its file is run, what is there is kept.",
            "Exit codes: 0 all trials have a result, 1 some failed, 2 wrong usage or input, 130 interrupted."
        })
final class SweepCommand implements Callable<Integer> {
    private static final int COHORT_ON_CPU = 16;
    private static final int COHORT_ON_GPU = 256;
    private static final double CALIBRATION_SECONDS = 15;

    @Parameters(arity = "0..1", paramLabel = "STUDY.yaml", description = "The study; its keys are in the handbook.")
    private Path file;

    @Option(names = "--schema", description = "Prints the JSON Schema of study files, for editors, and ends.")
    private boolean schema;

    @Option(names = "--store", paramLabel = "FILE", description = "Where results are kept (default: NAME.db).")
    private Path storeFile;

    @Option(names = "--report", paramLabel = "FILE", description = "Where the HTML report goes (default: NAME.html).")
    private Path reportFile;

    @Option(
            names = "--small",
            description =
                    "Of the built-in study the networks of up to 10 layers, 300 steps each: an eighth of its work, for slow machines.")
    private boolean small;

    @Option(
            names = "--plan",
            description =
                    "Only show what would run: cohorts, memory, operations, and the time that short trainings foretell.")
    private boolean planOnly;

    @Option(
            names = "--cohort",
            paramLabel = "N",
            description =
                    "Trials that run together at most (default: 16 on the CPU, 256 on GPUs; fewer where memory or several devices ask for it). On the CPU results do not depend on it.")
    private Integer most;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Only part I, from 0, of N disjoint parts of the study; 'merge' joins their stores.",
            defaultValue = "0/1")
    private String shard;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private TelemetryOptions telemetry;

    @Mixin
    private FormatOption format;

    /** What is to be run, and where its results go. */
    private record Job(Study study, Shard part, List<Trial> trials, Path store, Path report, DatasetCache data) {}

    @Override
    public Integer call() {
        if (schema) {
            Json.print(StudySchema.schema(), System.out);
            return 0;
        }
        if (most != null && most < 1) {
            throw new IllegalArgumentException("--cohort must be at least 1, got " + most);
        }
        if (small && file != null) {
            throw new IllegalArgumentException("--small belongs to the built-in study: leave " + file + " out");
        }
        Study study = file != null ? Study.read(file) : small ? Study.smallSeedStudy() : Study.seedStudy();
        Shard part = Shard.parse(shard);
        List<Trial> trials = part.of(study.trials());
        String name = study.name() + part.suffix();
        Path storePath = storeFile == null ? Path.of(name + ".db") : storeFile;
        Path reportPath = reportFile == null ? ReportCommand.beside(storePath) : reportFile;
        Places places = new Places();
        if (file != null) {
            places.take("the study", file);
        }
        places.takeStore("the store", storePath).take("the report", reportPath);
        telemetry.events().ifPresent(events -> places.take("--events", events));
        Job job = new Job(study, part, trials, storePath, reportPath, new DatasetCache());
        boolean onSpark = engine.spark();
        if (planOnly && onSpark) {
            throw new IllegalArgumentException("--plan measures the devices of this machine: leave --engine spark out");
        }
        if (planOnly) {
            return plan(study, trials, storePath, job.data());
        }
        Report.check(reportPath);
        try (Interruption interruption = new Interruption()) {
            int code = onSpark ? onSpark(job, interruption) : here(job, interruption);
            interruption.finished(code);
            return code;
        }
    }

    private int here(Job job, Interruption interruption) {
        try (SweepDevices open = new SweepDevices(devices, job.study().measuredSteps(), job.data());
                TelemetryOptions.Telemetry watching = telemetry.open();
                Store store = Store.forWriting(job.store(), job.study())) {
            open.descriptions().forEach(description -> System.err.println("device: " + description));
            warnOfSlowProducts(open);
            List<Trial> trials = Growth.open(job.study(), job.trials(), store, store.former());
            job.data().expect(store.digests());
            List<CohortPlan> plan = cohorts(planner(job.study(), open, job.data()), trials);
            store.keepDigests(job.data().digests());
            if (!trials.isEmpty()) {
                tellOfOthers(store, open.provenance());
            }
            Consumer<Event> saving = event -> save(event, store, open);
            boolean stopped;
            try (SweepProgress progress = new SweepProgress(plan)) {
                Runner runner = new Runner(saving.andThen(watching.before(progress)));
                open.employ(runner);
                interruption.stops(runner::stop);
                runner.run(plan);
                stopped = runner.stopped();
            }
            return conclude(job, store, stopped, watching);
        }
    }

    private int onSpark(Job job, Interruption interruption) {
        try (Cluster cluster = engine.connect(job.study(), devices);
                TelemetryOptions.Telemetry watching = telemetry.open();
                Store store = Store.forWriting(job.store(), job.study())) {
            System.err.println("engine: " + cluster.description());
            int cohort = most != null ? most : cluster.onGpus() ? COHORT_ON_GPU : COHORT_ON_CPU;
            List<Trial> trials = Growth.open(job.study(), job.trials(), store, store.former());
            job.data().expect(store.digests());
            List<CohortPlan> plan = cohorts(
                    // what does not fit an executor's device is halved there
                    new Planner(
                            cluster.tasks(), Long.MAX_VALUE, cohort, job.study().measuredSteps(), job.data()),
                    trials);
            store.keepDigests(job.data().digests());
            Consumer<Event> failing = event -> {
                if (event instanceof Event.CohortFailed failed) {
                    store.fail(failed.cohort().trials(), failed.reason(), null);
                }
            };
            try (SweepProgress progress = new SweepProgress(plan)) {
                interruption.stops(cluster::stop);
                cluster.run(plan, job.data().digests(), store::save, failing.andThen(watching.before(progress)));
            }
            return conclude(job, store, cluster.stopped(), watching);
        }
    }

    /** The report says it too, by what the store keeps. */
    private static void tellOfOthers(Store store, List<Provenance> now) {
        List<Provenance> runs = new ArrayList<>(store.runs());
        boolean others = !runs.isEmpty();
        runs.addAll(now);
        if (others) {
            Reproduction.mixed(runs)
                    .ifPresent(differences ->
                            System.err.println(Printable.line("note: not all trials of this store are made alike: "
                                    + differences + "; their last digits may differ, or more")));
        }
    }

    private static List<CohortPlan> cohorts(Planner planner, List<Trial> trials) {
        return planner.plan(trials).stream().map(PricedCohort::cohort).toList();
    }

    private int conclude(Job job, Store store, boolean stopped, TelemetryOptions.Telemetry watching) {
        List<TrialResult> results = inOrder(job.trials(), store);
        if (stopped && results.size() < job.trials().size()) {
            System.err.println("fathom: interrupted with " + results.size() + " of "
                    + job.trials().size() + " trials in " + job.store() + "; the same command goes on there");
            return Interruption.EXIT_CODE;
        }
        if (!results.isEmpty()) {
            print(results, job, store); // whatever becomes of the report
            ReportCommand.write(store, command(job.part()), job.report(), job.data());
            if (format.get() == Format.text) {
                System.out.println(Printable.line("Results: " + job.store() + ". Report: " + job.report() + "."));
            }
        }
        int failed = failures(job.trials(), store);
        if (watching.failed() && failed == 0) {
            System.err.println("fathom: all trials have a result, but not all events are in "
                    + telemetry.events().orElseThrow());
            return 1;
        }
        return failed;
    }

    private int plan(Study study, List<Trial> trials, Path storePath, DatasetCache data) {
        List<Trial> open = trials;
        if (Files.exists(storePath)) {
            try (Store store = Store.forReading(storePath)) {
                store.requireSame(study);
                open = Growth.open(
                        study,
                        trials,
                        store,
                        Optional.of(store.study()).filter(text -> !text.text().equals(study.text())));
            }
        }
        try (SweepDevices machine = new SweepDevices(devices, study.measuredSteps(), data)) {
            warnOfSlowProducts(machine);
            List<PricedCohort> cohorts = planner(study, machine, data).plan(open);
            List<Double> seconds = new Calibration(machine.first(), CALIBRATION_SECONDS).seconds(cohorts);
            new PlanTable(machine.descriptions(), machine.memory(), cohorts, seconds).print(format.get(), System.out);
        }
        return 0;
    }

    private void warnOfSlowProducts(SweepDevices open) {
        if (file == null && !small && open.slowProducts()) {
            System.err.println("note: without native products this study takes about ten times as long; --plan tells"
                    + " how long, and --small is an eighth of it");
        }
    }

    private Planner planner(Study study, SweepDevices open, DatasetCache data) {
        int cohort = most != null ? most : open.onCpu() ? COHORT_ON_CPU : COHORT_ON_GPU;
        return new Planner(open.count(), open.memory(), cohort, study.measuredSteps(), data);
    }

    private static void save(Event event, Store store, SweepDevices open) {
        if (event instanceof Event.CohortFinished finished) {
            store.save(finished.results(), open.provenance(finished.device()));
        } else if (event instanceof Event.CohortFailed failed) {
            store.fail(
                    failed.cohort().trials(),
                    failed.device() + ": " + failed.reason(),
                    open.provenance(failed.device()));
        }
    }

    /** Without curves and layers, in the study's own order, which is how its author thinks of it. */
    private static List<TrialResult> inOrder(List<Trial> trials, Store store) {
        Map<String, TrialResult> byId = new HashMap<>();
        store.forEachSummary(result -> byId.put(result.trial().id(), result));
        return trials.stream()
                .map(trial -> byId.get(trial.id()))
                .filter(result -> result != null)
                .toList();
    }

    /** With everything that the results depend on. */
    private String command(Shard part) {
        List<String> arguments = new ArrayList<>(List.of("sweep"));
        if (file != null) {
            arguments.add(file.toString());
        }
        if (small) {
            arguments.add("--small");
        }
        if (part.count() > 1) {
            arguments.addAll(List.of("--shard", shard));
        }
        arguments.addAll(devices.chosen());
        return Reproduction.command(arguments);
    }

    private void print(List<TrialResult> results, Job job, Store store) {
        if (format.get() == Format.text) {
            Outcome.print(results, System.out);
            TheoryComparisonTable.print(TheoryComparison.of(store::forEach, job.data()), System.out);
        } else {
            printRows(store);
        }
    }

    private void printRows(Store store) {
        try {
            TableWriter.write(format.get(), System.out, rows -> store.table("trials", rows));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not by standard output, which remembers its failures
        }
    }

    /** Says which trials have no result, and why the first of them. */
    private static int failures(List<Trial> trials, Store store) {
        Map<String, String> failures = store.failures();
        List<String> reasons = trials.stream()
                .map(trial -> failures.get(trial.id()))
                .filter(reason -> reason != null)
                .distinct()
                .toList();
        if (reasons.isEmpty()) {
            return 0;
        }
        long count = trials.stream()
                .filter(trial -> failures.containsKey(trial.id()))
                .count();
        System.err.println("fathom: " + count + " of " + trials.size() + " trials failed ("
                + Printable.line(reasons.get(0))
                + (reasons.size() == 1
                        ? ""
                        : ", and " + (reasons.size() - 1) + " other reasons, see the table 'failure'")
                + "); the same command runs them again");
        return 1;
    }
}
