package dev.fathom.atlas;

import static dev.fathom.atlas.Expectation.atLeast;
import static dev.fathom.atlas.Expectation.atMost;
import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim.Part;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What practitioners say. */
final class PracticeClaims {
    private static final int NETWORKS = 16;

    static final List<Claim> ALL = List.of(
            new Claim(
                    "constants-symmetry",
                    "practice",
                    "Zeros and constants never break symmetry: after training, the units of a hidden layer differ by"
                            + " at most 1 % of their size",
                    "equal units",
                    PracticeClaims::symmetry),
            new Claim(
                    "small-normal-vanishes",
                    "practice",
                    "Weights drawn from 0.01 N(0, 1) make the signal vanish: the activations' second moment falls at"
                            + " least tenfold a layer",
                    "vanishes",
                    scale -> depths(scale).map(PracticeClaims::vanishes).toList()),
            new Claim(
                    "standard-normal-saturates",
                    "practice",
                    "Weights drawn from N(0, 1) saturate at least half of all tanh units, and make the second moment"
                            + " of relu grow at least tenfold a layer",
                    "saturates or explodes",
                    scale -> depths(scale).flatMap(PracticeClaims::explodes).toList()),
            suits("uniform-suits-sigmoid", "practice", "random_uniform", "sigmoid"),
            suits(
                    "xavier-suits-sigmoid",
                    "practice, after Glorot & Bengio 2010 (PMLR 9:249-256)",
                    "glorot_uniform",
                    "sigmoid"),
            suits(
                    "xavier-suits-tanh",
                    "practice, after Glorot & Bengio 2010 (PMLR 9:249-256)",
                    "glorot_uniform",
                    "tanh"),
            suits("he-suits-relu", "practice, after He et al. 2015 (arXiv:1502.01852)", "he_normal", "relu"),
            new Claim(
                    "zero-mean-equal-variance",
                    "practice",
                    "Networks of 20 layers that train have activations of |mean| at most a fifth of the deviation,"
                            + " and a variance that changes at most twofold from first to last layer",
                    "mean zero, equal variance",
                    scale -> Stream.of("orthogonal tanh", "lecun_normal selu", "he_normal relu")
                            .flatMap(pair -> equalVariance(scale, pair))
                            .toList()));

    private PracticeClaims() {}

    private static Stream<Integer> depths(Scale scale) {
        return scale.pick(Stream.of(2, 3, 5, 10, 20), Stream.of(2, 3, 5, 10, 20, 30, 50));
    }

    private static List<Part> symmetry(Scale scale) {
        return Stream.of("zeros sigmoid", "ones sigmoid", "constant(0.1) tanh", "constant(0.1) relu")
                .map(pair -> atMost(0.01, 0, "spread of units, " + pair)
                        .by(lab -> Interval.mean(
                                UnitSpread.afterTraining(lab, net(pair, 2, 32), scale.pick(100, 1000), 8))))
                .toList();
    }

    /** @param pair initializer and activation */
    private static ClaimNetwork net(String pair, int depth, int width) {
        String[] words = pair.split(" ");
        return ClaimNetwork.plain(words[0], words[1], depth, width);
    }

    private static Part vanishes(int depth) {
        return atMost(0.1, depth, "second moment's factor a layer, relu, width 256")
                .by(lab -> Interval.geometricMean(
                        probe(lab, net("naive_normal(0.01) relu", depth, 256), PracticeClaims::perLayer)));
    }

    private static Stream<Part> explodes(int depth) {
        return Stream.of(
                atLeast(0.5, depth, "saturated share of the last layer, tanh, width 256")
                        .by(lab -> Interval.mean(probe(
                                lab,
                                net("standard_normal tanh", depth, 256),
                                layers -> last(layers).saturated()))),
                atLeast(10, depth, "second moment's factor a layer, relu, width 256")
                        .by(lab -> Interval.geometricMean(
                                probe(lab, net("standard_normal relu", depth, 256), PracticeClaims::perLayer))));
    }

    private static double[] probe(ClaimRunner lab, ClaimNetwork net, ToDoubleFunction<List<LayerStatistics>> figure) {
        return lab.probe(net, 64, NETWORKS, figure);
    }

    private static Moments last(List<LayerStatistics> layers) {
        return layers.get(layers.size() - 1).activation();
    }

    private static double perLayer(List<LayerStatistics> layers) {
        double ratio = last(layers).secondMoment() / layers.get(0).activation().secondMoment();
        return Math.pow(ratio, 1.0 / (layers.size() - 1));
    }

    private static Claim suits(String name, String source, String initializer, String activation) {
        return new Claim(
                name,
                source,
                "At least half of all " + activation + " networks with weights from " + initializer
                        + " train, with the best of three learning rates",
                "suits " + activation,
                scale -> depths(scale)
                        .map(depth -> atLeast(0.5, depth, "share trained")
                                .by(lab -> lab.trained(
                                        ClaimNetwork.plain(initializer, activation, depth, scale.pick(64, 256)),
                                        recipe(scale, activation))))
                        .toList());
    }

    private static Recipe recipe(Scale scale, String activation) {
        return activation.equals("sigmoid")
                ? Recipe.sgd(scale.pick(400, 2000), 8, 0.1, 0.5, 2.0)
                : Recipe.sgd(scale.pick(400, 2000), 8, 0.01, 0.05, 0.2);
    }

    private static Stream<Part> equalVariance(Scale scale, String pair) {
        ClaimNetwork net = net(pair, 20, scale.pick(64, 256));
        return Stream.of(
                atLeast(0.5, 0, pair + ": share trained").by(lab -> lab.trained(net, recipe(scale, "relu"))),
                atMost(0.2, 0, pair + ": |mean| over deviation, last layer")
                        .by(lab -> Interval.mean(probe(
                                lab,
                                net,
                                layers -> Math.abs(last(layers).mean())
                                        / Math.sqrt(last(layers).variance())))),
                between(0.5, 2, 0, pair + ": variance of the last layer over the first")
                        .by(lab -> Interval.geometricMean(probe(
                                lab,
                                net,
                                layers -> last(layers).variance()
                                        / layers.get(0).activation().variance()))));
    }
}
