package dev.fathom.engine.network;

import dev.fathom.device.Tensor;

/**
 * The start of a residual branch: what goes around it, with the scaled biases of the branch's last layer, is laid where
 * that layer will add its product. The gradient around the branch is added by the first stage of the branch.
 */
record SkipStage(Value in, Tensor bias, float scale, Value out) implements Stage {
    @Override
    public void forward(Pass pass) {
        pass.ops().addRow(in.tensor(), bias, scale, out.tensor());
    }

    @Override
    public void backward(Pass pass) {}
}
