package dev.fathom.frontier;

import dev.fathom.device.Device;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.store.StudyText;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import dev.fathom.sweep.Trainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains each trial once: what is in the store is taken from there, and every finished cohort goes there at once. A search
 * that was killed asks the same questions again and so goes on where it was.
 */
public final class TrialCache {
    /** All searches may share a store: a trial's name says everything about it. */
    public static final StudyText STUDY =
            new StudyText("frontier", "How deep does each initializer train?", "fathom frontier");

    private static final int TOGETHER = 16;

    private final DatasetCache data;
    private final Trainer trainer;
    private final Store store;
    private final Provenance run;
    private final Map<String, Double> losses = new HashMap<>();

    /** @param data where data sets are read, once for all trials */
    public TrialCache(Device device, Store store, Provenance run, DatasetCache data) {
        this.data = data;
        trainer = new DeviceTrainer(device, List.of(0), data);
        this.store = store;
        this.run = run;
        data.expect(store.digests());
        store.forEach(this::enter);
    }

    private void enter(TrialResult result) {
        losses.put(result.trial().id(), result.finalLoss() / result.chance());
    }

    /** Final losses in units of chance, by the names of the trials, these among them. */
    public Map<String, Double> losses(List<Trial> trials) {
        List<Trial> open =
                trials.stream().filter(trial -> !losses.containsKey(trial.id())).toList();
        if (!open.isEmpty()) {
            Runner.run(trainer, open, TOGETHER, Event.results(results -> {
                store.keepDigests(data.digests());
                store.save(results, run);
                results.forEach(this::enter);
            }));
        }
        return losses;
    }
}
