package dev.fathom.engine.probe;

import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.init.Distribution;
import dev.fathom.init.Scheme;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Weight;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.theory.integral.ActivationIntegrals;
import dev.fathom.theory.propagation.FiniteNetwork;
import dev.fathom.theory.propagation.Layer;
import dev.fathom.theory.propagation.Propagation;
import dev.fathom.theory.propagation.Scatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What mean-field theory says of a trial's network: it sees the laws of the weights alone, and of these the variances.
 *
 * @param network as theory sees it
 * @param weights the second layer's law, which speaks for all: some laws treat the first or the last layer apart
 */
public record Predicted(FiniteNetwork network, Propagation propagation, Distribution weights) {
    /** Without correlations, which cost most of the time. */
    public static Predicted of(TrialSetup setup, Shape shape, Architecture architecture, double inputSecondMoment) {
        return of(setup, shape, architecture, inputSecondMoment, OptionalDouble.empty());
    }

    /**
     * @param inputSecondMoment E[x²] over the elements of the input
     * @param inputCorrelation of two inputs
     */
    public static Predicted of(
            TrialSetup setup,
            Shape shape,
            Architecture architecture,
            double inputSecondMoment,
            OptionalDouble inputCorrelation) {
        WeightLaws distributions = WeightLaws.of(setup);
        FiniteNetwork network = network(distributions, shape, architecture, inputSecondMoment);
        double shift = distributions.biases(shape.inputs()).mean();
        boolean rescaled = setup.initializer().scheme() instanceof Scheme.UnitVariance;
        Propagation propagation = rescaled && !architecture.equals(Architecture.PLAIN)
                ? none("lsuv scales weights on data: beside skips or normalisation it has no closed form")
                : shift != 0
                        ? none("the biases have mean " + shift + ": mean-field theory is for biases of mean 0")
                        : Propagation.of(network, inputSecondMoment, inputCorrelation);
        return new Predicted(
                network,
                propagation,
                distributions.weights(Architecture.PLAIN.network(shape), Math.min(2, shape.layers())));
    }

    private static Propagation none(String reason) {
        return new Propagation(List.of(), Optional.of(reason));
    }

    /** How far single nets stray from the prediction; empty where their weights are not independent. */
    public List<Scatter> scatter() {
        return weights instanceof Distribution.Independent ? Scatter.of(network, propagation) : List.of();
    }

    /** What a reader must know of the prediction, each a sentence without its full stop. */
    public List<String> notes() {
        return propagation.inapplicable().isPresent()
                ? List.of()
                : Stream.of(beyondVariance(), Scatter.caveat(scatter()))
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** Where the variance of a weight is not all that counts. */
    private Optional<String> beyondVariance() {
        if (weights instanceof Distribution.Sparse sparse) {
            return Optional.of("a unit has only " + sparse.nonzeros()
                    + " inputs: pre-activations are not normal, and the weights' variance is not all that counts");
        }
        return weights instanceof Distribution.Orthogonal
                ? Optional.of("orthogonal weights depend on each other: single nets scatter less than independent"
                        + " weights of this variance would")
                : Optional.empty();
    }

    private static FiniteNetwork network(
            WeightLaws distributions, Shape shape, Architecture architecture, double inputSecondMoment) {
        TrialSetup setup = distributions.setup();
        List<Layer> layers = new ArrayList<>();
        double signal = inputSecondMoment;
        double unit = new ActivationIntegrals(setup.activation()).square(1);
        OptionalDouble gate = setup.initializer().scheme().gate();
        NetworkSpec network = architecture.network(shape);
        List<Weight> weights = network.weights();
        for (int layer = 1; layer <= weights.size(); layer++) {
            Weight weight = weights.get(layer - 1);
            double factor = weight.endsBranch() ? gate.orElse(1) : 1;
            Distribution distribution = distributions.weights(network, layer).scaled(factor);
            double bias = factor * factor * distributions.biases(weight.fanIn()).variance();
            double variance = distribution.variance();
            if (setup.initializer().scheme() instanceof Scheme.UnitVariance) {
                variance /= weight.fanIn() * variance * signal + bias;
                signal = unit;
            }
            layers.add(new Layer(
                    weight.fanIn(),
                    weight.fanOut(),
                    distribution.mean(),
                    variance,
                    bias,
                    distribution instanceof Distribution.Centre));
        }
        return new FiniteNetwork(setup.activation(), layers, network);
    }
}
