package dev.fathom.engine;

import dev.fathom.device.Tensor;

/** z = scale (a W + b), or, at the end of a branch, added to what lies in z already. */
final class DenseStage implements Stage {
    private final Network network;
    private final int layer;
    private final Value in;
    private final Value out;
    private final float scale;
    private boolean laysBias = true;
    private boolean accumulates = true;

    DenseStage(Network network, int layer, Value in, Value out, float scale) {
        this.network = network;
        this.layer = layer;
        this.in = in;
        this.out = out;
        this.scale = scale;
    }

    int layer() {
        return layer;
    }

    float scale() {
        return scale;
    }

    /** The biases, to be added by the activation that follows. */
    Tensor biasForActivation() {
        laysBias = false;
        accumulates = false;
        return network.biases(layer);
    }

    /** The biases, to be laid under the product together with what goes around the branch. */
    Tensor biasForSkip() {
        laysBias = false;
        return network.biases(layer);
    }

    @Override
    public void forward(Pass pass) {
        Tensor z = out.tensor();
        LayerSlots.measure(pass.ops(), pass.to(), layer, Quantity.WEIGHT, network.weights(layer));
        boolean under = laysBias || !accumulates && pass.kept() != null;
        if (under) {
            pass.ops().addRow(null, network.biases(layer), 1, z);
        }
        float beta = under || accumulates ? 1 : 0;
        pass.ops().product(scale, in.tensor(pass), false, network.weights(layer), false, beta, z);
    }

    @Override
    public void backward(Pass pass) {
        Tensor delta = out.gradient();
        if (in.gradient(pass) != null) {
            pass.ops().product(scale, delta, false, network.weights(layer), true, 0, in.gradient(pass));
        }
        Learning learning = pass.learning();
        if (learning != null) {
            // the weights may change from here on: the gradient below has been taken
            float factor = learning.weightFactor(layer) * scale;
            Tensor target = learning.weightTarget(layer);
            pass.ops().product(factor, in.tensor(pass), true, delta, false, learning.accumulates() ? 1 : 0, target);
            learning.weightsReady(pass.ops(), layer);
        }
    }
}
