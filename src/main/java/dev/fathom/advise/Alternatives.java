package dev.fathom.advise;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.net.Normalize;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Architecture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What else might be changed where no initializer works; each is tried, and what trains is tried again on fresh seeds. */
record Alternatives(Adviser adviser) {
    /** Of each change, as many initializers as this, the best by theory. */
    private static final int TRIED = 2;

    /**
     * One change, and what came of it.
     *
     * @param training on the seeds that chose initializer and rate; on fresh ones where most of those trained
     */
    record Remedy(String change, Question question, Initializer initializer, Training training) {
        boolean helps() {
            return training.reliable();
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s, %s: %s", change, initializer.spec(), training.share());
        }
    }

    List<Remedy> tried(Question question) {
        List<Remedy> remedies = new ArrayList<>();
        if (question.architecture().equals(Architecture.PLAIN)) {
            remedies.add(best("weights scaled layer by layer on data", question, Initializers.parse("lsuv")));
        }
        for (String activation : List.of("tanh", "relu")) {
            if (!question.activation().name().equals(activation)) {
                remedies.add(best(activation, question.with(Activations.parse(activation))));
            }
        }
        if (question.architecture().branch().isEmpty()) {
            Architecture residual = question.architecture().withSkips();
            remedies.add(best("residual connections", question.with(residual), Initializers.parse("rezero")));
        }
        if (question.architecture().norm().isEmpty()) {
            Architecture layerNorm = question.architecture().withNorm(new Normalize(Norm.LAYER));
            remedies.add(best("layer normalization", question.with(layerNorm)));
        }
        shallower(question).ifPresent(remedies::add);
        return remedies;
    }

    /** Half the depth, and half again, until most networks train. */
    private Optional<Remedy> shallower(Question question) {
        for (int depth = question.depth() / 2; depth >= 1; depth /= 2) {
            Remedy remedy = best(depth == 1 ? "1 layer" : depth + " layers", question.withDepth(depth));
            if (remedy.helps()) {
                return Optional.of(remedy);
            }
        }
        return Optional.empty();
    }

    private Remedy best(String change, Question changed) {
        Candidates candidates = changed.candidates();
        return best(
                change,
                changed,
                candidates.distinct(candidates.byTheory()).stream()
                        .limit(TRIED)
                        .map(Candidate::initializer)
                        .toArray(Initializer[]::new));
    }

    private Remedy best(String change, Question changed, Initializer... initializers) {
        Map<String, Training> trainings = adviser.train(changed, List.of(initializers));
        Initializer best = Stream.of(initializers)
                .max(Comparator.comparingDouble(
                        initializer -> trainings.get(initializer.spec()).gain().value()))
                .orElseThrow();
        Training chosen = trainings.get(best.spec());
        return new Remedy(
                change, changed, best, chosen.works() ? adviser.confirmed(changed, best, chosen.rate()) : chosen);
    }
}
