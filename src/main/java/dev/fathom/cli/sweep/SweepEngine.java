package dev.fathom.cli.sweep;

import dev.fathom.cli.terminal.Interruption;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Planner;
import java.util.List;
import java.util.function.Consumer;

/** Trains the cohorts of a sweep: the devices of this machine, or a cluster. */
interface SweepEngine extends AutoCloseable {
    /** What it is, a line each. */
    List<String> lines();

    /** @param most trials of a cohort; null for what suits the engine */
    Planner planner(Integer most);

    /** Whether its products take about ten times as long as they could. */
    boolean slowProducts();

    /** Who will make results, as far as it is known beforehand. */
    List<Provenance> provenance();

    /**
     * Runs every cohort. What ends well or badly is in the store before the listener hears of it.
     *
     * @return whether it was interrupted
     */
    boolean run(List<CohortPlan> plan, Store store, Consumer<Event> listener, Interruption interruption);

    @Override
    void close();
}
