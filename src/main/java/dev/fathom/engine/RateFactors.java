package dev.fathom.engine;

import dev.fathom.init.Scheme;
import dev.fathom.net.Optimizer;
import dev.fathom.net.Shape;

/** What a trial's learning rate is multiplied by, layer by layer: 1 but for maximal update (Yang et al. 2022, table 8). */
record RateFactors(Cohort cohort, Optimizer optimizer) {
    float weights(int layer) {
        Shape shape = cohort.shape();
        if (!(cohort.scheme() instanceof Scheme.MaximalUpdate update)) {
            return 1;
        }
        double base = update.baseWidth();
        if (layer > shape.depth()) {
            return (float) (base / shape.fanIn(layer));
        }
        if (layer == 1) {
            return normalizes() ? 1 : (float) (shape.fanOut(1) / base);
        }
        // the ratio of both sides' growth, as mup's MuSGD: 1 where all layers are as wide
        return normalizes()
                ? (float) (base / shape.fanIn(layer))
                : (float) (shape.fanOut(layer) / (double) shape.fanIn(layer));
    }

    float biases(int layer) {
        Shape shape = cohort.shape();
        boolean grows = cohort.scheme() instanceof Scheme.MaximalUpdate && !normalizes() && layer <= shape.depth();
        return grows
                ? (float) (shape.fanOut(layer) / (double) ((Scheme.MaximalUpdate) cohort.scheme()).baseWidth())
                : 1;
    }

    private boolean normalizes() {
        return optimizer.normalizes();
    }
}
