package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.device.Operations.Normalization;
import dev.fathom.device.Tensor;
import java.util.List;

/**
 * a = φ(u), u = z or its normalization; the biases of the layer before are added on the way, and φ' takes the place of z.
 * The gradient by a becomes the gradient by z in its place.
 *
 * @param functions the activation of each trial
 * @param layer that z comes from
 * @param bias of that layer, nullable
 * @param normalization nullable
 * @param out a, whose gradient lies where that of z does
 * @param skip gradient that arrives around a branch which starts here, nullable
 */
record ActivationStage(
        List<Activation> functions,
        DenseStage layer,
        Tensor bias,
        Value in,
        Normalization normalization,
        Value out,
        Tensor skip)
        implements Stage {
    @Override
    public void forward(Pass pass) {
        Tensor row = bias;
        if (pass.kept() != null) {
            pass.ops().addRow(in.tensor(), null, 1, pass.kept().get(layer.layer() - 1));
            row = null; // lies under the product already
        }
        pass.ops()
                .activate(
                        functions,
                        row,
                        in.tensor(),
                        normalization,
                        out.tensor(),
                        LayerSlots.at(pass.to(), layer.layer(), Quantity.PREACTIVATION),
                        LayerSlots.at(pass.to(), layer.layer(), Quantity.ACTIVATION));
    }

    @Override
    public void backward(Pass pass) {
        arrive(pass, layer, in.gradient(), in.tensor(), normalization, skip);
    }

    /** The gradient arrives at the pre-activations of a layer, and with it that of the biases. */
    static void arrive(
            Pass pass, DenseStage layer, Tensor delta, Tensor slope, Normalization normalization, Tensor skip) {
        Learning learning = pass.learning();
        if (learning == null) {
            pass.ops().backpropagate(delta, slope, normalization, skip, 1, 0, null, null);
            return;
        }
        int number = layer.layer();
        pass.ops()
                .backpropagate(
                        delta,
                        slope,
                        normalization,
                        skip,
                        learning.biasFactor(number) * layer.scale(),
                        learning.accumulates() ? 1 : 0,
                        learning.biasTarget(number),
                        LayerSlots.at(pass.to(), number, Quantity.GRADIENT));
        learning.biasesReady(pass.ops(), number);
    }
}
