package dev.fathom.atlas.builtin;

import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Scale;
import dev.fathom.confidence.Interval;
import dev.fathom.engine.LayerStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What papers say of networks that are not wide. */
final class WidthClaims {
    static final List<Claim> ALL = List.of(
            new Claim(
                    "hanin-rolnick-width",
                    "Hanin & Rolnick 2018 (arXiv:1803.01719), theorem 5",
                    "The length of a ReLU network's signal fluctuates by the sum of 1/width: its logarithm has the same"
                            + " variance at depth 10 and width 20 as at depth 40 and width 80, within 30 %",
                    "exp(beta), beta = sum of 1/width",
                    scale -> List.of(between(0.7, 1.3, 0, "variance of log length, 40 x 80 over 10 x 20")
                            .by(lab -> Interval.varianceRatio(
                                    logLengths(lab, 40, 80, scale.pick(1000, 10_000)),
                                    logLengths(lab, 10, 20, scale.pick(1000, 10_000)))))),
            new Claim(
                    "lu-born-dead",
                    "Lu et al. 2019 (arXiv:1903.06733), proposition 1",
                    "A ReLU network of width N and depth L gives 0 for an input with probability"
                            + " 1 - (1 - 2^-N)^L, within 0.04",
                    "1 - (1 - 2^-N)^L",
                    scale -> Stream.of(new int[] {2, 5}, new int[] {3, 10}, new int[] {4, 20}, new int[] {6, 30})
                            .map(shape -> bornDead(scale, shape[0], shape[1]))
                            .toList()));

    private WidthClaims() {}

    private static double[] logLengths(ClaimRunner lab, int depth, int width, int networks) {
        double[] lengths = lab.probe(
                ClaimNetwork.plain("kaiming_normal_", "relu", depth, width), 1, networks, WidthClaims::lengthOverFirst);
        return Arrays.stream(lengths).map(Math::log).toArray();
    }

    /** Over the first layer's, whose own fluctuation is that of the input as well. */
    private static double lengthOverFirst(List<LayerStatistics> layers) {
        return layers.get(layers.size() - 1).preactivation().secondMoment()
                / layers.get(0).preactivation().secondMoment();
    }

    private static Part bornDead(Scale scale, int width, int depth) {
        double expected = 1 - Math.pow(1 - Math.pow(2, -width), depth);
        int networks = scale.pick(3000, 30_000);
        return between(
                        expected - 0.04,
                        expected + 0.04,
                        0,
                        String.format(Locale.ROOT, "share born dead, width %d, depth %d", width, depth))
                .by(lab -> {
                    double[] alive = lab.probe(
                            ClaimNetwork.plain("kaiming_normal_", "relu", depth, width),
                            1,
                            networks,
                            layers -> layers.get(depth - 1).activation().largest());
                    return Interval.share(
                            (int) Arrays.stream(alive)
                                    .filter(largest -> largest == 0)
                                    .count(),
                            networks);
                });
    }
}
