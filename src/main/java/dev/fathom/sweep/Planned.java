package dev.fathom.sweep;

import dev.fathom.init.Initializers;
import dev.fathom.init.Scheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trials that run together: equal in everything but initializer, gains, activation, learning rate and seed.
 *
 * @param trials of one shape
 */
public record Planned(List<Trial> trials) {
    public Planned {
        trials = List.copyOf(trials);
    }

    /** What the trials of one cohort have in common. */
    private record Key(
            String architecture,
            List<Integer> widths,
            String optimizer,
            String loss,
            int batch,
            int steps,
            String data,
            Scheme learning) {
        static Key of(Trial t) {
            return new Key(
                    t.architecture(),
                    t.widths(),
                    t.optimizer(),
                    t.loss(),
                    t.batch(),
                    t.steps(),
                    t.data(),
                    Initializers.parse(t.initializer()).scheme().learning());
        }
    }

    /**
     * Packs trials into cohorts of at most {@code most}, the most work first, so that the last ones are short. Trials of
     * one shape stay in their order and are spread evenly.
     */
    public static List<Planned> pack(List<Trial> trials, int most) {
        Map<Key, List<Trial>> byShape = new LinkedHashMap<>();
        for (Trial trial : trials) {
            byShape.computeIfAbsent(Key.of(trial), key -> new ArrayList<>()).add(trial);
        }
        List<Planned> cohorts = new ArrayList<>();
        for (List<Trial> same : byShape.values()) {
            int count = (same.size() + most - 1) / most;
            for (int i = 0; i < count; i++) {
                cohorts.add(new Planned(same.subList(
                        (int) ((long) same.size() * i / count), (int) ((long) same.size() * (i + 1) / count))));
            }
        }
        cohorts.sort(Comparator.comparingDouble(Planned::work).reversed());
        return cohorts;
    }

    /** Multiply-adds of the hidden layers' products, forward and backward. */
    double work() {
        Trial trial = trials.get(0);
        double weights = 0;
        for (int i = 1; i < trial.depth(); i++) {
            weights += (double) trial.widths().get(i - 1) * trial.widths().get(i);
        }
        return 3 * weights * trial.batch() * trial.steps() * trials.size();
    }

    /** The cohort as two. */
    List<Planned> halves() {
        int middle = trials.size() / 2;
        return List.of(new Planned(trials.subList(0, middle)), new Planned(trials.subList(middle, trials.size())));
    }
}
