package dev.fathom.advise;

import dev.fathom.advise.Candidate.Training;
import dev.fathom.advise.Remedies.Remedy;
import dev.fathom.confidence.Interval;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer.
 *
 * @param ranking best first
 * @param remedies what else was tried; empty where the winner works
 */
public record Advice(Question question, List<Candidate> ranking, List<Remedy> remedies) {
    public Advice {
        ranking = List.copyOf(ranking);
        remedies = List.copyOf(remedies);
    }

    /** By how much the winner gains more than the next, over networks of equal seed. */
    public record Margin(String over, Interval gain) {
        public boolean separable() {
            return gain.low() > 0;
        }
    }

    public Candidate winner() {
        return ranking.get(0);
    }

    /** Empty where only one candidate was trained. */
    public Optional<Margin> margin() {
        if (ranking.size() < 2 || ranking.get(1).training().isEmpty()) {
            return Optional.empty();
        }
        Training first = ranking.get(0).training().orElseThrow();
        Training next = ranking.get(1).training().orElseThrow();
        double[] gains = new double[first.gains().length];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = first.gains()[i] - next.gains()[i];
        }
        return Optional.of(new Margin(ranking.get(1).initializer().spec(), Interval.mean(gains)));
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
                + (helpful.isEmpty() ? "Nor did any change tried" : "Change the network instead") + ": " + tried + ".");
    }
}
