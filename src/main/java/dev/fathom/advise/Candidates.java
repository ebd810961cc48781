package dev.fathom.advise;

import dev.fathom.engine.Cohort;
import dev.fathom.engine.Predicted;
import dev.fathom.engine.WeightLaws;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Law;
import dev.fathom.init.Scheme;
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

/** The initializers that come into question, ranked by theory. */
final class Candidates {
    private Candidates() {}

    /** All that fit the architecture and that every library can draw, least drift first. */
    static List<Candidate> byTheory(Question question) {
        List<Candidate> candidates = new ArrayList<>();
        Shape shape = question.hidden(question.width());
        for (Initializer initializer : offered(question)) {
            Propagation theory = Predicted.of(question.setup(initializer), shape, question.architecture(), 1);
            if (theory.inapplicable().isEmpty()) {
                candidates.add(Candidate.predicted(initializer, Drift.predicted(theory.layers())));
            }
        }
        candidates.sort(promise(question));
        return candidates;
    }

    /** The better score first; where it is the same, weights that keep lengths, with variance nearest 1/n. */
    static Comparator<Candidate> promise(Question question) {
        return Comparator.comparingDouble(Candidate::score)
                .reversed()
                .thenComparingDouble(candidate -> Math.abs(
                        Math.log(question.width() * law(candidate, question).variance())));
    }

    private static Law law(Candidate candidate, Question question) {
        return WeightLaws.of(question.setup(candidate.initializer()))
                .weights(question.hidden(question.width()), 2, false);
    }

    private static List<Initializer> offered(Question question) {
        return Stream.concat(Initializers.all().stream(), critical(question))
                .filter(initializer -> eligible(initializer, question))
                .toList();
    }

    /** Orthogonal weights at the activation's edge of chaos, where it has one. */
    private static Stream<Initializer> critical(Question question) {
        return CriticalLine.points(question.activation(), 0).stream()
                .filter(CriticalPoint::stable)
                .limit(1)
                .filter(point -> Math.abs(point.sigmaW2() - 1) > 1e-6) // 'orthogonal' is there already
                .map(point -> Initializers.parse("orthogonal(" + (float) Math.sqrt(point.sigmaW2()) + ")"));
    }

    private static boolean eligible(Initializer initializer, Question question) {
        Scheme scheme = initializer.scheme();
        if (scheme instanceof Scheme.UnitVariance || scheme instanceof Scheme.MaximalUpdate) {
            return false; // not laws of weights alone: one needs data, the other learning rates by layer
        }
        try {
            Cohort.requireFit(initializer, question.architecture());
            Law law = WeightLaws.of(question.setup(initializer)).weights(question.hidden(1), 2, false);
            return law.variance() > 0 && (law instanceof Law.Independent || law instanceof Law.Orthogonal);
        } catch (IllegalArgumentException e) {
            return false; // no edge of chaos, or not for this architecture
        }
    }

    /** Theory sees the variance alone: one candidate of each variance and kind goes on, the best first. */
    static List<Candidate> distinct(List<Candidate> ranked, Question question) {
        Set<Object> seen = new HashSet<>();
        return ranked.stream()
                .filter(candidate -> {
                    Law law = law(candidate, question);
                    return seen.add(List.of(
                            Math.round(1e4 * law.variance() * question.width()),
                            law instanceof Law.Orthogonal,
                            candidate.initializer().scheme().learning()));
                })
                .toList();
    }
}
