package dev.fathom.engine;

import dev.fathom.init.Law;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import dev.fathom.theory.Layer;
import dev.fathom.theory.Network;
import dev.fathom.theory.Propagation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What mean-field theory says of a trial's network: it sees the laws of the weights alone. */
public final class Predicted {
    private Predicted() {}

    /** Without correlations, which cost most of the time. */
    public static Propagation of(TrialSetup setup, Shape shape, Architecture architecture, double inputSecondMoment) {
        return of(setup, shape, architecture, inputSecondMoment, OptionalDouble.empty());
    }

    /**
     * @param inputSecondMoment E[x²] over the elements of the input
     * @param inputCorrelation of two inputs
     */
    public static Propagation of(
            TrialSetup setup,
            Shape shape,
            Architecture architecture,
            double inputSecondMoment,
            OptionalDouble inputCorrelation) {
        List<Layer> layers = new ArrayList<>();
        WeightLaws laws = WeightLaws.of(setup);
        OptionalDouble gate = setup.initializer().scheme().gate();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            boolean skips =
                    layer <= shape.depth() && architecture.skips(layer, shape.fanIn(layer), shape.fanOut(layer));
            double factor = skips ? gate.orElse(1) : 1;
            Law law = laws.weights(shape, layer, skips).scaled(factor);
            double bias = factor * factor * laws.biases().variance();
            layers.add(new Layer(shape.fanIn(layer), shape.fanOut(layer), law.mean(), law.variance(), bias));
        }
        Network network = new Network(setup.activation(), layers, architecture, shape.outputs() > 0);
        return Propagation.of(network, inputSecondMoment, inputCorrelation);
    }
}
