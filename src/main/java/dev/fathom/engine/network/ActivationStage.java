package dev.fathom.engine.network;

import dev.fathom.activation.Activation;
import dev.fathom.device.Normalization;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Quantity;
import java.util.List;

/**
 * a = φ(u), u = z or its normalization; the biases of the layer before are added on the way, and φ' takes the place of z.
 * The gradient by a becomes the gradient by z in its place.
 *
 * @param functions the activation of each trial
 * @param source the layer whose pre-activations z are; null where z is a sum or normalized already
 * @param shown the layer whose activations a are, nullable
 * @param bias of the source, nullable
 * @param normalizer nullable
 * @param out a, whose gradient lies where that of z does
 * @param skip gradient that arrives around a branch which starts here, nullable
 * @param look at the tokens of the source, nullable
 */
record ActivationStage(
        List<Activation> functions,
        LinearStage source,
        LinearStage shown,
        Tensor bias,
        Value in,
        Normalizer normalizer,
        Value out,
        Tensor skip,
        TokenLook look)
        implements Stage {
    @Override
    public void forward(Pass pass) {
        Tensor row = bias;
        if (pass.kept() != null && source != null) {
            pass.ops().addRow(in.tensor(), null, 1, pass.kept().get(source.layer() - 1));
            row = null; // lies under the product already
        }
        if (look != null && source != null && pass.to() != null) {
            if (row != null) {
                pass.ops().addRow(in.tensor(), row, 1, in.tensor());
                row = null;
            }
            look.cosine(pass, source.layer(), in.tensor());
        }
        pass.ops()
                .activate(
                        functions,
                        row,
                        in.tensor(),
                        normalizer == null ? null : normalizer.forward(pass.phase()),
                        out.tensor(),
                        source == null ? null : LayerSlots.at(pass.to(), source.layer(), Quantity.PREACTIVATION),
                        shown == null ? null : LayerSlots.at(pass.to(), shown.layer(), Quantity.ACTIVATION));
    }

    @Override
    public void backward(Pass pass) {
        Normalization normalization = normalizer == null ? null : normalizer.backward(pass.learning());
        arrive(pass, source, in.gradient(), in.tensor(), normalization, skip);
        if (normalizer != null && normalizer.learns() && pass.learning() != null) {
            pass.learning().sumsReady(pass.ops(), normalizer);
        }
    }

    /**
     * The gradient arrives at pre-activations, and with it that of the biases.
     *
     * @param layer whose they are, nullable
     */
    static void arrive(
            Pass pass, LinearStage layer, Tensor delta, Tensor slope, Normalization normalization, Tensor skip) {
        Learning learning = pass.learning();
        if (learning == null || layer == null) {
            pass.ops().backpropagate(delta, slope, normalization, skip, 1, 0, null, null);
            return;
        }
        int number = layer.layer();
        boolean biased = layer.hasBiases();
        pass.ops()
                .backpropagate(
                        delta,
                        slope,
                        normalization,
                        skip,
                        biased ? learning.biasFactor(number) * layer.scale() : 1,
                        learning.accumulates() ? 1 : 0,
                        biased ? learning.biasTarget(number) : null,
                        LayerSlots.at(pass.to(), number, Quantity.GRADIENT));
        if (biased) {
            learning.biasesReady(pass.ops(), number);
        }
    }
}
