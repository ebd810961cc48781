package dev.fathom.engine;

import dev.fathom.init.Law;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import dev.fathom.theory.Layer;
import dev.fathom.theory.Network;
import dev.fathom.theory.Propagation;
import java.util.ArrayList;
import java.util.List;

/** What mean-field theory says of a trial's network: it sees the laws of the weights alone. */
public final class Predicted {
    private Predicted() {}

    /** @param inputSecondMoment E[x²] over the elements of the input */
    public static Propagation of(TrialSetup setup, Shape shape, Architecture architecture, double inputSecondMoment) {
        List<Layer> layers = new ArrayList<>();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            Law law = setup.initializer()
                    .law(shape.fanIn(layer), shape.fanOut(layer), layer, shape.layers())
                    .scaled(setup.weightGain());
            double biasVariance = (double) setup.biasStd() * setup.biasStd();
            layers.add(new Layer(shape.fanIn(layer), shape.fanOut(layer), law.mean(), law.variance(), biasVariance));
        }
        Network network = new Network(setup.activation(), layers, architecture, shape.outputs() > 0);
        return Propagation.of(network, inputSecondMoment);
    }
}
