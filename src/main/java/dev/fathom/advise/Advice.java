package dev.fathom.advise;

import dev.fathom.advise.Alternatives.Remedy;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.confidence.Interval;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer.
 *
 * @param ranking best first
 * @param margin of the winner over the next; empty where one alone was trained or none works
 * @param remedies what else was tried; empty where the winner works
 */
public record Advice(Question question, List<Candidate> ranking, Optional<Margin> margin, List<Remedy> remedies) {
    public Advice {
        ranking = List.copyOf(ranking);
        remedies = List.copyOf(remedies);
    }

    /**
     * By how much the winner gains more than the next, over networks of equal seed. Neither these seeds nor their number
     * had a part in choosing the two and their learning rates, so that the interval of 95 % means what it says.
     */
    public record Margin(String over, int seeds, Interval gain) {
        public boolean separable() {
            return gain.low() > 0 || gain.high() < 0;
        }
    }

    public Candidate winner() {
        return ranking.get(0);
    }

    /** What the user must know where no initializer makes half of the networks train. */
    public Optional<String> warning() {
        Training best = winner().training().orElseThrow();
        if (2 * best.trained() >= best.gains().length) {
            return Optional.empty();
        }
        List<Remedy> helpful =
                remedies.stream().filter(r -> 2 * r.trained() >= r.seeds()).toList();
        String tried = remedies.stream().map(Remedy::toString).collect(Collectors.joining("; "));
        return Optional.of("No initializer makes " + question.activation().spec() + " train at "
                + question.depth() + " layers. "
                + (helpful.isEmpty() ? "Nor does any change that was tried help" : "Change the network instead") + ": "
                + tried + ".");
    }
}
