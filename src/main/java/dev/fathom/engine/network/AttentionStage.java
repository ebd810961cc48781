package dev.fathom.engine.network;

import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Quantity;
import java.util.List;
import java.util.function.Function;

/**
 * Attention between its projections, which lie before this stage, and its output layer behind it.
 *
 * @param layers its queries, keys and values, in this order
 * @param projected their pre-activations
 * @param weights of attention, for the way back (B heads P, P)
 * @param entropies room for that of each row of weights (B heads P, 1)
 * @param look at the tokens, null where a sample is one
 * @param out what the positions mix
 */
record AttentionStage(
        Heads heads,
        List<LinearStage> layers,
        List<Value> projected,
        Tensor weights,
        Tensor entropies,
        TokenLook look,
        Value out)
        implements Stage {
    @Override
    public void forward(Pass pass) {
        Operations ops = pass.ops();
        for (int i = 0; i < layers.size(); i++) {
            int layer = layers.get(i).layer();
            Tensor z = projected.get(i).tensor();
            LayerSlots.measure(ops, pass.to(), layer, Quantity.PREACTIVATION, z);
            if (look != null) {
                look.cosine(pass, layer, z);
            }
            if (pass.kept() != null) {
                ops.addRow(z, null, 1, pass.kept().get(layer - 1));
            }
        }
        ops.attend(heads, projections(Value::tensor), weights, out.tensor());
        if (pass.to() != null) {
            ops.entropy(weights, entropies);
            ops.measure(entropies, pass.to().entropy(layers.get(0).layer()));
        }
    }

    @Override
    public void backward(Pass pass) {
        pass.ops()
                .attendBackward(
                        heads, projections(Value::tensor), weights, out.gradient(), projections(Value::gradient));
        for (int i = 0; i < layers.size(); i++) {
            ActivationStage.arrive(pass, layers.get(i), projected.get(i).gradient(), null, null, null);
        }
    }

    private Projections projections(Function<Value, Tensor> part) {
        return new Projections(
                part.apply(projected.get(0)), part.apply(projected.get(1)), part.apply(projected.get(2)));
    }
}
