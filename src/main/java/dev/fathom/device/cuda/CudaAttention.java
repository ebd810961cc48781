package dev.fathom.device.cuda;

import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernel.Shape;
import dev.fathom.device.cuda.runtime.Matrices;

/** The launches of kernels/attention.cu. */
record CudaAttention(Launcher launcher, Heads heads, Tensor like) {
    void forward(Projections in, Tensor weights, Tensor out) {
        launcher.launch(
                "attend",
                Grids.heads(heads, like),
                tokens(in.query()),
                tokens(in.key()),
                tokens(in.value()),
                scores(weights),
                tokens(out),
                heads.samples(like),
                heads.positions(),
                heads.count(),
                heads.channels(like),
                heads.causal() ? 1 : 0,
                heads.scale(like));
    }

    void backward(Projections in, Tensor weights, Tensor delta, Projections gradients) {
        Shape shape = Grids.heads(heads, like);
        int samples = heads.samples(like);
        int positions = heads.positions();
        int channels = heads.channels(like);
        Matrices shares = scores(weights);
        launcher.launch(
                "attend_backward_values",
                shape,
                shares,
                tokens(delta),
                tokens(gradients.value()),
                samples,
                positions,
                heads.count(),
                channels);
        launcher.launch(
                "attend_backward_queries",
                shape,
                tokens(in.key()),
                tokens(in.value()),
                shares,
                tokens(delta),
                tokens(gradients.query()),
                samples,
                positions,
                heads.count(),
                channels,
                heads.causal() ? 1 : 0,
                heads.scale(like));
        launcher.launch(
                "attend_backward_keys",
                shape,
                tokens(in.query()),
                shares,
                tokens(gradients.key()),
                samples,
                positions,
                heads.count(),
                channels,
                heads.scale(like));
    }

    private Matrices tokens(Tensor x) {
        heads.requireFit(x);
        return Matrices.of(x, like.trials(), like.rows(), like.columns());
    }

    private Matrices scores(Tensor weights) {
        return Matrices.of(weights, like.trials(), heads.weightRows(like.rows()), heads.positions());
    }
}
