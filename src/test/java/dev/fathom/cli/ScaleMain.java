package dev.fathom.cli;

import dev.fathom.cli.sweep.Outcome;
import dev.fathom.cli.sweep.ReportCommand;
import dev.fathom.store.Store;
import dev.fathom.study.Study;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Instant;
import dev.fathom.sweep.Planner;
import dev.fathom.sweep.PricedCohort;
import dev.fathom.sweep.Runner;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A sweep of so many trials through the real reader, planner, runner, store and report, on a device that takes no time. */
final class ScaleMain {
    private ScaleMain() {}

    /** @param arguments folder, number of trials */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int trials = Integer.parseInt(arguments[1]);
        String seeds = IntStream.range(0, trials / 8).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        Path file = Files.writeString(folder.resolve(trials + ".yaml"), """
                data: gaussian
                steps: 100
                width: 16
                grid:
                  initializer: [he_normal, glorot_normal]
                  activation: [relu, tanh]
                  depth: [2, 10]
                """ + "  seed: [" + seeds + "]\n");
        long start = System.nanoTime();
        Study study = Study.read(file);
        double parsed = seconds(start);
        start = System.nanoTime();
        List<CohortPlan> cohorts = new Planner(1, 1L << 30, 16, study.measuredSteps(), new DatasetCache())
                .plan(study.trials()).stream().map(PricedCohort::cohort).toList();
        double planned = seconds(start);
        double stored;
        double read;
        Path db = folder.resolve(trials + ".db");
        try (Store store = Store.forWriting(db, study)) {
            start = System.nanoTime();
            new Runner(Event.results(results -> store.save(results, "scale")))
                    .on(new Instant("instant"), null)
                    .run(cohorts);
            stored = seconds(start);
            start = System.nanoTime();
            List<TrialResult> results = new ArrayList<>();
            store.forEachSummary(results::add);
            Outcome.print(results, System.out);
            ReportCommand.write(store, "scale", folder.resolve(trials + ".html"), new DatasetCache());
            read = seconds(start);
        }
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%nscale: %d trials: study read in %.2f s, planned in %.2f s, %.0f us a trial in the store,"
                        + " report in %.2f s, peak heap at most %.0f MiB, store %.1f MiB%n",
                trials,
                parsed,
                planned,
                1e6 * stored / trials,
                read,
                peak / 1048576.0,
                Files.size(db) / 1048576.0);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
