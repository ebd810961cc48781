package dev.fathom.theory.propagation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Predictions for each layer of a concrete net (Poole et al. 2016; Schoenholz et al. 2017; Yang &amp; Schoenholz 2017 for
 * skip connections). With n the fan_in, m the fan_out and V the weight variance of a layer:
 *
 * <pre>
 * q_1     = n_1 V_1 E[x²] + σ_b²
 * q_l+1   = n_l+1 V_l+1 E[φ(√q_l z)²] + σ_b²
 * δ²_l    = m_l+1 V_l+1 E[φ'(√q_l z)²] δ²_l+1
 * 1-c_l+1 = n_l+1 V_l+1 (E[φ²] - E[φ(u) φ(v)]) / q_l+1
 * </pre>
 *
 * Where there is no activation before a layer, none is in its formula; a gradient takes the next layer's width and
 * variance but this layer's q. {@link PositionRecursion} has what holds position by position. All is carried in logarithms: depth 1000 leaves float64 easily.
 *
 * @param layers empty if theory does not apply; an output layer behind a mean over positions is left out, as the
 *     correlations of positions are not followed
 * @param inapplicable why it does not
 */
public record Propagation(List<LayerPrediction> layers, Optional<String> inapplicable) {
    private static final double LN10 = Math.log(10);

    public Propagation {
        layers = List.copyOf(layers);
    }

    /** Predictions without correlations, which cost most of the time. */
    public static Propagation of(FiniteNetwork network, double inputSecondMoment) {
        return of(network, inputSecondMoment, OptionalDouble.empty());
    }

    /**
     * @param inputSecondMoment E[x²] over the input's elements, as measured
     * @param inputCorrelation the cosine of two inputs; in nets with attention, of two tokens of one
     */
    public static Propagation of(FiniteNetwork network, double inputSecondMoment, OptionalDouble inputCorrelation) {
        Optional<String> reason = network.inapplicable();
        if (reason.isEmpty() && !(inputSecondMoment >= 0 && inputSecondMoment < Double.POSITIVE_INFINITY)) {
            reason = Optional.of("the input's second moment is " + inputSecondMoment);
        }
        if (reason.isPresent()) {
            return new Propagation(List.of(), reason);
        }
        try {
            return network.spec().attention().isPresent()
                    ? ofTokens(network, inputSecondMoment, inputCorrelation.orElse(0))
                    : new Propagation(predict(network, inputSecondMoment, inputCorrelation), Optional.empty());
        } catch (Inapplicable e) {
            return new Propagation(List.of(), Optional.of(e.getMessage()));
        }
    }

    /** @param correlation of two tokens of a sample */
    private static Propagation ofTokens(FiniteNetwork network, double input, double correlation) {
        Recursion recursion = new Recursion(network, input, OptionalDouble.of(correlation));
        return recursion.inapplicable().isPresent()
                ? new Propagation(List.of(), recursion.inapplicable())
                : new Propagation(
                        byLayer(recursion, TokenGradients.logSquares(network, recursion, 0)), Optional.empty());
    }

    private static List<LayerPrediction> predict(FiniteNetwork network, double input, OptionalDouble correlation) {
        if (network.spec().sharesWeights()) {
            return byPosition(network, new PositionRecursion(network, input));
        }
        Recursion recursion = new Recursion(network, input, correlation);
        return byLayer(recursion, recursion.logGradients());
    }

    private static List<LayerPrediction> byLayer(Recursion recursion, double[] logGradients) {
        LayerPrediction[] predictions = new LayerPrediction[logGradients.length];
        for (int i = 0; i < predictions.length; i++) {
            Signal signal = recursion.preactivations().get(i);
            predictions[i] = new LayerPrediction(
                    i + 1,
                    Math.exp(signal.logSquare()),
                    signal.logSquare() / LN10,
                    Math.exp(recursion.logActivation(i)),
                    logGradients[i] / LN10,
                    signal.decorrelation());
        }
        return List.of(predictions);
    }

    private static List<LayerPrediction> byPosition(FiniteNetwork network, PositionRecursion recursion) {
        List<LayerPrediction> predictions = new ArrayList<>();
        for (int i = 0; i < network.layers().size() && !Double.isNaN(recursion.logSquare(i)); i++) {
            predictions.add(new LayerPrediction(
                    i + 1,
                    Math.exp(recursion.logSquare(i)),
                    recursion.logSquare(i) / LN10,
                    Math.exp(recursion.logActivation(i)),
                    recursion.logGradient(i) / LN10,
                    OptionalDouble.empty()));
        }
        return predictions;
    }
}
