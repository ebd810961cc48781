package dev.fathom.engine.network;

import dev.fathom.device.Tensor;

/**
 * The end of a residual branch that does not end in a product: out ← out + scale · branch, where what went around the
 * branch lies in out already.
 *
 * @param one the number 1 (1, 1), which makes a product of a sum
 */
record SumStage(Value branch, float scale, Value out, Tensor one) implements Stage {
    @Override
    public void forward(Pass pass) {
        add(pass, branch.tensor(), 1, out.tensor());
    }

    @Override
    public void backward(Pass pass) {
        add(pass, out.gradient(), 0, branch.gradient());
    }

    private void add(Pass pass, Tensor from, float beta, Tensor to) {
        pass.ops().product(scale, from.column(), false, one, false, beta, to.column());
    }
}
