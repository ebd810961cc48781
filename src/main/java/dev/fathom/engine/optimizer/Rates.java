package dev.fathom.engine.optimizer;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Normalizer;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.optimizer.Descent;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Parametrization.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learning rates and weight decays of each trial, (1, 1), or (1, steps) where some have a schedule. Layers that have the
 * same share them.
 */
public final class Rates {
    private final Device device;
    private final Arena arena;
    private final Cohort cohort;
    private final RateFactors factors;
    private final int steps;
    private final boolean constant;
    private final Map<Row, Tensor> rows = new HashMap<>();

    /**
     * What a row holds, as factors by trial.
     *
     * @param rates on the learning rate; empty where the row holds none
     * @param decays λ; empty where the row holds none
     */
    private record Row(List<Float> rates, List<Float> decays) {}

    public Rates(Device device, Arena arena, Network network, RateFactors factors, int steps) {
        this.device = device;
        this.arena = arena;
        cohort = network.cohort();
        this.factors = factors;
        this.steps = steps;
        constant = cohort.trials().stream()
                .allMatch(trial -> trial.descent().schedule().constant());
        base();
        for (int layer = 1; layer <= cohort.network().weights().size(); layer++) {
            weights(layer);
            weightDecay(layer);
            biases(layer);
            biasDecay(layer);
            gate(layer);
            gateDecay(layer);
        }
        for (Normalizer each : network.normalizers()) {
            gain(each);
            gainDecay(each);
        }
    }

    RateFactors factors() {
        return factors;
    }

    /** Those of the trials themselves. */
    public Tensor base() {
        return rate(Collections.nCopies(cohort.size(), 1f));
    }

    Tensor weights(int layer) {
        return rate(ofWeights(layer));
    }

    /** What the update of a layer's weights takes for its decay; null where no trial has one. Likewise the others. */
    Tensor weightDecay(int layer) {
        return decay(ofWeights(layer), factors.decay(layer));
    }

    Tensor biases(int layer) {
        return rate(ofBiases(layer));
    }

    Tensor biasDecay(int layer) {
        return decay(ofBiases(layer), 1);
    }

    /** Of gain and shift. */
    Tensor gain(Normalizer normalizer) {
        return rate(ofGain(normalizer));
    }

    Tensor gainDecay(Normalizer normalizer) {
        return decay(ofGain(normalizer), 1);
    }

    /** Of the factor on a layer's branch. */
    Tensor gate(int layer) {
        return rate(ofGate(layer));
    }

    Tensor gateDecay(int layer) {
        return decay(ofGate(layer), 1);
    }

    private List<Float> ofWeights(int layer) {
        return times(factors.weights(layer), factors.role(layer));
    }

    private List<Float> ofBiases(int layer) {
        List<Float> ofTrials = new ArrayList<>();
        cohort.trials()
                .forEach(trial -> ofTrials.add(
                        factors.biases(layer) * trial.descent().roles().ofBiases(factors.role(layer))));
        return ofTrials;
    }

    private List<Float> ofGain(Normalizer normalizer) {
        return times(factors.gain(normalizer), Role.HIDDEN);
    }

    private List<Float> ofGate(int layer) {
        return times(1, factors.role(layer));
    }

    /** A factor of the parametrization times that of the layer's role, by trial. */
    private List<Float> times(float table, Role role) {
        List<Float> ofTrials = new ArrayList<>();
        cohort.trials()
                .forEach(trial -> ofTrials.add(table * trial.descent().roles().of(role)));
        return ofTrials;
    }

    private Tensor rate(List<Float> factors) {
        return rows.computeIfAbsent(new Row(factors, List.of()), this::upload);
    }

    private Tensor decay(List<Float> rates, double table) {
        Optimizer optimizer = factors.optimizer();
        List<Float> decays = new ArrayList<>();
        cohort.trials()
                .forEach(trial -> decays.add((float)
                        (table * (optimizer.weightDecay() + trial.descent().weightDecay()))));
        if (decays.stream().allMatch(decay -> decay == 0)) {
            return null;
        }
        boolean times = optimizer.decay() == Optimizer.Decay.DECOUPLED;
        return rows.computeIfAbsent(new Row(times ? rates : List.of(), decays), this::upload);
    }

    private Tensor upload(Row row) {
        boolean alone = row.rates().isEmpty() && factors.optimizer().decay() == Optimizer.Decay.COUPLED;
        Tensor tensor = arena.tensor(cohort.size(), 1, constant || alone ? 1 : steps);
        for (int trial = 0; trial < cohort.size(); trial++) {
            Descent descent = cohort.trials().get(trial).descent();
            float[] values = new float[tensor.columns()];
            for (int step = 0; step < values.length; step++) {
                double course = descent.schedule().at(step, steps);
                float value = !row.rates().isEmpty()
                        ? row.rates().get(trial) * (float) (descent.learningRate() * course)
                        : alone ? 1 : (float) course;
                values[step] =
                        row.decays().isEmpty() ? value : value * row.decays().get(trial);
            }
            device.upload(values, tensor, trial);
        }
        return tensor;
    }
}
