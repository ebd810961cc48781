package dev.fathom.transfer;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import dev.fathom.sweep.Trainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Trains each trial once, and keeps the logarithm of its final loss in units of chance. */
final class Losses {
    private static final int TOGETHER = 16;

    /** A loss of twice chance, or none at all, is as bad as any. */
    private static final double WORST = Math.log(2);

    private final Trainer trainer;
    private final Map<Trial, Double> known = new HashMap<>();

    Losses(Trainer trainer) {
        this.trainer = trainer;
    }

    int trained() {
        return known.size();
    }

    /** Of one network at some rates, by rate and seed from the network's own on. */
    double[][] of(Trial network, List<Double> rates, int seeds) {
        List<List<Trial>> trials = new ArrayList<>();
        for (double rate : rates) {
            List<Trial> alike = new ArrayList<>();
            for (long seed = 0; seed < seeds; seed++) {
                alike.add(network.with(Fields.LEARNING_RATE.is(rate), Fields.SEED.is(network.seed() + seed)));
            }
            trials.add(alike);
        }
        List<Trial> open = trials.stream()
                .flatMap(List::stream)
                .filter(trial -> !known.containsKey(trial))
                .distinct()
                .toList();
        if (!open.isEmpty()) {
            Runner.run(trainer, open, TOGETHER, Event.results(results -> results.forEach(this::enter)));
        }
        return trials.stream()
                .map(alike -> alike.stream().mapToDouble(known::get).toArray())
                .toArray(double[][]::new);
    }

    private void enter(TrialResult result) {
        double loss = Math.log(result.finalLoss() / result.chance());
        known.put(result.trial(), loss < WORST ? loss : WORST); // NaN is worst too
    }

    /** The network of a size. */
    static Trial sized(Trial network, Field<Integer> axis, int size) {
        return network.with(axis.is(size));
    }
}
