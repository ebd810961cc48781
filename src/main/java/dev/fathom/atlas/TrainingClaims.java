package dev.fathom.atlas;

import static dev.fathom.atlas.Expectation.atLeast;
import static dev.fathom.atlas.Expectation.atMost;
import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim.Part;
import dev.fathom.confidence.Interval;
import dev.fathom.net.Activations;
import dev.fathom.sweep.TrialResult;
import dev.fathom.theory.MeanField;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What papers say of networks while they train. */
final class TrainingClaims {
    private static final double SIGMA_B = Math.sqrt(0.05);
    private static final double STEP = Math.sqrt(2);
    private static final double[] MULTIPLES = {1.5, 2.12, 3, 4.24, 6, 8.49, 12};
    /** Final loss over chance at which a network counts as having learned something. */
    private static final double LEARNED = 0.9;

    static final List<Claim> ALL = List.of(
            new Claim(
                    "glorot-test-error",
                    "Glorot & Bengio 2010, table 1, MNIST",
                    "With 5 layers the test error of sigmoid networks is higher than that of tanh networks, and that of"
                            + " tanh networks is no lower with the old heuristic than with normalized initialization",
                    "sigmoid 2.21 %, tanh 1.76 %, tanh normalized 1.64 %",
                    scale -> List.of(
                            atLeast(0, 0, "error of sigmoid less that of tanh, both old heuristic")
                                    .by(lab -> errorGap(lab, "uniform_fan_in sigmoid", "uniform_fan_in tanh")),
                            atLeast(0, 0, "error of tanh, old heuristic less normalized")
                                    .by(lab -> errorGap(lab, "uniform_fan_in tanh", "glorot_uniform tanh")))),
            new Claim(
                    "he-30-layers",
                    "He et al. 2015, figures 2 and 3",
                    "ReLU networks of 22 layers train with Xavier's and with He's weights; those of 30 layers stall"
                            + " with Xavier's and train with He's",
                    "22: both; 30: He alone",
                    scale -> List.of(
                            trains(scale, "kaiming_normal_", 22),
                            trains(scale, "xavier_normal_", 22),
                            trains(scale, "kaiming_normal_", 30),
                            atMost(0.5, 30, "share trained, xavier_normal_")
                                    .by(lab -> lab.trained(relu(scale, "xavier_normal_", 30), deep(scale))))),
            new Claim(
                    "saxe-depth-independent",
                    "Saxe et al. 2014, figure 6",
                    "Deep linear networks with orthogonal weights need at most twice the steps of a 5-layer one to"
                            + " halve their loss, at the best of five learning rates",
                    "independent of depth",
                    scale -> scale.pick(Stream.of(10, 20, 40), Stream.of(10, 25, 50, 100, 200))
                            .map(depth -> atMost(2, depth, "steps, over those of 5 layers")
                                    .by(lab -> slowdown(lab, depth)))
                            .toList()),
            new Claim(
                    "schoenholz-trainability",
                    "Schoenholz et al. 2017, figure 5",
                    "Tanh networks (sigma_b² = 0.05) train up to a depth that is the same multiple of the correlation"
                            + " depth xi_c whatever sigma_w² is: from the ordered to the chaotic side, 4 to 8 times",
                    "about 6 xi_c",
                    scale -> scale.pick(Stream.of(1.0, 1.3, 3.0, 4.0), Stream.of(1.0, 1.3, 1.5, 2.5, 3.0, 4.0))
                            .map(sigmaW2 -> between(
                                            4,
                                            8,
                                            0,
                                            String.format(Locale.ROOT, "multiple of xi_c, sigma_w² = %s", sigmaW2))
                                    .by(lab -> trainableMultiple(lab, sigmaW2)))
                            .toList()),
            new Claim(
                    "lsuv-deep",
                    "Mishkin & Matas 2016",
                    "Networks with layer-sequential unit variance train at every depth, whatever the activation",
                    "very deep nets train",
                    scale -> scale.pick(Stream.of(10, 20, 30), Stream.of(10, 20, 30, 50, 100))
                            .flatMap(depth -> Stream.of("relu", "tanh", "selu")
                                    .map(activation -> atLeast(0.5, depth, "share trained, " + activation)
                                            .by(lab -> lab.trained(
                                                    Net.plain("lsuv", activation, depth, scale.pick(64, 256)),
                                                    deep(scale)))))
                            .toList()),
            residual("fixup-deep", "Zhang et al. 2019, figure 3", "fixup"),
            residual("rezero-deep", "Bachlechner et al. 2020, section 4", "rezero"));

    private TrainingClaims() {}

    private static Recipe deep(Scale scale) {
        return Recipe.sgd(scale.pick(400, 3000), 8, 0.01, 0.05, 0.2);
    }

    private static Net relu(Scale scale, String initializer, int depth) {
        return Net.plain(initializer, "relu", depth, scale.pick(64, 256));
    }

    private static Part trains(Scale scale, String initializer, int depth) {
        return atLeast(0.5, depth, "share trained, " + initializer)
                .by(lab -> lab.trained(relu(scale, initializer, depth), deep(scale)));
    }

    private static Claim residual(String name, String source, String initializer) {
        return new Claim(
                name,
                source,
                "Residual ReLU networks without normalisation train at any depth with " + initializer
                        + ", and beyond 100 layers not with He's weights",
                "10,000 layers",
                scale -> scale.pick(List.of(30, 100, 200), List.of(100, 1000, 10_000)).stream()
                        .flatMap(depth -> Stream.of(initializer, "he_normal")
                                .filter(weights -> weights.equals(initializer) || depth >= 100)
                                .map(weights -> share(weights.equals(initializer), depth, weights)
                                        .by(lab -> lab.trained(
                                                Net.residual(weights, "relu", depth, scale.pick(32, 256)),
                                                shortly(scale)))))
                        .toList());
    }

    private static Expectation share(boolean trains, int depth, String weights) {
        String label = "share trained, " + weights;
        return trains ? atLeast(0.5, depth, label) : atMost(0.5, depth, label);
    }

    private static Recipe shortly(Scale scale) {
        return Recipe.sgd(scale.pick(200, 2000), 8, 0.02, 0.1);
    }

    /** In percent of the test part, paired by seed; each at its best learning rate. */
    private static Interval errorGap(Laboratory lab, String above, String below) {
        double[] higher = testErrors(lab, above);
        double[] lower = testErrors(lab, below);
        double[] gaps = new double[higher.length];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = higher[i] - lower[i];
        }
        return Interval.mean(gaps);
    }

    private static double[] testErrors(Laboratory lab, String pair) {
        String[] words = pair.split(" ");
        Scale scale = lab.scale();
        Recipe recipe = new Recipe(List.of(0.01, 0.05, 0.2), scale.pick(1500, 25_000), 10, "sgd", scale.pick(8, 16));
        return lab.best(
                Net.plain(words[0], words[1], 5, scale.pick(64, 1000)),
                recipe,
                result -> 100 * (1 - result.accuracy()));
    }

    /** Steps that the median network of each depth needs to reach half of chance, compared network by network. */
    private static Interval slowdown(Laboratory lab, int depth) {
        double[] deep = stepsToLearn(lab, depth);
        double[] shallow = stepsToLearn(lab, 5);
        double[] ratios = new double[deep.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = deep[i] / shallow[i];
        }
        return Interval.geometricMean(ratios);
    }

    private static double[] stepsToLearn(Laboratory lab, int depth) {
        Scale scale = lab.scale();
        Recipe recipe = Recipe.sgd(scale.pick(200, 1000), 8, 0.003, 0.01, 0.03, 0.1, 0.3);
        return lab.best(
                Net.plain("orthogonal", "linear", depth, scale.pick(64, 256)),
                recipe,
                TrainingClaims::firstStepBelowHalfOfChance);
    }

    /** One past the last step where the loss never gets there: a lower bound on what it takes. */
    private static double firstStepBelowHalfOfChance(TrialResult result) {
        float[] losses = result.losses();
        int step = 0;
        while (step < losses.length && !(losses[step] <= result.chance() / 2)) {
            step++;
        }
        return step + 1.0;
    }

    /** For each seed the depth between the greatest that learns and the least beyond it that does not, over ξ_c. */
    private static Interval trainableMultiple(Laboratory lab, double sigmaW2) {
        double xi = new MeanField(Activations.parse("tanh"), sigmaW2, SIGMA_B * SIGMA_B)
                .asymptotics()
                .xiC()
                .orElseThrow();
        Scale scale = lab.scale();
        Recipe recipe = Recipe.sgd(scale.pick(200, 400), scale.pick(6, 16), 0.01, 0.05);
        double[] deepest = new double[recipe.seeds()];
        Arrays.fill(deepest, 1);
        String initializer = "variance_scaling(" + sigmaW2 + ", fan_in, untruncated_normal)";
        for (double multiple : MULTIPLES) {
            int depth = (int) Math.round(multiple * xi);
            double[] losses = lab.best(
                    Net.plain(initializer, "tanh", depth, scale.pick(64, 300)).biased(SIGMA_B),
                    recipe,
                    result -> result.finalLoss() / result.chance());
            for (int seed = 0; seed < losses.length; seed++) {
                if (losses[seed] <= LEARNED) {
                    deepest[seed] = multiple;
                }
            }
        }
        // the geometric middle between this depth and the next that was tried
        return Interval.geometricMean(Arrays.stream(deepest)
                .map(multiple -> multiple * Math.sqrt(STEP))
                .toArray());
    }
}
