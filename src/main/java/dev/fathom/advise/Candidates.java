package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Predicted;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.WeightLaws;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Scheme;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import dev.fathom.theory.CriticalLine;
import dev.fathom.theory.CriticalPoint;
import dev.fathom.theory.Propagation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The initializers that come into question, ranked by theory.
 *
 * @param shape where it has an output layer, that one is not looked at
 */
record Candidates(Activation activation, Architecture architecture, Shape shape) {

    /** All that fit the architecture and that every library can draw, least drift first. */
    List<Candidate> byTheory() {
        List<Candidate> candidates = new ArrayList<>();
        for (Initializer initializer : offered()) {
            Propagation theory =
                    Predicted.of(setup(initializer), shape, architecture, 1).propagation();
            if (theory.inapplicable().isEmpty()) {
                candidates.add(Candidate.predicted(
                        initializer, Drift.predicted(theory.layers().subList(0, shape.depth()))));
            }
        }
        candidates.sort(promise());
        return candidates;
    }

    /** The better score first; where it is the same, weights that keep lengths, with variance nearest 1/n. */
    Comparator<Candidate> promise() {
        return Comparator.comparingDouble(Candidate::score)
                .reversed()
                .thenComparingDouble(candidate -> Math.abs(
                        Math.log(inner().fanIn(2) * distribution(candidate).variance())));
    }

    private Distribution distribution(Candidate candidate) {
        return WeightLaws.of(setup(candidate.initializer())).weights(Architecture.PLAIN.network(inner()), 2);
    }

    private List<Initializer> offered() {
        return Stream.concat(Initializers.all().stream(), critical())
                .filter(initializer -> eligible(initializer))
                .toList();
    }

    /** Orthogonal weights at the activation's edge of chaos, where it has one. */
    private Stream<Initializer> critical() {
        return CriticalLine.points(activation, 0).stream()
                .filter(CriticalPoint::stable)
                .limit(1)
                .filter(point -> Math.abs(point.sigmaW2() - 1) > 1e-6) // 'orthogonal' is there already
                .map(point -> Initializers.parse("orthogonal(" + (float) Math.sqrt(point.sigmaW2()) + ")"));
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
            Distribution distribution =
                    WeightLaws.of(setup(initializer)).weights(Architecture.PLAIN.network(inner()), 2);
            return distribution.variance() > 0
                    && (distribution instanceof Distribution.Independent
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
                            Math.round(1e4 * distribution.variance() * inner().fanIn(2)),
                            distribution instanceof Distribution.Orthogonal,
                            candidate.initializer().scheme().learning()));
                })
                .toList();
    }

    /** A layer inside the network, as wide as the first. */
    private Shape inner() {
        int width = shape.widths().get(0);
        return Shape.uniform(width, Math.max(2, shape.depth()), width, 0);
    }

    private TrialSetup setup(Initializer initializer) {
        return new TrialSetup(initializer, 1, 0, activation, 1, 0);
    }
}
