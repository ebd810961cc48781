package dev.fathom.sweep;

import dev.fathom.engine.InputMoments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.probe.Predicted;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.study.Field;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * What a study measured of one configuration before the first step, beside what theory predicts.
 *
 * @param trial one of the configuration's; its seed, learning rate, optimizer and steps do not matter here
 * @param networks independent ones, each by another seed
 */
public record TheoryComparison(Trial trial, int networks, ProbeReport report) {
    /** More networks make no standard error that matters smaller, and large studies have thousands. */
    private static final int MAX_NETWORKS = 256;

    /** The first trial of a configuration, and for each seed the layers before the first step. */
    private record Group(Trial trial, Map<Long, List<LayerStatistics>> bySeed) {}

    /**
     * One overlay for each configuration, in the order of their first trials.
     *
     * @param results hands over one result after the other, as {@code Store::forEach} does; of each, only the layers before
     *     the first step are kept
     * @param data configurations whose data it does not find are left out
     */
    public static List<TheoryComparison> of(Consumer<Consumer<TrialResult>> results, DatasetCache data) {
        Map<List<Object>, Group> groups = new LinkedHashMap<>();
        results.accept(result -> {
            Trial trial = result.trial();
            if (result.layers().containsKey(0)) {
                Map<Long, List<LayerStatistics>> bySeed = groups.computeIfAbsent(
                                trial.values(field -> field.acts() == Field.Acts.AT_START),
                                start -> new Group(trial, new LinkedHashMap<>()))
                        .bySeed();
                if (bySeed.size() < MAX_NETWORKS) {
                    bySeed.putIfAbsent(trial.seed(), result.layers().get(0));
                }
            }
        });
        return groups.values().stream()
                .flatMap(group -> data.find(group.trial()).map(inputs -> of(group, inputs.train())).stream())
                .toList();
    }

    private static TheoryComparison of(Group group, Samples train) {
        Trial trial = group.trial();
        Shape shape = new Shape(train.extent(), trial.widths(), train.answers().outputs());
        Architecture architecture = trial.ties();
        InputMoments input = input(trial, train);
        OptionalDouble tokens =
                architecture.attends() ? OptionalDouble.of(input.correlation()) : OptionalDouble.empty();
        Predicted theory = Predicted.of(trial.setup(), shape, architecture, input.secondMoment(), tokens);
        List<List<LayerStatistics>> measured = List.copyOf(group.bySeed().values());
        return new TheoryComparison(
                trial,
                measured.size(),
                ProbeReport.of(
                        architecture.network(shape), trial.batch(), measured, theory.propagation(), theory.notes()));
    }

    /** Of the minibatch that every network of a study sees first. */
    public static InputMoments input(Trial trial, Samples train) {
        return InputMoments.of(trial.ties(), train, DeviceTrainer.order(train, trial.batch(), 1));
    }

    /** The layers where signal or gradient lies off its prediction. */
    public List<ProbeReport.Layer> off() {
        return report.layers().stream()
                .filter(layer -> layer.disagrees() || layer.gradientDisagrees())
                .toList();
    }
}
