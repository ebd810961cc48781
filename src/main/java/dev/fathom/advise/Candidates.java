package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.engine.probe.Predicted;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Scheme;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.theory.meanfield.CriticalLine;
import dev.fathom.theory.propagation.LayerPrediction;
import dev.fathom.theory.propagation.Propagation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The initializers that come into question, ranked by theory.
 *
 * @param shape where it has an output layer, that one is not looked at
 */
record Candidates(Activation activation, Architecture architecture, Shape shape) {
    private static final double LEAST_GAIN = 0.25;
    private static final double GREATEST_GAIN = 16;
    private static final int GAINS = 32;
    private static final int FINER = 6;

    /** The probe sees what width does to the best gain, some percent. */
    private static final double BESIDE = 1.05;

    /** Orders of magnitude of drift by which a candidate may lie behind the best and still promise something else. */
    private static final double BEHIND = 2;

    /** Gains that differ by less than this factor are near relatives. */
    private static final double NEAR = 1.12;

    /**
     * All that fit the architecture and that every library can draw, least drift first; of a network that theory has nothing
     * to say of, such as one with a causal mask, those with variance nearest 1/n first, for the probe to judge.
     */
    List<Candidate> byTheory() {
        List<Candidate> candidates = new ArrayList<>();
        List<Candidate> unpredicted = new ArrayList<>();
        for (Initializer initializer : offered()) {
            Propagation theory =
                    Predicted.of(setup(initializer), shape, architecture, 1).propagation();
            if (theory.inapplicable().isEmpty()) {
                candidates.add(Candidate.predicted(initializer, Drift.predicted(hidden(theory))));
            } else {
                unpredicted.add(Candidate.predicted(initializer, Drift.UNKNOWN));
            }
        }
        List<Candidate> ranked = candidates.isEmpty() ? unpredicted : candidates;
        ranked.sort(promise());
        return ranked;
    }

    /** Of dense networks the first so many as the depth; of others all, whose blocks have several. */
    private List<LayerPrediction> hidden(Propagation theory) {
        int hidden = architecture.isDense()
                ? shape.depth()
                : architecture.network(shape).hiddenLayers();
        return theory.layers().subList(0, hidden);
    }

    /** The better score first; where it is the same, weights that keep lengths, with variance nearest 1/n. */
    Comparator<Candidate> promise() {
        return Comparator.comparingDouble(Candidate::score)
                .reversed()
                .thenComparingDouble(candidate -> Math.abs(Math.rint(
                        1e6 * Math.log(rows() * distribution(candidate).variance()))));
    }

    private Distribution distribution(Candidate candidate) {
        return inner(candidate.initializer());
    }

    private List<Initializer> offered() {
        return Stream.concat(Initializers.all().stream(), tuned())
                .filter(initializer -> eligible(initializer))
                .toList();
    }

    /**
     * Orthogonal and Gaussian weights at the gains that suit the activation: those of its edge of chaos, stable or not, and
     * the one that drifts least through this many layers, with two beside it for the probe to judge.
     */
    private Stream<Initializer> tuned() {
        List<Double> critical = CriticalLine.points(activation, 0).stream()
                .map(point -> Math.sqrt(point.sigmaW2()))
                .filter(gain -> gain >= LEAST_GAIN && gain <= GREATEST_GAIN)
                .toList();
        double best = leastDrift(critical);
        return Stream.concat(critical.stream(), Stream.of(best, best / BESIDE, best * BESIDE))
                .filter(gain -> Math.abs(gain - 1) > 1e-6) // without a gain they are there already
                .map(gain -> (float) (double) gain)
                .distinct() // the best is often a critical one
                .flatMap(gain -> Stream.of(orthogonal(gain), normal(gain)));
    }

    private static Initializer orthogonal(float gain) {
        return Initializers.parse("orthogonal(" + gain + ")");
    }

    private static Initializer normal(float gain) {
        return Initializers.parse("variance_scaling(scale=" + (float) (Math.round(1e6 * gain * gain) / 1e6)
                + ",mode=fan_in,distribution=untruncated_normal)");
    }

    /** The gain of least predicted drift: one of these, or from 1/4 to 16 on a grid that is then refined to 2 %. */
    private double leastDrift(List<Double> critical) {
        double coarse = Math.pow(GREATEST_GAIN / LEAST_GAIN, 1.0 / GAINS);
        double near = least(IntStream.rangeClosed(0, GAINS).mapToObj(i -> LEAST_GAIN * Math.pow(coarse, i)));
        double fine = Math.pow(coarse, 1.0 / FINER);
        return least(Stream.concat(
                critical.stream(), IntStream.rangeClosed(-FINER, FINER).mapToObj(i -> near * Math.pow(fine, i))));
    }

    private double least(Stream<Double> gains) {
        return gains.min(Comparator.comparingDouble(gain -> drift(orthogonal((float) (double) gain))))
                .orElseThrow();
    }

    private double drift(Initializer initializer) {
        Propagation theory =
                Predicted.of(setup(initializer), shape, architecture, 1).propagation();
        return theory.inapplicable().isPresent()
                ? Double.POSITIVE_INFINITY
                : Drift.predicted(hidden(theory)).size();
    }

    private boolean eligible(Initializer initializer) {
        Scheme scheme = initializer.scheme();
        if (scheme instanceof Scheme.UnitVariance
                || scheme instanceof Scheme.MaximalUpdate
                || scheme instanceof Scheme.FanInBiases) {
            return false; // not distributions of weights alone: they need data, learning rates by layer, or biases
        }
        try {
            Cohort.requireFit(initializer, architecture);
            WeightLaws.requireStable(setup(initializer));
            Distribution distribution = inner(initializer);
            boolean kernels = distribution instanceof Distribution.Centre;
            return distribution.variance() > 0
                    && (architecture.isDense() || kernels == scheme instanceof Scheme.KernelCentre)
                    && (kernels
                            || distribution instanceof Distribution.Independent
                            || distribution instanceof Distribution.Orthogonal);
        } catch (IllegalArgumentException e) {
            return false; // no edge of chaos, or not for this architecture
        }
    }

    /** Theory sees the variance alone: one candidate of each variance and kind goes on, the best first. */
    List<Candidate> distinct(List<Candidate> ranked) {
        Set<Object> seen = new HashSet<>();
        return ranked.stream()
                .filter(candidate -> {
                    Distribution distribution = distribution(candidate);
                    return seen.add(List.of(
                            Math.round(1e4 * distribution.variance() * rows()),
                            distribution instanceof Distribution.Orthogonal,
                            architecture.isDense()
                                    ? candidate.initializer().scheme().learning()
                                    : candidate.initializer().scheme()));
                })
                .toList();
    }

    /**
     * So many of a ranking, best first: those not far behind the best that differ by more than a little in their gain or are
     * of another kind, then their near relatives, then the rest.
     */
    List<Candidate> diverse(List<Candidate> ranked, int most) {
        List<Candidate> chosen = new ArrayList<>();
        List<Candidate> relatives = new ArrayList<>();
        List<Candidate> rest = new ArrayList<>();
        for (Candidate candidate : ranked) {
            boolean behind = candidate.score() < ranked.get(0).score() - BEHIND;
            boolean related = chosen.stream().anyMatch(other -> related(other, candidate));
            (behind ? rest : related ? relatives : chosen).add(candidate);
        }
        return Stream.of(chosen, relatives, rest)
                .flatMap(List::stream)
                .limit(most)
                .toList();
    }

    /** Of one kind, and of nearly the same gain. */
    boolean related(Candidate a, Candidate b) {
        Distribution first = distribution(a);
        Distribution second = distribution(b);
        return first instanceof Distribution.Orthogonal == second instanceof Distribution.Orthogonal
                && a.initializer()
                        .scheme()
                        .learning()
                        .equals(b.initializer().scheme().learning())
                && Math.abs(Math.log(first.variance() / second.variance())) < Math.log(NEAR * NEAR);
    }

    /** The law of a layer inside the network: of the second of a dense one, of the first kernel, of queries. */
    private Distribution inner(Initializer initializer) {
        return WeightLaws.of(setup(initializer)).weights(inner(), innerLayer());
    }

    private int innerLayer() {
        return architecture.attends() ? 3 : 2;
    }

    /** What a unit of that layer sees. */
    private int rows() {
        return inner().weights().get(innerLayer() - 1).rows();
    }

    /** Of at least two layers, as wide as the first. */
    private NetworkSpec inner() {
        int width = shape.widths().get(0);
        Shape deep = Shape.uniform(shape.input().withChannels(width), Math.max(2, shape.depth()), width, 0);
        return (architecture.isDense() ? Architecture.PLAIN : architecture).network(deep);
    }

    private TrialSetup setup(Initializer initializer) {
        return new TrialSetup(initializer, 1, 0, activation, 1, 0);
    }
}
