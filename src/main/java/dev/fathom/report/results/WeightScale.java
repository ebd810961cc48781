package dev.fathom.report.results;

import dev.fathom.engine.network.WeightLaws;
import dev.fathom.init.Distribution;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * σ_w as mean-field theory takes it (Poole et al. 2016): the root of fan_in times the variance of a weight, here in the
 * second hidden layer, from the law that the weights were drawn from.
 */
final class WeightScale {
    private final Map<List<Object>, Double> known = new HashMap<>();

    /** NaN where there is no second hidden layer, the weights' mean is not 0, or biases have a law of their own. */
    double of(Trial trial) {
        if (trial.depth() < 2 || !trial.bias().equals(Fields.BIAS.initial())) {
            return Double.NaN;
        }
        List<Object> key =
                List.of(trial.initializer(), trial.activation(), trial.weightGain(), trial.biasStd(), trial.widths());
        return known.computeIfAbsent(key, k -> compute(trial));
    }

    private static double compute(Trial trial) {
        int fanIn = trial.widths().get(0);
        try {
            Shape shape = new Shape(fanIn, trial.widths(), 0);
            Distribution distribution = WeightLaws.of(trial.setup()).weights(Architecture.PLAIN.network(shape), 2);
            return distribution.mean() == 0 ? Math.sqrt(fanIn * distribution.variance()) : Double.NaN;
        } catch (IllegalArgumentException e) {
            return Double
                    .NaN; // an initializer of another version of Fathom, or without a distribution for this activation
        }
    }
}
