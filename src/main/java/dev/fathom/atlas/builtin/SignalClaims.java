package dev.fathom.atlas.builtin;

import static dev.fathom.atlas.Expectation.atLeast;
import static dev.fathom.atlas.Expectation.atMost;
import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Scale;
import dev.fathom.atlas.file.ClaimFile;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What papers say of signals and gradients at initialization. */
final class SignalClaims {
    private static final double SIGMA_B = Math.sqrt(0.05);
    private static final String OLD = "uniform_fan_in";
    private static final String NORMALIZED = "glorot_uniform";

    /** c* at σ_b² = 0.05 by σ_w² (Poole et al. 2016, figure 2; digits by quadrature). */
    private static final Map<Double, Double> FIXED_CORRELATION =
            new TreeMap<>(Map.of(2.0, 0.744, 2.5, 0.447, 3.0, 0.299, 4.0, 0.165));

    static final List<Claim> ALL = List.of(
            new Claim(
                    "glorot-jacobian",
                    "Glorot & Bengio 2010 (PMLR 9:249-256), section 4.2.1",
                    "In tanh networks of 4 layers, on inputs from 0 to 1, the mean singular value of a layer's Jacobian"
                            + " is about 0.5 with the old heuristic and 0.8 with normalized initialization, each to 0.1",
                    "0.5 and 0.8",
                    scale -> List.of(
                            between(0.4, 0.6, 0, "mean singular value, old heuristic")
                                    .by(lab -> layerJacobian(lab, OLD, scale.pick(200, 1000))),
                            between(0.7, 0.9, 0, "mean singular value, normalized")
                                    .by(lab -> layerJacobian(lab, NORMALIZED, scale.pick(200, 1000))))),
            new Claim(
                    "glorot-activations-shrink",
                    "Glorot & Bengio 2010 (PMLR 9:249-256), figure 6",
                    "In tanh networks of 5 layers, on inputs from 0 to 1, the variance of activations falls by at least"
                            + " 2.5 a layer with the old heuristic, and by at most 1.5 with normalized initialization",
                    "old: shrinks towards higher layers; normalized: roughly the same",
                    scale -> List.of(
                            atLeast(2.5, 0, "factor a layer, old heuristic")
                                    .by(lab ->
                                            fall(lab, OLD, scale.pick(256, 1000), 0, 4, LayerStatistics::activation)),
                            between(1, 1.5, 0, "factor a layer, normalized")
                                    .by(lab -> fall(
                                            lab,
                                            NORMALIZED,
                                            scale.pick(256, 1000),
                                            0,
                                            4,
                                            LayerStatistics::activation)))),
            new Claim(
                    "glorot-gradient-shrinks",
                    "Glorot & Bengio 2010 (PMLR 9:249-256), equation 15 and figure 7",
                    "In tanh networks of 5 layers, on inputs from 0 to 1, the variance of back-propagated gradients falls"
                            + " about threefold a layer with the old heuristic (2.5 to 4), and by at most 1.5 with"
                            + " normalized initialization",
                    "old: 3 times a layer; normalized: roughly the same",
                    scale -> List.of(
                            between(2.5, 4, 0, "factor a layer, old heuristic")
                                    .by(lab -> fall(lab, OLD, scale.pick(256, 1000), 4, 0, LayerStatistics::gradient)),
                            between(1, 1.5, 0, "factor a layer, normalized")
                                    .by(lab -> fall(
                                            lab, NORMALIZED, scale.pick(256, 1000), 4, 0, LayerStatistics::gradient)))),
            new Claim(
                    "glorot-weight-gradient-flat",
                    "Glorot & Bengio 2010 (PMLR 9:249-256), figure 8",
                    "With the old heuristic the variance of weight gradients is the same in all layers, within a"
                            + " factor of 2, though that of back-propagated gradients is not",
                    "roughly constant",
                    scale -> List.of(
                            between(0.5, 2, 0, "weight gradient's variance, layer 2 over layer 5")
                                    .by(lab -> Interval.geometricMean(lab.probeOnData(
                                            ClaimNetwork.plain(OLD, "tanh", 5, scale.pick(256, 1000)),
                                            64,
                                            16,
                                            ratio(1, 4, LayerStatistics::weightGradient)))),
                            atMost(0.1, 0, "back-propagated gradient's variance, layer 2 over layer 5")
                                    .by(lab -> Interval.geometricMean(lab.probeOnData(
                                            ClaimNetwork.plain(OLD, "tanh", 5, scale.pick(256, 1000)),
                                            64,
                                            16,
                                            ratio(1, 4, LayerStatistics::gradient)))))),
            new Claim(
                    "poole-correlation",
                    "Poole et al. 2016 (arXiv:1606.05340), figure 2",
                    "In chaotic tanh networks (sigma_b² = 0.05) the correlation of two inputs goes to c*, from above"
                            + " and from below, within 0.06",
                    "0.744, 0.447, 0.299, 0.165 for sigma_w² = 2, 2.5, 3, 4",
                    scale -> FIXED_CORRELATION.entrySet().stream()
                            .flatMap(point -> correlation(scale, point.getKey(), point.getValue()))
                            .toList()),
            new Claim(
                    "pennington-orthogonal",
                    "Pennington et al. 2017 (arXiv:1711.04735), section 2.5",
                    "The squared singular values of a ReLU network's Jacobian have relative variance L with orthogonal"
                            + " and 2 L with Gaussian weights, within 20 %",
                    "32 and 64 at 32 layers",
                    scale -> List.of(
                            jacobian(scale, "orthogonal(1.4142135623730951)", 1),
                            jacobian(scale, "kaiming_normal_", 2))),
            ClaimFile.builtIn("klambauer-self-normalizing"),
            new Claim(
                    "hayou-relu-rate",
                    "Hayou et al. 2019 (arXiv:1902.06853), proposition 3",
                    "On ReLU's edge of chaos 1 / sqrt(1 - c) grows linearly with depth, by sqrt(2) / (3 pi) = 0.150 a"
                            + " layer, within a third",
                    "1 - c = 9 pi² / (2 L²)",
                    scale -> List.of(between(0.1, 0.2, 40, "growth of 1 / sqrt(1 - c) a layer, from layer 20 to 40")
                            .by(lab -> growthOfCloseness(lab, 20, 40, scale.pick(16, 200))))));

    private SignalClaims() {}

    private static Interval layerJacobian(ClaimRunner lab, String initializer, int width) {
        return Interval.mean(
                LayerJacobian.meanSingularValues(lab, ClaimNetwork.plain(initializer, "tanh", 4, width), 4));
    }

    /** Geometric mean of the fall of a variance from one layer to another four layers on. */
    private static Interval fall(ClaimRunner lab, String initializer, int width, int from, int to, Matrix part) {
        ToDoubleFunction<List<LayerStatistics>> whole = ratio(from, to, part);
        return Interval.geometricMean(lab.probeOnData(
                ClaimNetwork.plain(initializer, "tanh", 5, width),
                64,
                16,
                layers -> Math.pow(whole.applyAsDouble(layers), 1.0 / Math.abs(from - to))));
    }

    private interface Matrix {
        Moments of(LayerStatistics layer);
    }

    private static ToDoubleFunction<List<LayerStatistics>> ratio(int above, int below, Matrix part) {
        return layers -> part.of(layers.get(above)).variance()
                / part.of(layers.get(below)).variance();
    }

    private static Stream<Part> correlation(Scale scale, double sigmaW2, double fixed) {
        String initializer = "variance_scaling(" + sigmaW2 + ", fan_in, untruncated_normal)";
        // five correlation depths and more
        int depth = sigmaW2 < 2.5 ? 120 : 60;
        ClaimNetwork net = ClaimNetwork.plain(initializer, "tanh", depth, scale.pick(256, 1000))
                .biased(SIGMA_B);
        return Stream.of(0.0, 0.95)
                .map(start -> between(
                                fixed - 0.06,
                                fixed + 0.06,
                                0,
                                String.format(
                                        Locale.ROOT, "c at layer %d, sigma_w² = %s, from %s", depth, sigmaW2, start))
                        .by(lab -> Interval.mean(lab.probe(
                                net,
                                8,
                                start,
                                scale.pick(32, 64),
                                layers -> 1 - decorrelation(layers.get(depth - 1), 8)))));
    }

    /** 1 - c over all pairs of a batch; see {@link dev.fathom.engine.probe.ProbeReport}. */
    private static double decorrelation(LayerStatistics layer, int batch) {
        Moments z = layer.preactivation();
        return batch / (batch - 1.0) * z.unitVariance() / z.secondMoment();
    }

    private static Interval growthOfCloseness(ClaimRunner lab, int from, int to, int networks) {
        double[] before = Angles.ofLastLayer(lab, ClaimNetwork.plain("kaiming_normal_", "relu", from, 1000), networks);
        double[] after = Angles.ofLastLayer(lab, ClaimNetwork.plain("kaiming_normal_", "relu", to, 1000), networks);
        double[] growth = new double[networks];
        for (int i = 0; i < networks; i++) {
            growth[i] = (1 / Math.sqrt(after[i]) - 1 / Math.sqrt(before[i])) / (to - from);
        }
        return Interval.mean(growth);
    }

    private static Part jacobian(Scale scale, String initializer, int factor) {
        int depth = scale.pick(16, 32);
        return between(
                        0.8 * factor,
                        1.2 * factor,
                        depth,
                        "relative variance over depth, " + initializer.replaceAll("\\(.*", ""))
                .by(lab -> Interval.mean(
                                lab
                                        .jacobians(
                                                ClaimNetwork.plain(initializer, "relu", depth, scale.pick(200, 400)),
                                                16)
                                        .stream()
                                        .mapToDouble(SignalClaims::relativeVariance)
                                        .toArray())
                        .over(depth));
    }

    private static double relativeVariance(double[] singularValues) {
        double second = Arrays.stream(singularValues).map(s -> s * s).average().orElseThrow();
        double fourth =
                Arrays.stream(singularValues).map(s -> s * s * s * s).average().orElseThrow();
        return fourth / (second * second) - 1;
    }
}
