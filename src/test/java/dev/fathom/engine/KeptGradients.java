package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Tensor;
import dev.fathom.engine.network.Learning;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** Keeps the gradients of every layer apart. */
public record KeptGradients(List<Tensor> weights, List<Tensor> biases, List<Sums> gains) implements Learning {
    public static KeptGradients allocate(Arena arena, Network network) {
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        for (int layer = 1; layer <= network.layers(); layer++) {
            Tensor like = network.weights(layer);
            weights.add(arena.tensor(like.trials(), like.rows(), like.columns()));
            biases.add(arena.tensor(like.trials(), 1, like.columns()));
        }
        List<Sums> gains = new ArrayList<>();
        for (Normalizer each : network.normalizers()) {
            Tensor gain = each.gain() == null ? null : arena.tensor(each.gain().trials(), 1, each.channels());
            Tensor shift =
                    each.shift() == null ? null : arena.tensor(each.shift().trials(), 1, each.channels());
            gains.add(new Sums(1, 0, gain, shift));
        }
        return new KeptGradients(weights, biases, gains);
    }

    @Override
    public Tensor weightTarget(int layer) {
        return weights.get(layer - 1);
    }

    @Override
    public Tensor biasTarget(int layer) {
        return biases.get(layer - 1);
    }

    @Override
    public Sums sums(Normalizer normalizer) {
        return gains.get(normalizer.number());
    }
}
