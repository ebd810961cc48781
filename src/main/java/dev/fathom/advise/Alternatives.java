package dev.fathom.advise;

import dev.fathom.activation.Activations;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.init.Initializers;
import dev.fathom.net.Architecture;
import dev.fathom.net.Normalize.Norm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What else might be changed where no initializer works; each is tried. */
record Alternatives(Adviser adviser) {
    /** One change, and what came of it. */
    record Remedy(String change, int trained, int seeds) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s: %d of %d networks train", change, trained, seeds);
        }
    }

    List<Remedy> tried(Question question) {
        List<Remedy> remedies = new ArrayList<>();
        String best = question.candidates().byTheory().get(0).initializer().spec();
        boolean normalized = question.architecture().norm().isPresent();
        other("tanh", "orthogonal", question, remedies);
        other("relu", "he_normal", question, remedies);
        if (question.architecture().branchScale().isEmpty()) {
            Architecture residual =
                    new Architecture(Optional.of(1f), question.architecture().norm());
            remedies.add(remedy("residual connections with rezero", question.with(residual), "rezero"));
        }
        if (!normalized) {
            Architecture layerNorm = new Architecture(question.architecture().branchScale(), Optional.of(Norm.LAYER));
            remedies.add(remedy("layer normalization with " + best, question.with(layerNorm), best));
        }
        shallower(question, best, remedies);
        return remedies;
    }

    private void other(String activation, String initializer, Question question, List<Remedy> remedies) {
        if (!question.activation().name().equals(activation)) {
            Question changed = question.with(Activations.parse(activation));
            remedies.add(remedy(activation + " with " + initializer, changed, initializer));
        }
    }

    /** Half the depth, and half again, until most networks train. */
    private void shallower(Question question, String initializer, List<Remedy> remedies) {
        for (int depth = question.depth() / 2; depth >= 1; depth /= 2) {
            Remedy remedy = remedy(depth + " layers with " + initializer, question.withDepth(depth), initializer);
            if (2 * remedy.trained() >= remedy.seeds()) {
                remedies.add(remedy);
                return;
            }
        }
    }

    private Remedy remedy(String change, Question changed, String initializer) {
        Training training = adviser.train(changed, List.of(Initializers.parse(initializer)))
                .values()
                .iterator()
                .next();
        return new Remedy(change, training.trained(), changed.seeds());
    }
}
