package dev.fathom.sweep;

/**
 * What became of a trial, by numbers alone. Chance is the loss of the best constant answer (ln 10 for ten balanced
 * classes); the final loss is the mean over the last tenth of the minibatches; the gradient ratio is the second moment of
 * the gradient by the pre-activation in the first layer over that in the last, at initialization. The first line that fits
 * gives the verdict.
 */
public enum Verdict {
    /** Something overflowed float32 before the first step, or the gradient ratio exceeds 10^6 and the trial did not train. */
    EXPLODED("overflow or gradient ratio above 1e6 at initialization, and not trained"),
    /** The loss became infinite or NaN, or ended above twice the greater of chance and the first loss. */
    DIVERGED("loss not finite, or above twice the larger of chance and the first loss"),
    /** Final loss at most half of chance. */
    TRAINED("final loss at most 50 % of chance"),
    /** Final loss at most nine tenths of chance. */
    SLOW("final loss at most 90 % of chance"),
    /** No progress, with a gradient ratio below 10^-6, underflow counted. */
    VANISHED("no progress, and gradient ratio below 1e-6 at initialization"),
    /** No progress for any other reason. */
    STALLED("no progress, though gradients reach the first layer");

    private final String rule;

    Verdict(String rule) {
        this.rule = rule;
    }

    /** The rule in words, as the documentation and the report show it. */
    public String rule() {
        return rule;
    }

    /** The word in tables, files and the store. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
