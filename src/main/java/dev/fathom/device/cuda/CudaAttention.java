package dev.fathom.device.cuda;

import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernel.Shape;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Region;

/** The launches of kernels/attention.cu and kernels/tokens.cu. */
record CudaAttention(Launcher launcher, Heads heads, Tensor like) {
    /** Records a launch. */
    interface Launcher {
        void launch(String kernel, Shape shape, Object... arguments);
    }

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

    static void entropy(Launcher launcher, Tensor weights, Tensor out) {
        launcher.launch(
                "entropy",
                Grids.rows(weights),
                Matrices.of(weights, weights.trials(), weights.rows(), weights.columns()),
                Matrices.of(out, weights.trials(), weights.rows(), 1),
                weights.rows(),
                weights.columns());
    }

    /** @param lengths room for the norm of every token */
    static void cosine(Launcher launcher, Region lengths, int positions, Tensor z, Tensor out) {
        launcher.launch(
                "cosine",
                Grids.groups(out),
                Matrices.of(z, z.trials(), z.rows(), z.columns()),
                new Matrices(lengths.address(), z.rows()),
                Matrices.of(out, z.trials(), z.rows() / positions, 1),
                positions,
                z.columns());
    }
}
