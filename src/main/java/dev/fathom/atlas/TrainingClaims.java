package dev.fathom.atlas;

import static dev.fathom.atlas.Expectation.atLeast;
import static dev.fathom.atlas.Expectation.atMost;
import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim.Part;
import dev.fathom.confidence.Interval;
import dev.fathom.study.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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
            new Claim(
                    "he-30-layers",
                    "He et al. 2015 (arXiv:1502.01852), figures 2 and 3",
                    "Trained with momentum, ReLU networks of 22 layers train with Xavier's and with He's weights; those of"
                            + " 30 layers stall with Xavier's and train with He's",
                    "22: both; 30: He alone",
                    scale -> List.of(
                            atLeast(0.5, 22, "share trained, kaiming_normal_")
                                    .by(lab -> trainedAsHe(lab, "kaiming_normal_", 22, 8)),
                            atLeast(0.5, 22, "share trained, xavier_normal_")
                                    .by(lab -> trainedAsHe(lab, "xavier_normal_", 22, 96)),
                            atLeast(0.5, 30, "share trained, kaiming_normal_")
                                    .by(lab -> trainedAsHe(lab, "kaiming_normal_", 30, 8)),
                            atMost(0.5, 30, "share trained, xavier_normal_")
                                    .by(lab -> trainedAsHe(lab, "xavier_normal_", 30, 8)))),
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
                    "Tanh networks (sigma_b² = 0.05) train up to a depth of one and the same multiple of the correlation"
                            + " depth xi_c on both sides of the critical line: at each sigma_w² 3 to 12 times,"
                            + " and the fit to all 4 to 8 times",
                    "about 6 xi_c",
                    TrainingClaims::trainability),
            new Claim(
                    "lsuv-deep",
                    "Mishkin & Matas 2016 (arXiv:1511.06422)",
                    "Networks with layer-sequential unit variance train at every depth, whatever the activation",
                    "very deep nets train",
                    scale -> scale.pick(Stream.of(10, 30), Stream.of(10, 20, 30, 50, 100))
                            .flatMap(depth -> Stream.of("relu", "tanh", "selu")
                                    .map(activation -> atLeast(0.5, depth, "share trained, " + activation)
                                            .by(lab -> trainedWithLsuv(lab, activation, depth))))
                            .toList()),
            residual("fixup-deep", "Zhang et al. 2019 (arXiv:1901.09321), figure 3", "fixup"),
            residual("rezero-deep", "Bachlechner et al. 2020 (arXiv:2003.04887), section 4", "rezero"));

    private TrainingClaims() {}

    private static Interval trainedWithLsuv(ClaimRunner lab, String activation, int depth) {
        Scale scale = lab.scale();
        return lab.trained(
                ClaimNetwork.plain("lsuv", activation, depth, scale.pick(64, 256)),
                Recipe.sgd(scale.pick(400, 3000), scale.pick(8, 24), 0.02, 0.1));
    }

    /** @param seeds at quick scale: 96 where 24 had left a share of 0.67 undecided, few where it is far from one half */
    private static Interval trainedAsHe(ClaimRunner lab, String initializer, int depth, int seeds) {
        Scale scale = lab.scale();
        return lab.trained(
                ClaimNetwork.plain(initializer, "relu", depth, scale.pick(64, 256)),
                Recipe.momentum(scale.pick(1000, 10_000), scale.pick(seeds, Math.max(seeds, 24)), 0.003, 0.01));
    }

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
                                                ClaimNetwork.residual(weights, "relu", depth, scale.pick(32, 256)),
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
