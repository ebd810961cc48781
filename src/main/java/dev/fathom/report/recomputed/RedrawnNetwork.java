package dev.fathom.report.recomputed;

import dev.fathom.activation.Activation;
import dev.fathom.device.Device;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.engine.Cohort;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Draws a trial's network once more, for its weights are a function of seed and layer, and passes the first minibatch
 * through it. What is drawn for one report is bounded; networks beyond that go without histograms.
 */
public final class RedrawnNetwork implements HistogramSource {
    /** Weights of all networks together: some ten seconds of one core. */
    private static final long MAX_WEIGHTS = 100_000_000;

    private final Device device;
    private final FirstBatches batches;
    private long drawn;

    public RedrawnNetwork(Device device, DatasetCache data) {
        this.device = device;
        batches = new FirstBatches(data);
    }

    @Override
    public Optional<Histograms> of(Trial trial, int layers) {
        return batches.of(trial).flatMap(batch -> of(trial, batch, layers));
    }

    private Optional<Histograms> of(Trial trial, FirstBatches.FirstBatch batch, int layers) {
        Shape shape = new Shape(batch.extent(), trial.widths(), batch.outputs());
        NetworkSpec network = Architecture.parse(trial.architecture()).network(shape);
        long weights = network.weights().stream()
                .mapToLong(weight -> (long) weight.rows() * weight.columns())
                .sum();
        if (drawn + weights > MAX_WEIGHTS) {
            return Optional.empty();
        }
        drawn += weights;
        int[] chosen = IntStream.of(FinishedTrial.spread(network.hiddenLayers(), layers))
                .map(index -> index + 1)
                .toArray();
        Cohort cohort = new Cohort(shape, trial.ties(), trial.batch(), List.of(trial.setup()));
        try {
            List<float[]> matrices = dev.fathom.engine.probe.Preactivations.of(
                    device, cohort, batch.features(), layer -> Arrays.binarySearch(chosen, layer) >= 0);
            Activation activation = trial.setup().activation();
            List<Histograms.Layer> kept = new ArrayList<>();
            for (int i = 0; i < chosen.length; i++) {
                kept.add(Histograms.Layer.of(
                        chosen[i],
                        matrices.get(i),
                        network.weights().get(chosen[i] - 1).columns(),
                        activation));
            }
            return Optional.of(new Histograms(kept));
        } catch (OutOfDeviceMemory e) {
            return Optional.empty();
        }
    }
}
