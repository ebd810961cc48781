package dev.fathom.engine.network;

import dev.fathom.device.Tensor;
import dev.fathom.engine.Quantity;

/** z = scale (map of a + b), the map one with weights; or, at the end of a branch, added to what lies in z already. */
final class LinearStage implements Stage {
    private final Network network;
    private final int layer;
    private final Linear map;
    private final Value in;
    private final Value out;
    private final float scale;
    private boolean laysBias;
    private boolean accumulates = true;

    LinearStage(Network network, int layer, Linear map, Value in, Value out, float scale) {
        this.network = network;
        this.layer = layer;
        this.map = map;
        this.in = in;
        this.out = out;
        this.scale = scale;
        laysBias = hasBiases();
    }

    boolean hasBiases() {
        return network.shape(layer).hasBiases();
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
        map.forward(pass.ops(), scale, in.tensor(pass), network.weights(layer), beta, z);
    }

    @Override
    public void backward(Pass pass) {
        Learning learning = pass.learning();
        boolean learns = learning != null;
        map.backward(
                pass.ops(),
                out.gradient(),
                in.tensor(pass),
                network.weights(layer),
                scale,
                in.gradient(pass),
                learns ? learning.weightFactor(layer) * scale : 0,
                learns && learning.accumulates() ? 1 : 0,
                learns ? learning.weightTarget(layer) : null);
        if (learns) {
            learning.weightsReady(pass.ops(), layer);
        }
    }
}
