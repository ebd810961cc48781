package dev.fathom.engine.network;

import dev.fathom.engine.Cohort;
import dev.fathom.init.Scheme;
import dev.fathom.net.Weight;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Parametrization;
import java.util.List;

/** What the parametrization makes of a trial's learning rate and of the optimizer, layer by layer. */
public record RateFactors(Cohort cohort, Optimizer optimizer, List<Weight> matrices) {
    public RateFactors(Cohort cohort, Optimizer optimizer) {
        this(cohort, optimizer, cohort.network().weights());
    }

    public float weights(int layer) {
        return (float) of(layer).rate();
    }

    public float biases(int layer) {
        return (float) of(layer).biasRate();
    }

    /** On λ: a decay that no rate is in needs none. */
    public float decay(int layer) {
        return optimizer.decay() == Optimizer.Decay.DECOUPLED
                ? (float) of(layer).decay()
                : 1;
    }

    /** Of gain and shift, which are to a normalization what biases are to a hidden layer. */
    public float gain(Normalizer normalizer) {
        int channels = normalizer.channels();
        return (float) parametrization()
                .of(
                        Parametrization.Role.HIDDEN,
                        channels,
                        channels,
                        normalizer.inBranch(),
                        cohort.shape().depth(),
                        optimizer.rest())
                .biasRate();
    }

    /** The optimizer of a layer's weights. */
    public Optimizer optimizer(int layer) {
        return ofRole(layer).withEpsilonTimes(of(layer).epsilon());
    }

    /** Learned positions are a table that multiplies nothing: no hidden matrix. */
    private Optimizer ofRole(int layer) {
        boolean table = matrices.get(layer - 1).place() == Weight.Place.POSITIONS;
        return role(layer) == Parametrization.Role.HIDDEN && !table ? optimizer : optimizer.rest();
    }

    private Parametrization.Factors of(int layer) {
        return factors(
                parametrization(),
                matrices.get(layer - 1),
                layer,
                cohort.shape().depth(),
                ofRole(layer));
    }

    private Parametrization parametrization() {
        return cohort.scheme() instanceof Scheme.MaximalUpdate update
                ? new Parametrization(Parametrization.Kind.MUP, update.baseWidth(), 1)
                : cohort.trials().get(0).parametrization();
    }

    static Parametrization.Factors factors(
            Parametrization parametrization, Weight weight, int layer, int depth, Optimizer optimizer) {
        return parametrization.of(
                role(weight, layer),
                weight.fanIn() / weight.area(), // tables go by widths, which the area of a kernel is no part of
                weight.fanOut() / weight.area(),
                weight.inBranch(),
                depth,
                optimizer);
    }

    /** The part of a layer in the network. */
    public Parametrization.Role role(int layer) {
        return role(matrices.get(layer - 1), layer);
    }

    private static Parametrization.Role role(Weight weight, int layer) {
        return layer == 1
                ? Parametrization.Role.INPUT
                : weight.isOutput() ? Parametrization.Role.OUTPUT : Parametrization.Role.HIDDEN;
    }
}
