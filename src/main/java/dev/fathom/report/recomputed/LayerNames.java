package dev.fathom.report.recomputed;

import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What users call the layers of a trial's network: {@code block 3, query}. None where its data cannot be read any more. */
public final class LayerNames implements Function<Trial, List<String>> {
    private final FirstBatches batches;
    private final Map<List<Object>, List<String>> known = new HashMap<>();

    public LayerNames(DatasetCache data) {
        batches = new FirstBatches(data);
    }

    /** A name for each layer from the first, or no name at all. */
    @Override
    public List<String> apply(Trial trial) {
        List<Object> key = List.of(trial.architecture(), trial.widths(), trial.data(), trial.batch());
        return known.computeIfAbsent(
                key, k -> batches.of(trial).map(batch -> names(trial, batch)).orElse(List.of()));
    }

    private static List<String> names(Trial trial, FirstBatches.FirstBatch batch) {
        Shape shape = new Shape(batch.extent(), trial.widths(), batch.outputs());
        return Architecture.parse(trial.architecture()).network(shape).names();
    }
}
