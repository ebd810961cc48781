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
            ClaimFile.builtIn("small-normal-vanishes"),
            ClaimFile.builtIn("standard-normal-saturates"),
            ClaimFile.builtIn("uniform-suits-sigmoid"),
            ClaimFile.builtIn("xavier-suits-sigmoid"),
            ClaimFile.builtIn("xavier-suits-tanh"),
            ClaimFile.builtIn("he-suits-relu"),
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

    private static double[] probe(ClaimRunner lab, ClaimNetwork net, ToDoubleFunction<List<LayerStatistics>> figure) {
        return lab.probe(net, 64, NETWORKS, figure);
    }

    private static Moments last(List<LayerStatistics> layers) {
        return layers.get(layers.size() - 1).activation();
    }

    private static Recipe recipe(Scale scale) {
        return Recipe.sgd(scale.pick(400, 2000), 8, 0.01, 0.05, 0.2);
    }

    private static Stream<Part> equalVariance(Scale scale, String pair) {
        ClaimNetwork net = net(pair, 20, scale.pick(64, 256));
        return Stream.of(
                atLeast(0.5, 0, pair + ": share trained").by(lab -> lab.trained(net, recipe(scale))),
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
