package dev.fathom.atlas.builtin;

import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Recipe;
import dev.fathom.atlas.Scale;
import dev.fathom.confidence.Interval;
import java.util.Arrays;
import java.util.List;

/**
 * Test errors in percent of networks of five layers trained on minibatches of ten (Glorot & Bengio 2010), one for each
 * seed, at the learning rate that serves it best.
 */
final class TestErrors {
    private final Shared<String> measured = new Shared<>();

    /** @param pair initializer and activation */
    double[] of(ClaimRunner lab, String pair) {
        return measured.of(lab, pair, key -> measure(lab, key));
    }

    /** How much the first pair errs more than the second, paired by seed. */
    Interval gap(ClaimRunner lab, String above, String below) {
        double[] higher = of(lab, above);
        double[] lower = of(lab, below);
        double[] gaps = new double[higher.length];
        Arrays.setAll(gaps, i -> higher[i] - lower[i]);
        return Interval.mean(gaps);
    }

    private static double[] measure(ClaimRunner lab, String pair) {
        String[] words = pair.split(" ");
        Scale scale = lab.scale();
        Recipe recipe = new Recipe(List.of(0.01, 0.05, 0.2), scale.pick(6000, 250_000), 10, "sgd", scale.pick(24, 16));
        return lab.best(
                ClaimNetwork.plain(words[0], words[1], 5, scale.pick(64, 1000)),
                recipe,
                result -> 100 * (1 - result.accuracy()));
    }
}
