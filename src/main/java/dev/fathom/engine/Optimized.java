package dev.fathom.engine;

import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.net.Optimizer;

/** Any optimizer, one parameter tensor at a time. */
record Optimized(Network network, Gradients gradients, Optimizer optimizer, OptimizerStates states, Rates rates)
        implements Learning {
    /** The same step without a look at the weight gradients. */
    Optimized withoutMeasuring() {
        Gradients silent = new Gradients(network, gradients.scratch(), gradients.scaled(), null);
        return new Optimized(network, silent, optimizer, states, rates);
    }

    @Override
    public Tensor weightTarget(int layer) {
        return gradients.weightTarget(layer);
    }

    @Override
    public Tensor biasTarget(int layer) {
        return gradients.biasTarget(layer);
    }

    @Override
    public void weightsReady(Operations ops, int layer) {
        BranchScales.Gate gate = network.gate(layer);
        Tensor parameters = network.parameters(layer);
        if (gate != null) {
            gate.addGradient(ops, weightTarget(layer), parameters, false);
        }
        Tensor gradient = gradients.ofWeights(ops, layer);
        Optimizer own = rates.factors().optimizer(layer);
        update(own, ops, parameters, gradient, states.weights().get(layer - 1), rates.weights(layer));
        if (gate != null) {
            update(
                    optimizer,
                    ops,
                    gate.factor(),
                    gate.gradient(),
                    states.gates().get(layer - 1),
                    rates.gate(layer));
            network.gates().applyTo(ops, network, layer);
        }
    }

    /** Runs before {@link #weightsReady}: the factor's gradient starts here. */
    @Override
    public void biasesReady(Operations ops, int layer) {
        Tensor parameters = network.biasParameters(layer);
        if (network.gate(layer) != null) {
            network.gate(layer).addGradient(ops, biasTarget(layer), parameters, true);
        }
        Tensor gradient = gradients.ofBiases(ops, layer);
        update(optimizer, ops, parameters, gradient, states.biases().get(layer - 1), rates.biases(layer));
    }

    private static void update(
            Optimizer by, Operations ops, Tensor parameter, Tensor gradient, OptimizerStates.State state, Tensor rate) {
        ops.update(by, parameter, gradient, state.first(), state.second(), rate);
    }
}
