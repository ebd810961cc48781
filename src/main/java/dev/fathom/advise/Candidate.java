package dev.fathom.advise;

import dev.fathom.confidence.Interval;
import dev.fathom.init.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An initializer and what is known of it so far; each stage adds its own.
 *
 * @param predicted by mean-field theory
 * @param measured by a probe
 * @param training what short training made of it
 */
public record Candidate(
        Initializer initializer, Drift predicted, Optional<Measured> measured, Optional<Training> training) {
    /**
     * @param dead, saturated shares in the last hidden layer
     */
    public record Measured(Drift drift, double dead, double saturated) {}

    /**
     * @param gains for each seed the share of the chance loss that training removed, at the best learning rate
     * @param trained seeds whose final loss is at most half of chance
     */
    public record Training(double[] gains, int trained, double rate) {
        Interval gain() {
            return Interval.mean(gains);
        }

        /** How much more it gains than another, over networks of equal seed. */
        Interval more(Training other) {
            return Interval.mean(IntStream.range(0, Math.min(gains.length, other.gains.length))
                    .mapToDouble(i -> gains[i] - other.gains[i])
                    .toArray());
        }

        /** At most one of six networks fails: fewer leave open whether most train. */
        boolean clear() {
            return 6 * trained >= 5 * gains.length;
        }

        /** At least two of three networks train. */
        boolean reliable() {
            return 3 * trained >= 2 * gains.length;
        }

        /** Of its networks that trained. */
        double part() {
            return (double) trained / gains.length;
        }

        /** With other networks. */
        Training and(Training more) {
            double[] all = Arrays.copyOf(gains, gains.length + more.gains.length);
            System.arraycopy(more.gains, 0, all, gains.length, more.gains.length);
            return new Training(all, trained + more.trained, rate);
        }

        /** {@code 5 of 6}. */
        public String share() {
            return trained + " of " + gains.length;
        }

        /** At least half of the networks train. */
        public boolean works() {
            return 2 * trained >= gains.length;
        }
    }

    static Candidate predicted(Initializer initializer, Drift drift) {
        return new Candidate(initializer, drift, Optional.empty(), Optional.empty());
    }

    Candidate with(Measured measured) {
        return new Candidate(initializer, predicted, Optional.of(measured), training);
    }

    Candidate with(Training training) {
        return new Candidate(initializer, predicted, measured, Optional.of(training));
    }

    /**
     * Share of the chance loss that training removed, 0 to 1; for what was not trained, less than 0: minus the orders of
     * magnitude by which its signals and gradients drift. One order or less harms nothing and counts as one.
     */
    public double score() {
        if (training.isPresent()) {
            return Math.max(0, Math.min(1, training.get().gain().value()));
        }
        double drift = measured.map(m -> m.drift().size()).orElse(predicted.size());
        return -Math.min(1e6, Math.max(1, drift));
    }

    /** Most of its networks trained. */
    boolean works() {
        return training.filter(Training::works).isPresent();
    }

    /** Whether nothing is known of it: theory is silent, and it was neither probed nor trained. */
    public boolean unknown() {
        return training.isEmpty() && measured.isEmpty() && predicted.equals(Drift.UNKNOWN);
    }

    /** What each stage has shown, a line each: its name, a colon, the figures. */
    public List<String> evidence() {
        List<String> lines = new ArrayList<>(List.of("theory: " + predicted));
        measured.ifPresent(m -> lines.add(String.format(
                Locale.ROOT, "measured: %s, dead %.2g, saturated %.2g", m.drift(), m.dead(), m.saturated())));
        training.ifPresent(t -> lines.add(String.format(
                Locale.ROOT,
                "trained: %s, loss down by %.1f %% of chance (%.1f to %.1f) at rate %s",
                t.share(),
                100 * t.gain().value(),
                100 * t.gain().low(),
                100 * t.gain().high(),
                t.rate())));
        return lines;
    }
}
