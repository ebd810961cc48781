package dev.fathom.cli.sweep;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.EngineOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.Places;
import dev.fathom.cli.options.TelemetryOptions;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.output.Reproduction;
import dev.fathom.cli.terminal.Interruption;
import dev.fathom.report.Report;
import dev.fathom.study.Shard;
import dev.fathom.study.Study;
import dev.fathom.study.StudySchema;
import dev.fathom.study.Trial;
import dev.fathom.sweep.AssumedDevice;
import dev.fathom.sweep.DatasetCache;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
public final class SweepCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "STUDY.yaml", description = "The study; its keys are in the handbook.")
    private Path file;

    @Option(names = "--schema", description = "Prints the JSON Schema of study files, for editors, and ends.")
    private boolean schema;

    @Option(names = "--store", paramLabel = "FILE", description = "Where results are kept (default: NAME.db).")
    private Path storeFile;

    @Option(names = "--report", paramLabel = "FILE", description = "Where the HTML report goes (default: NAME.html).")
    private Path reportFile;

    @Option(
            names = "--study",
            paramLabel = "NAME",
            description =
                    "Instead of a file, a built-in study: seed-study (default), of dense networks, or networks, of"
                            + " convolutions and transformers.")
    private String named;

    @Option(
            names = "--small",
            description =
                    "Of the built-in study the networks of up to 10 layers, 300 steps each: an eighth of its work, for slow machines.")
    private boolean small;

    @Option(
            names = "--plan",
            description =
                    "Only show what would run: cohorts, memory, operations, and time, estimated from short trainings.")
    private boolean planOnly;

    @Option(
            names = "--assume",
            paramLabel = "DEVICE",
            description = {
                "With --plan: the plan for a device that is not here, without a timing run: nvidia-h200, or",
                "60TFLOPS,4.8TB/s,139GiB. Its times are the least that arithmetic and memory allow."
            })
    private String assumed;

    @Option(
            names = "--serve",
            paramLabel = "PORT",
            description =
                    "Shows the report so far to browsers on this machine, at 127.0.0.1, while the sweep runs. 0 takes any free port.")
    private Integer port;

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
        if (named != null && (small || file != null)) {
            throw new IllegalArgumentException("--study names a study: leave " + (small ? "--small" : file) + " out");
        }
        Study study = study();
        study.notes().forEach(note -> System.err.println("note: " + note));
        Shard part = Shard.parse(shard);
        List<Trial> trials = part.of(study.trials());
        Path storePath = storeFile == null ? defaultStore(new File("."), study, part.suffix()) : storeFile;
        Path reportPath = reportFile == null ? ReportCommand.beside(storePath) : reportFile;
        Places places = new Places();
        if (file != null) {
            places.take("the study", file);
        }
        places.takeStore("the store", storePath).take("the report", reportPath);
        telemetry.events().ifPresent(events -> places.take("--events", events));
        DatasetCache data = new DatasetCache();
        if (planOnly || assumed != null) {
            return plan(study, trials, storePath, data);
        }
        Report.check(reportPath);
        SweepRun run = new SweepRun(study, trials, storePath, reportPath, data, format.get(), command(part));
        try (Interruption interruption = new Interruption();
                SweepEngine open = open(study, data);
                LiveReport live = port == null ? null : ReportCommand.live(port, storePath, false)) {
            if (live != null) {
                System.err.println("report: " + live.address());
                live.followBeside();
            }
            warnOfSlowProducts(open);
            int code = run.on(open, most, telemetry, interruption);
            interruption.finished(code);
            return code;
        }
    }

    /**
     * In the folder where this runs, named after the study; where a store there has the plain name, which earlier versions
     * gave it, that one goes on.
     */
    static Path defaultStore(File folder, Study study, String suffix) {
        String former = study.name() + suffix + ".db";
        return Path.of(new File(folder, former).isFile() ? former : study.fileName() + suffix + ".db");
    }

    private Study study() {
        if (file != null) {
            return Study.read(file);
        }
        return small ? Study.smallSeedStudy() : named != null ? Study.builtIn(named) : Study.seedStudy();
    }

    /** The command of a built-in study. */
    static List<String> builtIn(String name) {
        return name.equals(Study.seedStudy().name()) ? List.of("sweep") : List.of("sweep", "--study", name);
    }

    private SweepEngine open(Study study, DatasetCache data) {
        return engine.spark()
                ? new SparkEngine(engine.connect(study, devices), study.measuredSteps(), data)
                : new SweepDevices(devices, study.measuredSteps(), data);
    }

    private int plan(Study study, List<Trial> trials, Path storePath, DatasetCache data) {
        if (assumed != null && !planOnly) {
            throw new IllegalArgumentException("--assume goes with --plan; add it or leave --assume out");
        }
        if (engine.spark() && assumed == null) {
            throw new IllegalArgumentException(
                    "--plan measures the devices of this machine: leave --engine spark out, or"
                            + " name a device by --assume");
        }
        SweepPlan plan = new SweepPlan(study, trials, storePath, data, most, format.get());
        if (assumed != null) {
            plan.print(AssumedDevice.parse(assumed));
            return 0;
        }
        try (SweepDevices machine = new SweepDevices(devices, study.measuredSteps(), data)) {
            warnOfSlowProducts(machine);
            plan.print(machine);
        }
        return 0;
    }

    private void warnOfSlowProducts(SweepEngine open) {
        if (file == null && named == null && !small && open.slowProducts()) {
            System.err.println("note: without native products this study takes about ten times as long; --plan tells"
                    + " how long, and --small is an eighth of it");
        }
    }

    /** With everything that the results depend on. */
    private String command(Shard part) {
        List<String> arguments = new ArrayList<>(named == null ? List.of("sweep") : builtIn(named));
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
}
