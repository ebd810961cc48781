package dev.fathom.cli.sweep;

import dev.fathom.cli.terminal.Interruption;
import dev.fathom.spark.Cluster;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Planner;
import java.util.List;
import java.util.function.Consumer;

/** A cluster as the engine of a sweep. */
record SparkEngine(Cluster cluster, List<Integer> measuredSteps, DatasetCache data) implements SweepEngine {
    @Override
    public List<String> lines() {
        return List.of("engine: " + cluster.description());
    }

    /** Without a look at memory: what does not fit an executor's device is halved there. */
    @Override
    public Planner planner(Integer most) {
        int cohort = most != null ? most : cluster.onGpus() ? SweepDevices.COHORT_ON_GPU : SweepDevices.COHORT_ON_CPU;
        return new Planner(cluster.tasks(), Long.MAX_VALUE, cohort, measuredSteps, data);
    }

    @Override
    public boolean slowProducts() {
        return false;
    }

    /** Known as each cohort ends. */
    @Override
    public List<Provenance> provenance() {
        return List.of();
    }

    @Override
    public boolean run(List<CohortPlan> plan, Store store, Consumer<Event> listener, Interruption interruption) {
        interruption.stops(cluster::stop);
        Consumer<Event> failing = event -> {
            if (event instanceof Event.CohortFailed failed) {
                store.fail(failed.cohort().trials(), failed.reason(), null);
            }
        };
        cluster.run(plan, data.digests(), store::save, failing.andThen(listener));
        return cluster.stopped();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
