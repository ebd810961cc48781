package dev.fathom.atlas.builtin;

import static dev.fathom.atlas.Expectation.atLeast;
import static dev.fathom.atlas.Expectation.atMost;
import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Recipe;
import dev.fathom.atlas.Scale;
import dev.fathom.atlas.file.ClaimFile;
import dev.fathom.confidence.Interval;
import dev.fathom.study.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What papers say of networks while they train. */
final class TrainingClaims {
    /** Test errors in percent by initializer and activation (Glorot & Bengio 2010, table 1). */
    private static final Map<String, Double> PUBLISHED_ERRORS = new TreeMap<>(Map.of(
            "uniform_fan_in sigmoid", 2.21,
            "uniform_fan_in tanh", 1.76,
            "glorot_uniform tanh", 1.64,
            "uniform_fan_in softsign", 1.64,
            "glorot_uniform softsign", 1.72));

    static final List<Claim> ALL = List.of(
            new Claim(
                    "glorot-test-error",
                    "Glorot & Bengio 2010 (PMLR 9:249-256), table 1, MNIST",
                    "With 5 layers the test error of sigmoid networks is higher than that of tanh networks, that of tanh"
                            + " networks is no lower with the old heuristic than with normalized initialization, and that"
                            + " of softsign networks depends little on it (quick, in short trainings: 3 percentage"
                            + " points; full: 0.3, and every error within 0.5 of the published one)",
                    "sigmoid 2.21 %, tanh 1.76 %, tanh normalized 1.64 %, softsign 1.64 %, normalized 1.72 %",
                    TrainingClaims::testError,
                    "mnist"),
            ClaimFile.builtIn("he-30-layers"),
            ClaimFile.builtIn("he-30-convolutions"),
            ClaimFile.builtIn("xiao-delta-orthogonal"),
            new Claim(
                    "saxe-depth-independent",
                    "Saxe et al. 2014 (arXiv:1312.6120), section 3",
                    "Deep linear networks with orthogonal weights need no more than 1.5 times the steps of 5 layers to"
                            + " halve their loss, each at its best learning rate; with Gaussian weights of the same"
                            + " variance they need at least twice those of 5 layers",
                    "orthogonal: independent of depth; Gaussian: grows with depth",
                    TrainingClaims::learningTime),
            new Claim(
                    "schoenholz-trainability",
                    "Schoenholz et al. 2017 (arXiv:1611.01232), figure 5",
                    "Tanh networks (sigma_b² = 0.05) learn - their loss comes down to nine tenths of chance - up"
                            + " to a depth of one and the same multiple of the correlation depth xi_c on both sides of the"
                            + " critical line: at each sigma_w² 3 to 12 times, and the fit to all 4 to 8 times",
                    "about 6 xi_c",
                    TrainingClaims::trainability),
            ClaimFile.builtIn("lsuv-deep"),
            ClaimFile.builtIn("fixup-deep"),
            ClaimFile.builtIn("rezero-deep"));

    private TrainingClaims() {}

    private static List<Part> trainability(Scale scale) {
        TrainabilityMap map = new TrainabilityMap(scale);
        List<Part> parts = new ArrayList<>();
        for (double sigmaW2 : map.sigmaW2()) {
            parts.add(between(3, 12, 0, String.format(Locale.ROOT, "multiple of xi_c, sigma_w² = %s", sigmaW2))
                    .by(lab -> map.multiple(lab, sigmaW2)));
        }
        parts.add(between(4, 8, 0, "multiple of xi_c, fitted to all").by(map::fitted));
        return parts;
    }

    private static List<Part> testError(Scale scale) {
        TestErrors errors = new TestErrors();
        List<Part> parts = new ArrayList<>();
        if (scale == Scale.FULL) {
            PUBLISHED_ERRORS.forEach((pair, published) ->
                    parts.add(between(published - 0.5, published + 0.5, 0, "error in %, " + pair)
                            .by(lab -> Interval.mean(errors.of(lab, pair)))));
        }
        double little = scale.pick(3.0, 0.3);
        parts.add(between(-little, little, 0, "error in %, softsign, old heuristic less normalized")
                .by(lab -> errors.gap(lab, "uniform_fan_in softsign", "glorot_uniform softsign")));
        parts.add(atLeast(0, 0, "error in %, sigmoid less tanh, both old heuristic")
                .by(lab -> errors.gap(lab, "uniform_fan_in sigmoid", "uniform_fan_in tanh")));
        parts.add(atLeast(0, 0, "error in %, tanh, old heuristic less normalized")
                .by(lab -> errors.gap(lab, "uniform_fan_in tanh", "glorot_uniform tanh")));
        return parts;
    }

    private static List<Part> learningTime(Scale scale) {
        List<Part> parts = new ArrayList<>();
        for (int depth : scale.pick(List.of(10, 40), List.of(10, 25, 50, 100, 200))) {
            parts.add(atMost(1.5, depth, "steps over those of 5 layers, orthogonal")
                    .by(lab -> slowdown(lab, "orthogonal", depth)));
        }
        int deepest = scale.pick(40, 200);
        parts.add(atLeast(2, deepest, "steps over those of 5 layers, Gaussian")
                .by(lab -> slowdown(lab, "variance_scaling(1, fan_in, untruncated_normal)", deepest)));
        return parts;
    }

    /** Compared network by network. */
    private static Interval slowdown(ClaimRunner lab, String initializer, int depth) {
        double[] deep = stepsToLearn(lab, initializer, depth);
        double[] shallow = stepsToLearn(lab, initializer, 5);
        double[] ratios = new double[deep.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = deep[i] / shallow[i];
        }
        return Interval.geometricMean(ratios);
    }

    private static double[] stepsToLearn(ClaimRunner lab, String initializer, int depth) {
        Scale scale = lab.scale();
        Recipe recipe = Recipe.sgd(scale.pick(100, 1000), scale.pick(8, 24), 0.001, 0.003, 0.01, 0.03);
        return lab.best(
                ClaimNetwork.plain(initializer, "linear", depth, scale.pick(64, 256)),
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
}
