package dev.fathom.engine.network;

/** The mean over the positions of each sample. */
record PoolStage(Value in, Value out) implements Stage {
    @Override
    public void forward(Pass pass) {
        pass.ops().meanOverPositions(in.tensor(), out.tensor());
    }

    @Override
    public void backward(Pass pass) {
        pass.ops().spreadOverPositions(out.gradient(), in.gradient());
    }
}
