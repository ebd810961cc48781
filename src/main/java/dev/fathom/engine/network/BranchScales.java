package dev.fathom.engine.network;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Learnable factors on residual branches, z_l = z_{l-1} + s α_l (a_{l-1} W_l + b_l). The passes see the products α_l W_l
 * and α_l b_l as the layer's weights and biases. With G and g their gradients, those of the parameters are
 *
 * <pre>∂W = α G    ∂b = α g    ∂α = ⟨G, W⟩ + ⟨g, b⟩</pre>
 */
public final class BranchScales {
    private final List<Gate> gates = new ArrayList<>();

    /**
     * One branch.
     *
     * @param factor α (1, 1)
     * @param gradient ∂α (1, 1)
     * @param weights W (n, m)
     * @param biases b (1, m)
     */
    public record Gate(Tensor factor, Tensor gradient, Tensor weights, Tensor biases) {
        /** ∂α ← ∂α + ⟨G, P⟩, or without what was there. */
        public void addGradient(Operations ops, Tensor effective, Tensor parameter, boolean first) {
            ops.product(1, effective.column(), true, parameter.column(), false, first ? 0 : 1, gradient);
        }

        /** to ← α from */
        public void times(Operations ops, Tensor from, Tensor to) {
            ops.product(1, from.column(), false, factor, false, 0, to.column());
        }
    }

    /** One gate for each layer that ends a branch. */
    BranchScales(Arena arena, Network network) {
        int trials = network.cohort().size();
        for (int layer = 1; layer <= network.layers(); layer++) {
            Tensor weights = network.weights(layer);
            Tensor biases = network.biases(layer);
            gates.add(
                    network.shape(layer).endsBranch()
                            ? new Gate(
                                    arena.tensor(trials, 1, 1),
                                    arena.tensor(trials, 1, 1),
                                    arena.tensor(trials, weights.rows(), weights.columns()),
                                    arena.tensor(trials, 1, biases.columns()))
                            : null);
        }
    }

    /** Null where the layer ends no branch. */
    Gate at(int layer) {
        return gates.get(layer - 1);
    }

    /** Sets all factors to where they start, and the effective weights to what follows. */
    void start(Device device, Network network) {
        for (Gate gate : gates) {
            for (int trial = 0; gate != null && trial < network.cohort().size(); trial++) {
                double start = network.cohort()
                        .trials()
                        .get(trial)
                        .initializer()
                        .scheme()
                        .gate()
                        .orElseThrow();
                device.upload(new float[] {(float) start}, gate.factor(), trial);
            }
        }
        try (Program program = device.record(ops -> {
            for (int layer = 1; layer <= gates.size(); layer++) {
                applyTo(ops, network, layer);
            }
        })) {
            program.run();
        }
    }

    /** Brings a layer's effective weights and biases up to date with its parameters. */
    public void applyTo(Operations ops, Network network, int layer) {
        Gate gate = at(layer);
        if (gate != null) {
            gate.times(ops, gate.weights(), network.weights(layer));
            gate.times(ops, gate.biases(), network.biases(layer));
        }
    }
}
