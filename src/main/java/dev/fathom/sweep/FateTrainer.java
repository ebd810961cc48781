package dev.fathom.sweep;

import dev.fathom.device.Device;
import dev.fathom.device.Fate;
import dev.fathom.device.LossDigest;
import dev.fathom.engine.Samples;
import dev.fathom.engine.training.SwarmCohort;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains trials of which only the fate is wanted: small plain networks as swarms, whole trainings at once; others as a
 * sweep trains them. Both ways train the same networks.
 */
public final class FateTrainer {
    /** A network that came down to so much of chance has learned, as the verdict has it. */
    private static final double LEARNED = 0.5;

    private static final int COHORT = 256;

    private final Device device;
    private final DatasetCache data;
    private final boolean float64;

    /** @param float64 whether to train in double precision, which swarms alone can */
    public FateTrainer(Device device, DatasetCache data, boolean float64) {
        this.device = device;
        this.data = data;
        this.float64 = float64;
    }

    /** Whether trials like this one run as a swarm. */
    public boolean trainsAsSwarm(Trial trial) {
        return swarm(new CohortPlan(List.of(trial))).isPresent();
    }

    /**
     * A fate for each trial, in their order.
     *
     * @throws IllegalArgumentException where double precision is wanted of trials that no swarm takes
     */
    public List<TrialFate> train(List<Trial> trials) {
        Map<Trial, TrialFate> fates = new LinkedHashMap<>();
        for (CohortPlan cohort : CohortPlan.alike(trials)) {
            Map<String, List<Trial>> byActivation = new LinkedHashMap<>();
            cohort.trials()
                    .forEach(trial -> byActivation
                            .computeIfAbsent(trial.activation(), name -> new ArrayList<>())
                            .add(trial));
            byActivation.values().forEach(alike -> train(new CohortPlan(alike), fates));
        }
        return trials.stream().map(fates::get).toList();
    }

    private void train(CohortPlan cohort, Map<Trial, TrialFate> fates) {
        double chance = data.of(cohort.trials().get(0)).train().answers().chance();
        Optional<SwarmCohort> swarm = swarm(cohort);
        if (swarm.isPresent()) {
            List<Fate> raw = device.train(swarm.get().swarm(), swarm.get().networks());
            for (int i = 0; i < raw.size(); i++) {
                fates.put(cohort.trials().get(i), judge(raw.get(i), chance));
            }
            return;
        }
        if (float64) {
            throw new IllegalArgumentException("fp64 is for plain networks of up to " + SwarmCohort.WIDEST
                    + " units a layer under sgd, on the CPU; leave --precision out");
        }
        for (CohortPlan part : cohort.spread(COHORT)) {
            new DeviceTrainer(device, List.of(0), data)
                    .train(part, Event.IGNORED)
                    .forEach(result -> fates.put(result.trial(), judge(result, chance)));
        }
    }

    private Optional<SwarmCohort> swarm(CohortPlan cohort) {
        CohortSetup setup = CohortSetup.of(cohort, List.of(), data);
        Samples train = setup.train();
        return SwarmCohort.of(
                        setup.cohort(),
                        setup.plan(),
                        train,
                        setup.test(),
                        DeviceTrainer.order(
                                train, setup.cohort().batch(), setup.plan().steps()),
                        cohort.trials().stream()
                                .mapToDouble(Trial::learningRate)
                                .toArray(),
                        LEARNED * setup.chance(),
                        float64)
                .filter(found -> device.trains(found.swarm()));
    }

    private static TrialFate judge(Fate fate, double chance) {
        LossDigest losses = fate.losses();
        Verdict verdict = Verdict.of(fate.overflow(), fate.gradientRatio(), losses.first(), losses.last(), chance);
        return of(verdict, losses, fate.accuracy());
    }

    private static TrialFate judge(TrialResult result, double chance) {
        return of(result.verdict(), LossDigest.of(result.losses(), LEARNED * chance), result.accuracy());
    }

    private static TrialFate of(Verdict verdict, LossDigest losses, double accuracy) {
        return new TrialFate(verdict, losses.last(), accuracy, losses.convergence(), losses.learnedAt());
    }
}
