package dev.fathom.advise;

import dev.fathom.advise.Alternatives.Remedy;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.confidence.Interval;
import dev.fathom.init.Initializer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer.
 *
 * @param ranking best first
 * @param confirmed the first of the ranking on fresh seeds; empty where no candidate trains most networks twice
 * @param margin of the winner over the next; empty where one alone was trained or none works
 * @param remedies what else was tried; empty where the winner works
 * @param notes what the reader must know besides
 */
public record Advice(
        Question question,
        List<Candidate> ranking,
        Optional<Training> confirmed,
        Optional<Margin> margin,
        List<Remedy> remedies,
        List<String> notes) {
    public Advice {
        ranking = List.copyOf(ranking);
        remedies = List.copyOf(remedies);
        notes = List.copyOf(notes);
    }

    /** What to build: a network, its initializer, and what training at its best rate showed on fresh seeds. */
    public record Recommendation(Question question, Initializer initializer, Training training) {}

    /**
     * By how much the winner gains more than the next, over networks of equal seed. Neither these seeds nor their number
     * had a part in choosing the two and their learning rates, so that the interval of 95 % means what it says.
     *
     * @param works whether the next trains at least two of three of these networks too
     */
    public record Margin(String over, int seeds, Interval gain, boolean works) {
        public boolean separable() {
            return gain.low() > 0 || gain.high() < 0;
        }
    }

    Advice with(List<String> others) {
        return new Advice(question, ranking, confirmed, margin, remedies, others);
    }

    /** Whether the first of the ranking makes at least two of three fresh networks train. */
    public boolean works() {
        return confirmed.filter(Training::reliable).isPresent();
    }

    /** The winner where it works, else the remedy that trains most networks; empty where nothing tried does so reliably. */
    public Optional<Recommendation> recommendation() {
        if (works()) {
            return Optional.of(new Recommendation(question, ranking.get(0).initializer(), confirmed.orElseThrow()));
        }
        return remedies.stream()
                .filter(Remedy::helps)
                .max(Comparator.comparingDouble(
                                (Remedy remedy) -> remedy.training().part())
                        .thenComparingDouble(remedy -> remedy.training().gain().value()))
                .map(remedy -> new Recommendation(remedy.question(), remedy.initializer(), remedy.training()));
    }

    /** The answer in words. */
    public String sentence() {
        if (works()) {
            Training training = confirmed.orElseThrow();
            return "Take " + ranking.get(0).initializer().spec() + " at learning rate " + training.rate() + ": "
                    + training.share() + " fresh networks train."
                    + margin.map(Advice::sentence).orElse("");
        }
        String most = ranking.stream().anyMatch(Candidate::works) ? "two of three " : "";
        String failure = "No initializer tried makes " + most
                + question.activation().spec() + " networks train at " + question.depth() + " layers.";
        List<Remedy> helpful = remedies.stream().filter(Remedy::helps).toList();
        List<Remedy> useless = remedies.stream().filter(r -> !r.helps()).toList();
        String take = recommendation()
                .map(best -> " Take " + described(best) + ": " + best.training().share() + " fresh networks train.")
                .orElse(" Nor does any change that was tried help.");
        return failure
                + take
                + (helpful.size() > 1 ? " What helps, on fresh networks: " + list(helpful) + "." : "")
                + (useless.isEmpty() ? "" : " What was tried in vain: " + list(useless) + ".");
    }

    private String described(Recommendation best) {
        return remedies.stream()
                .filter(remedy -> remedy.question() == best.question())
                .findFirst()
                .map(remedy -> remedy.change() + " with " + best.initializer().spec())
                .orElseThrow();
    }

    private static String sentence(Margin margin) {
        Interval gain = margin.gain();
        boolean less = gain.value() < 0;
        Interval size = less ? new Interval(-gain.value(), -gain.high(), -gain.low()) : gain;
        return String.format(
                Locale.ROOT,
                " On them it removes %.2f %% %s of the chance loss than %s%s (95 %%: %.2f to %.2f)%s.",
                100 * size.value(),
                less ? "less" : "more",
                margin.over(),
                margin.works() ? "" : ", which does not train two of three of them",
                100 * size.low(),
                100 * size.high(),
                margin.separable() ? "" : ": the two cannot be told apart");
    }

    private static String list(List<Remedy> remedies) {
        return remedies.stream().map(Remedy::toString).collect(Collectors.joining("; "));
    }
}
