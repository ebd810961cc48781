package dev.fathom.cli.sweep;

import dev.fathom.cli.terminal.Format;
import dev.fathom.store.Store;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.sweep.AssumedDevice;
import dev.fathom.sweep.Calibration;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.Planner;
import dev.fathom.sweep.PricedCohort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep would run, and how long it would take.
 *
 * @param most trials of a cohort; null for what suits the device
 */
record SweepPlan(Study study, List<Trial> trials, Path store, DatasetCache data, Integer most, Format format) {
    private static final double CALIBRATION_SECONDS = 15;

    /** Of an assumed kind. */
    private static final List<Integer> DEVICES = List.of(1, 2, 4, 8);

    /** On this machine, by short trainings. */
    void print(SweepDevices machine) {
        List<PricedCohort> cohorts = machine.planner(most).plan(open());
        List<Double> seconds = new Calibration(
                        machine.first(), CALIBRATION_SECONDS, line -> System.err.println("plan: " + line))
                .seconds(cohorts);
        int devices = machine.descriptions().size();
        new PlanTable(
                        machine.descriptions(),
                        machine.memory(),
                        cohorts,
                        seconds,
                        Map.of(devices, Planner.makespan(seconds, devices)),
                        "About")
                .print(format, System.out);
    }

    /** On a device that is not here, by its roofline. */
    void print(AssumedDevice device) {
        List<Trial> open = open();
        Map<Integer, Double> times = new LinkedHashMap<>();
        for (int devices : DEVICES) {
            List<Double> seconds =
                    cohorts(device, devices, open).stream().map(device::seconds).toList();
            times.put(devices, Planner.makespan(seconds, devices));
        }
        List<PricedCohort> cohorts = cohorts(device, 1, open);
        new PlanTable(
                        List.of(device.toString()),
                        device.memory(),
                        cohorts,
                        cohorts.stream().map(device::seconds).toList(),
                        times,
                        "By the roofline of " + device + " at least")
                .print(format, System.out);
    }

    private List<PricedCohort> cohorts(AssumedDevice device, int devices, List<Trial> open) {
        int cohort = most != null ? most : SweepDevices.COHORT_ON_GPU;
        return new Planner(devices, device.memory(), cohort, study.measuredSteps(), data).plan(open);
    }

    /** Without what the store has. */
    private List<Trial> open() {
        if (!Files.exists(store)) {
            return trials;
        }
        try (Store kept = Store.forReading(store)) {
            kept.requireSame(study);
            return Growth.open(
                    study,
                    trials,
                    kept,
                    Optional.of(kept.study()).filter(text -> !text.text().equals(study.text())));
        }
    }
}
