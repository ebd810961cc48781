package dev.fathom.cli.sweep;

import dev.fathom.cli.options.TelemetryOptions;
import dev.fathom.cli.output.Reproduction;
import dev.fathom.cli.output.TableWriter;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Interruption;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.cli.terminal.SweepProgress;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.PricedCohort;
import dev.fathom.sweep.TheoryComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sweep from its first look at the store to its report.
 *
 * @param trials of the study that are to be run here
 * @param store, report where results go
 * @param command that makes the same results
 */
record SweepRun(
        Study study, List<Trial> trials, Path store, Path report, DatasetCache data, Format format, String command) {
    /**
     * @param most trials of a cohort; null for what suits the engine
     * @return the exit code
     */
    int on(SweepEngine engine, Integer most, TelemetryOptions telemetry, Interruption interruption) {
        try (TelemetryOptions.Telemetry watching = telemetry.open();
                Store open = Store.forWriting(store, study)) {
            engine.lines().forEach(System.err::println);
            List<Trial> left = Growth.open(study, trials, open, open.former());
            data.expect(open.digests());
            List<CohortPlan> plan = engine.planner(most).plan(left).stream()
                    .map(PricedCohort::cohort)
                    .toList();
            open.keepDigests(data.digests());
            if (!left.isEmpty()) {
                tellOfOthers(open, engine.provenance());
            }
            boolean stopped;
            try (SweepProgress progress = new SweepProgress(plan)) {
                stopped = engine.run(plan, open, watching.before(progress), interruption);
            }
            int code = conclude(open, stopped);
            if (code == 0 && watching.failed() && !stopped) {
                System.err.println("fathom: all trials have a result, but not all events are in "
                        + telemetry.events().orElseThrow());
                return 1;
            }
            return code;
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

    private int conclude(Store open, boolean stopped) {
        List<TrialResult> results = inOrder(trials, open);
        if (stopped && results.size() < trials.size()) {
            System.err.println("fathom: interrupted with " + results.size() + " of " + trials.size() + " trials in "
                    + store + "; the same command goes on there");
            return Interruption.EXIT_CODE;
        }
        if (!results.isEmpty()) {
            print(results, open); // whatever becomes of the report
            ReportCommand.write(open, command, report, data);
            if (format == Format.text) {
                System.out.println(Printable.line("Results: " + store + ". Report: " + report + "."));
            }
        }
        return failures(trials, open);
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

    private void print(List<TrialResult> results, Store open) {
        if (format == Format.text) {
            Outcome.print(results, System.out);
            TheoryComparisonTable.print(TheoryComparison.of(open::forEach, data), System.out);
        } else {
            printRows(open);
        }
    }

    private void printRows(Store open) {
        try {
            TableWriter.write(format, System.out, rows -> open.table("trials", rows));
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
