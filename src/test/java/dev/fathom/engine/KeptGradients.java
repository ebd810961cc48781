package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Keeps the gradients of every layer apart. */
record KeptGradients(List<Tensor> weights, List<Tensor> biases) implements Learning {
    static KeptGradients allocate(Arena arena, Network network) {
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        for (int layer = 1; layer <= network.layers(); layer++) {
            Tensor like = network.weights(layer);
            weights.add(arena.tensor(like.trials(), like.rows(), like.columns()));
            biases.add(arena.tensor(like.trials(), 1, like.columns()));
        }
        return new KeptGradients(weights, biases);
    }

    @Override
    public Tensor weightTarget(int layer) {
        return weights.get(layer - 1);
    }

    @Override
    public Tensor biasTarget(int layer) {
        return biases.get(layer - 1);
    }
}
