package dev.fathom.map;

import dev.fathom.study.Verdict;
import dev.fathom.sweep.TrialFate;

/** What a map's colours show. */
public enum What {
    /** How fast training converged or diverged, as Sohl-Dickstein 2024 has it. */
    convergence("converged", "diverged"),
    /** The verdict. */
    verdict("", ""),
    /** The final loss. */
    loss("final loss", "not finite"),
    /** The share of correct predictions on the test part. */
    accuracy("accuracy", ""),
    /** The step at which the loss came down to half of chance. */
    speed("step of half of chance", "never");

    private final String first;
    private final String second;

    What(String first, String second) {
        this.first = first;
        this.second = second;
    }

    /** What the first ramp shows. */
    String first() {
        return first;
    }

    String second() {
        return second;
    }

    /** Whether a network has its place on the second ramp. */
    boolean onSecond(TrialFate fate) {
        return switch (this) {
            case convergence -> fate.convergence() >= 0;
            case loss -> !Double.isFinite(fate.loss());
            case speed -> fate.learnedAt() < 0;
            default -> false;
        };
    }

    /** By which networks of one ramp are ranked: not negative. */
    double value(TrialFate fate) {
        return switch (this) {
            case convergence -> Math.abs(fate.convergence());
            case loss -> Double.isFinite(fate.loss()) ? Math.max(0, fate.loss()) : 1;
            case accuracy -> fate.accuracy();
            case speed -> fate.learnedAt() < 0 ? 1 : fate.learnedAt();
            case verdict -> fate.verdict().ordinal();
        };
    }

    /** Whether colours follow the rank of a value instead of the value. */
    boolean ranked() {
        return this != accuracy && this != verdict;
    }

    static final int VERDICTS = Verdict.values().length;
}
