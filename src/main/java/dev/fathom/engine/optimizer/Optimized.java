package dev.fathom.engine.optimizer;

import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.engine.network.BranchScales;
import dev.fathom.engine.network.Learning;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Normalizer;
import dev.fathom.optimizer.Muon;
import dev.fathom.optimizer.Optimizer;

/**
 * Any optimizer, one parameter tensor at a time: as soon as its gradient is there, or after all of them where these are
 * clipped together.
 *
 * @param clip greatest norm of each trial's gradient (1, 1), infinite for none; null where no trial has one
 * @param orthogonal null but under Muon
 */
public record Optimized(
        Network network, Gradients gradients, OptimizerStates states, Rates rates, Tensor clip, Orthogonal orthogonal)
        implements Learning {
    /** What PyTorch's clip_grad_norm_ adds to the norm. */
    private static final float EPSILON = 1e-6f;

    /** The same step without a look at the weight gradients. */
    public Optimized withoutMeasuring() {
        return new Optimized(network, gradients.withoutMeasuring(), states, rates, clip, orthogonal);
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
    public Sums sums(Normalizer normalizer) {
        return gradients.sums(normalizer);
    }

    @Override
    public void sumsReady(Operations ops, Normalizer normalizer) {
        if (clip == null) {
            stepGain(ops, normalizer);
        }
    }

    @Override
    public void weightsReady(Operations ops, int layer) {
        gradients.weightsReady(ops, layer);
        if (clip == null) {
            stepWeights(ops, layer);
        }
    }

    @Override
    public void biasesReady(Operations ops, int layer) {
        gradients.biasesReady(ops, layer);
        if (clip == null) {
            stepBiases(ops, layer);
        }
    }

    @Override
    public void finish(Operations ops) {
        if (clip == null) {
            return;
        }
        ops.rescale(gradients.all(), clip, EPSILON, true);
        for (int layer = network.layers(); layer >= 1; layer--) {
            stepBiases(ops, layer);
            stepWeights(ops, layer);
        }
        network.normalizers().stream().filter(Normalizer::learns).forEach(each -> stepGain(ops, each));
    }

    private void stepGain(Operations ops, Normalizer of) {
        Sums sums = sums(of);
        Optimizer rest = rates.factors().optimizer().rest();
        Tensor rate = rates.gain(of);
        Tensor decay = rates.gainDecay(of);
        update(ops, rest, of.gain(), sums.gain(), states.gains().get(of.number()), rate, decay);
        if (of.shift() != null) {
            update(ops, rest, of.shift(), sums.shift(), states.shifts().get(of.number()), rate, decay);
        }
    }

    private void stepWeights(Operations ops, int layer) {
        Optimizer optimizer = rates.factors().optimizer(layer);
        OptimizerStates.State state = states.weights().get(layer - 1);
        Tensor weights = network.parameters(layer);
        Tensor gradient = gradients.weights(layer);
        if (optimizer instanceof Muon) {
            Tensor direction = orthogonal.direction(ops, gradient, state.first());
            ops.update(optimizer, weights, direction, null, null, rates.weights(layer), rates.weightDecay(layer));
        } else {
            update(ops, optimizer, weights, gradient, state, rates.weights(layer), rates.weightDecay(layer));
        }
        BranchScales.Gate gate = network.gate(layer);
        if (gate != null) {
            Optimizer rest = rates.factors().optimizer().rest();
            OptimizerStates.State memory = states.gates().get(layer - 1);
            update(ops, rest, gate.factor(), gate.gradient(), memory, rates.gate(layer), rates.gateDecay(layer));
            network.gates().applyTo(ops, network, layer);
        }
    }

    private void stepBiases(Operations ops, int layer) {
        Optimizer rest = rates.factors().optimizer().rest();
        OptimizerStates.State state = states.biases().get(layer - 1);
        Tensor biases = network.biasParameters(layer);
        update(ops, rest, biases, gradients.biases(layer), state, rates.biases(layer), rates.biasDecay(layer));
    }

    private static void update(
            Operations ops,
            Optimizer by,
            Tensor parameter,
            Tensor gradient,
            OptimizerStates.State state,
            Tensor rate,
            Tensor decay) {
        ops.update(by, parameter, gradient, state.first(), state.second(), rate, decay);
    }
}
