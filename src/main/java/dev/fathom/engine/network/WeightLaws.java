package dev.fathom.engine.network;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Bias;
import dev.fathom.init.Distribution;
import dev.fathom.init.Scheme;
import dev.fathom.net.Attention;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Positions;
import dev.fathom.net.Weight;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.theory.meanfield.CriticalLine;
import dev.fathom.theory.meanfield.CriticalPoint;
import java.util.List;
import java.util.Locale;

/**
 * The laws of one trial's weights and biases: the initializer's, made concrete for the network.
 *
 * @param gain factor on every weight
 */
public record WeightLaws(TrialSetup setup, double gain, double biasStd) {
    /** @throws IllegalArgumentException where the initializer has no laws for this activation */
    public static WeightLaws of(TrialSetup setup) {
        if (!(setup.initializer().scheme() instanceof Scheme.EdgeOfChaos edge)) {
            return new WeightLaws(setup, setup.weightGain(), setup.biasStd());
        }
        if (edge.sigmaB() > 0 && !setup.bias().equals(Bias.AUTO)) {
            throw new IllegalArgumentException("edge_of_chaos asks for biases of deviation " + edge.sigmaB()
                    + ", the trial for " + setup.bias().spec() + ": leave one of them out");
        }
        if (edge.sigmaB() > 0 && setup.biasStd() > 0 && setup.biasStd() != edge.sigmaB()) {
            throw new IllegalArgumentException("edge_of_chaos asks for biases of deviation " + edge.sigmaB()
                    + ", the trial for " + setup.biasStd() + ": leave one of them out");
        }
        double biasStd = edge.sigmaB() > 0 ? edge.sigmaB() : deviation(setup);
        Activation activation = edge.activation().isEmpty() ? setup.activation() : Activations.parse(edge.activation());
        return new WeightLaws(
                setup,
                setup.weightGain() * Math.sqrt(critical(activation, biasStd).sigmaW2()),
                biasStd);
    }

    /**
     * For networks yet to be made: what stores hold may have been made otherwise.
     *
     * @throws IllegalArgumentException where the initializer has no laws for this activation, or asks for a critical point
     *     that signals leave
     */
    public static void requireStable(TrialSetup setup) {
        WeightLaws laws = of(setup);
        if (!(setup.initializer().scheme() instanceof Scheme.EdgeOfChaos edge)) {
            return;
        }
        Activation activation = edge.activation().isEmpty() ? setup.activation() : Activations.parse(edge.activation());
        CriticalPoint point = critical(activation, laws.biasStd());
        if (!point.stable()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "edge_of_chaos: the critical point of %s at sigma_b = %s, sigma_w^2 = %.4g at q* = %.3g, is unstable:"
                            + " signals leave it from layer to layer; 'fathom advise' finds the gain that suits a depth",
                    activation.spec(),
                    (float) laws.biasStd(),
                    point.sigmaW2(),
                    point.qStar().orElse(Double.NaN)));
        }
    }

    /** Of the biases of all layers, for which the critical point is looked up. */
    private static double deviation(TrialSetup setup) {
        if (setup.bias().equals(Bias.AUTO)) {
            return setup.biasStd();
        }
        Distribution law = setup.bias().distribution(1);
        if (!(setup.bias() instanceof Bias.Law) || law.mean() != 0) {
            throw new IllegalArgumentException("edge_of_chaos is for biases of mean 0 and one deviation in all layers,"
                    + " which bias " + setup.bias().spec() + " is not: use bias_std");
        }
        return Math.sqrt(law.variance());
    }

    /** The critical point that real nets can stay at, if there is one; else the first. */
    private static CriticalPoint critical(Activation activation, double sigmaB) {
        List<CriticalPoint> points = CriticalLine.points(activation, sigmaB * sigmaB);
        return points.stream()
                .filter(CriticalPoint::stable)
                .findFirst()
                .or(() -> points.stream().findFirst())
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has no edge of chaos at sigma_b = %s: no weight variance keeps its gradients",
                        activation.spec(),
                        sigmaB)));
    }

    /** @param layer 1-based */
    public Distribution weights(NetworkSpec network, int layer) {
        List<Weight> weights = network.weights();
        Weight weight = weights.get(layer - 1);
        if (!weight.hasBiases()) {
            return new Distribution.Normal(0, Positions.DEVIATION);
        }
        int hidden = weights.size() - (weights.get(weights.size() - 1).isOutput() ? 1 : 0);
        if (setup.initializer().scheme() instanceof Scheme.Fixup && weight.place() == Weight.Place.IN_BRANCH) {
            return drawn(weight, layer, hidden).scaled(inBranch(weights) * initial(weight, layer, depth(weights)));
        }
        return weight.endsBranch() && setup.initializer().scheme() instanceof Scheme.Fixup
                ? new Distribution.Constant(0)
                : drawn(weight, layer, hidden)
                        .scaled(byRole(weights, weight))
                        .scaled(initial(weight, layer, depth(weights)));
    }

    private double byRole(List<Weight> weights, Weight weight) {
        Scheme scheme = setup.initializer().scheme();
        if (scheme instanceof Scheme.BranchEnds && weight.endsBranch()) {
            return 1 / Math.sqrt(weights.stream().filter(Weight::endsBranch).count());
        }
        boolean mixes = List.of("value", "output", "mlp 1", "mlp 2").contains(weight.part()) && !weight.isOutput();
        long blocks = weights.stream()
                .filter(each -> each.part().equals(Attention.PARTS.get(0)))
                .count();
        return mixes && blocks > 0 ? scheme.inTransformer((int) blocks) : 1;
    }

    /** Blocks where branches have several layers, else hidden layers: what users call the depth. */
    private static int depth(List<Weight> weights) {
        boolean several = weights.stream().anyMatch(weight -> weight.place() == Weight.Place.IN_BRANCH);
        return (int) weights.stream()
                .filter(weight -> several ? weight.endsBranch() : !weight.isOutput())
                .count();
    }

    private Distribution drawn(Weight weight, int layer, int hidden) {
        if (setup.initializer().scheme() instanceof Scheme.KernelCentre centre && weight.area() > 1) {
            return centre.kernel(weight.area(), weight.rows() / weight.area(), weight.columns())
                    .scaled(gain);
        }
        return setup.initializer()
                .distribution(weight.fanIn(), weight.fanOut(), layer, hidden)
                .scaled(gain);
    }

    /** L^(-1/(2m-2)) on the layers of a branch before its last, of L branches with m layers each (Zhang et al. 2019). */
    private static double inBranch(List<Weight> weights) {
        double branches = weights.stream().filter(Weight::endsBranch).count();
        double before = weights.stream()
                        .filter(weight -> weight.place() == Weight.Place.IN_BRANCH)
                        .count()
                / branches;
        return Math.pow(branches, -1 / (2 * before));
    }

    /** SGD or not: the tables have one initial scale for all optimizers. */
    private double initial(Weight weight, int layer, int depth) {
        return RateFactors.factors(setup.parametrization(), weight, layer, depth, Optimizer.SGD)
                .initial();
    }

    /** @param fanIn of the layer */
    public Distribution biases(int fanIn) {
        if (!setup.bias().equals(Bias.AUTO)) {
            return setup.bias().distribution(fanIn);
        }
        if (biasStd == 0 && setup.initializer().scheme() instanceof Scheme.FanInBiases) {
            return new Bias.FanIn().distribution(fanIn);
        }
        return biasStd == 0 ? new Distribution.Constant(0) : new Distribution.Normal(0, biasStd);
    }
}
