package dev.fathom.sweep;

import dev.fathom.init.Initializers;
import dev.fathom.init.Scheme;
import dev.fathom.study.Field;
import dev.fathom.study.Trial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trials that run together: equal in every field whose scope is the cohort, in how the initializer lets them learn, and in
 * whether SGD is a part of the products: rounding differs where it is not, and a trial's bits are those that it has alone.
 *
 * @param trials of one shape
 */
public record CohortPlan(List<Trial> trials) implements Serializable {
    public CohortPlan {
        trials = List.copyOf(trials);
    }

    /** What the trials of one cohort have in common. */
    private record Key(List<Object> shared, Scheme learning, boolean folded) {
        static Key of(Trial trial) {
            return new Key(
                    trial.values(field -> field.scope() == Field.Scope.PER_COHORT),
                    Initializers.parse(trial.initializer()).scheme().learning(),
                    trial.optimizer().equals("sgd") && trial.descent().plain());
        }
    }

    /** Groups trials that can run together; each group, and the trials of each, stay in their order. */
    static List<CohortPlan> alike(List<Trial> trials) {
        Map<Key, List<Trial>> groups = new LinkedHashMap<>();
        for (Trial trial : trials) {
            groups.computeIfAbsent(Key.of(trial), key -> new ArrayList<>()).add(trial);
        }
        return groups.values().stream().map(CohortPlan::new).toList();
    }

    /** As few cohorts of at most {@code most} as there can be, all of about one size. */
    List<CohortPlan> spread(int most) {
        int count = (trials.size() + most - 1) / most;
        List<CohortPlan> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new CohortPlan(trials.subList(
                    (int) ((long) trials.size() * i / count), (int) ((long) trials.size() * (i + 1) / count))));
        }
        return parts;
    }

    /** Packs trials into cohorts of at most {@code most}; {@link Planner} looks at memory and devices too. */
    public static List<CohortPlan> pack(List<Trial> trials, int most) {
        return alike(trials).stream()
                .flatMap(group -> group.spread(most).stream())
                .toList();
    }

    /** The cohort as two. */
    List<CohortPlan> halves() {
        int middle = trials.size() / 2;
        return List.of(
                new CohortPlan(trials.subList(0, middle)), new CohortPlan(trials.subList(middle, trials.size())));
    }
}
