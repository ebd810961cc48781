package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.activation.Activations;
import dev.fathom.init.Distribution;
import dev.fathom.init.Scheme;
import dev.fathom.net.Shape;
import dev.fathom.theory.CriticalLine;
import dev.fathom.theory.CriticalPoint;
import java.util.List;
import java.util.Locale;

/**
 * The laws of one trial's weights and biases: the initializer's, made concrete for the network.
 *
 * @param gain factor on every weight
 */
public record WeightLaws(TrialSetup setup, double gain, double biasStd) {
    /** @throws IllegalArgumentException where the initializer has no laws for this activation */
    public static WeightLaws of(TrialSetup setup) {
        if (!(setup.initializer().scheme() instanceof Scheme.EdgeOfChaos edge)) {
            return new WeightLaws(setup, setup.weightGain(), setup.biasStd());
        }
        if (edge.sigmaB() > 0 && setup.biasStd() > 0 && setup.biasStd() != edge.sigmaB()) {
            throw new IllegalArgumentException("edge_of_chaos asks for biases of deviation " + edge.sigmaB()
                    + ", the trial for " + setup.biasStd() + ": leave one of them out");
        }
        double biasStd = edge.sigmaB() > 0 ? edge.sigmaB() : setup.biasStd();
        Activation activation = edge.activation().isEmpty() ? setup.activation() : Activations.parse(edge.activation());
        return new WeightLaws(
                setup,
                setup.weightGain() * Math.sqrt(critical(activation, biasStd).sigmaW2()),
                biasStd);
    }

    /** The critical point that real nets can stay at, if there is one; else the first. */
    private static CriticalPoint critical(Activation activation, double sigmaB) {
        List<CriticalPoint> points = CriticalLine.points(activation, sigmaB * sigmaB);
        return points.stream()
                .filter(CriticalPoint::stable)
                .findFirst()
                .or(() -> points.stream().findFirst())
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has no edge of chaos at sigma_b = %s: no weight variance keeps its gradients",
                        activation.spec(),
                        sigmaB)));
    }

    /** @param skips whether a skip connection bridges the layer */
    public Distribution weights(Shape shape, int layer, boolean skips) {
        return skips && setup.initializer().scheme() instanceof Scheme.Fixup
                ? new Distribution.Constant(0)
                : setup.initializer()
                        .distribution(shape.fanIn(layer), shape.fanOut(layer), layer, shape.depth())
                        .scaled(gain);
    }

    public Distribution biases() {
        return biasStd == 0 ? new Distribution.Constant(0) : new Distribution.Normal(0, biasStd);
    }
}
