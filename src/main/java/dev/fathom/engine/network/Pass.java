package dev.fathom.engine.network;

import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import java.util.List;

/**
 * One walk through a network.
 *
 * @param inputs (B, n_1), shared or one per trial
 * @param inputGradient where the gradient by the inputs goes, nullable
 * @param learning what becomes of the gradients of weights and biases; null where none are wanted
 * @param to where moments go, nullable
 * @param kept where pre-activations go by layer, before the activation makes slopes of them; nullable
 * @param phase of the forward walk
 */
public record Pass(
        Operations ops,
        Tensor inputs,
        Tensor inputGradient,
        Learning learning,
        LayerSlots to,
        List<Tensor> kept,
        Phase phase) {
    public Pass(
            Operations ops, Tensor inputs, Tensor inputGradient, Learning learning, LayerSlots to, List<Tensor> kept) {
        this(ops, inputs, inputGradient, learning, to, kept, Phase.MEASURE);
    }

    public static Pass forward(Operations ops, Tensor inputs, LayerSlots to) {
        return new Pass(ops, inputs, null, null, to, null);
    }

    /** @param to where moments go, nullable */
    public static Pass training(Operations ops, Tensor inputs, LayerSlots to) {
        return new Pass(ops, inputs, null, null, to, null, Phase.TRAIN);
    }

    public static Pass testing(Operations ops, Tensor inputs) {
        return new Pass(ops, inputs, null, null, null, null, Phase.TEST);
    }

    public static Pass backward(Operations ops, Tensor inputs, Learning learning, LayerSlots to) {
        return new Pass(ops, inputs, null, learning, to, null);
    }
}
