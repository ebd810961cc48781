package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Tensor;
import dev.fathom.net.Descent;
import dev.fathom.net.Parametrization.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Learning rates of each trial, (1, 1), or (1, steps) where some have a schedule; layers with the same rates share them. */
record Rates(Cohort cohort, RateFactors factors, Map<List<Float>, Tensor> byFactors) {
    static Rates allocate(Device device, Arena arena, Cohort cohort, RateFactors factors, int steps) {
        Rates rates = new Rates(cohort, factors, new HashMap<>());
        boolean constant = cohort.trials().stream()
                .allMatch(trial -> trial.descent().schedule().constant());
        int columns = constant ? 1 : steps;
        rates.add(device, arena, rates.common(), columns, steps);
        for (int layer = 1; layer <= cohort.network().weights().size(); layer++) {
            rates.add(device, arena, rates.ofWeights(layer), columns, steps);
            rates.add(device, arena, rates.ofBiases(layer), columns, steps);
            rates.add(device, arena, rates.ofGate(layer), columns, steps);
        }
        return rates;
    }

    private void add(Device device, Arena arena, List<Float> factors, int columns, int steps) {
        byFactors.computeIfAbsent(factors, ofTrials -> {
            Tensor rate = arena.tensor(cohort.size(), 1, columns);
            for (int trial = 0; trial < cohort.size(); trial++) {
                Descent descent = cohort.trials().get(trial).descent();
                float[] bySteps = new float[columns];
                for (int step = 0; step < columns; step++) {
                    bySteps[step] = ofTrials.get(trial)
                            * (float)
                                    (descent.learningRate() * descent.schedule().at(step, steps));
                }
                device.upload(bySteps, rate, trial);
            }
            return rate;
        });
    }

    /** A factor of the table times that of the layer's role, by trial. */
    private List<Float> factors(float table, Role role) {
        List<Float> ofTrials = new ArrayList<>();
        cohort.trials()
                .forEach(trial -> ofTrials.add(table * trial.descent().roles().of(role)));
        return ofTrials;
    }

    private List<Float> ofWeights(int layer) {
        return factors(factors.weights(layer), factors.role(layer));
    }

    private List<Float> ofBiases(int layer) {
        return factors(factors.biases(layer), factors.role(layer));
    }

    private List<Float> ofGate(int layer) {
        return factors(1, factors.role(layer));
    }

    private List<Float> common() {
        return Collections.nCopies(cohort.size(), 1f);
    }

    /** Those of the trials themselves. */
    Tensor base() {
        return byFactors.get(common());
    }

    Tensor weights(int layer) {
        return byFactors.get(ofWeights(layer));
    }

    Tensor biases(int layer) {
        return byFactors.get(ofBiases(layer));
    }

    /** Of the factor on a layer's branch. */
    Tensor gate(int layer) {
        return byFactors.get(ofGate(layer));
    }
}
