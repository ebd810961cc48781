package dev.fathom.study;

import dev.fathom.engine.LayerStatistics;
import java.util.List;
import java.util.Locale;

/**
 * What became of a trial, by numbers alone. Chance is the loss of the best constant answer (ln 10 for ten balanced
 * classes); the final loss is the mean over the last tenth of the minibatches; the gradient ratio is the second moment of
 * the gradient by the pre-activation in the first layer over that in the last, at initialization. The first rule that fits
 * gives the verdict, the overflow at initialization before all others.
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

    private static final double FAR = 1e6;
    private static final double TRAINED_BELOW = 0.5;
    private static final double SLOW_BELOW = 0.9;
    private static final double DIVERGED_ABOVE = 2;

    private final String rule;

    Verdict(String rule) {
        this.rule = rule;
    }

    /**
     * Applies the rules.
     *
     * @param initialization statistics of all layers before the first step
     * @param losses of every minibatch
     * @param chance loss of the best constant answer
     */
    public static Verdict of(List<LayerStatistics> initialization, float[] losses, double chance) {
        boolean overflow = initialization.stream().anyMatch(Verdict::nonfinite);
        return of(overflow, gradientRatio(initialization), losses[0], finalLoss(losses), chance);
    }

    /**
     * The same by what the rules look at.
     *
     * @param overflow whether something was not finite before the first step
     * @param ratio second moment of the first layer's gradient over the last layer's, at initialization
     * @param first loss of the first minibatch
     * @param last mean loss over the last tenth of the minibatches
     */
    public static Verdict of(boolean overflow, double ratio, double first, double last, double chance) {
        if (overflow) {
            return EXPLODED;
        }
        if (!Double.isFinite(last)) {
            return ratio > FAR ? EXPLODED : DIVERGED;
        }
        if (last <= TRAINED_BELOW * chance) {
            return TRAINED;
        }
        if (last <= SLOW_BELOW * chance) {
            return SLOW;
        }
        if (ratio > FAR) {
            return EXPLODED;
        }
        if (last > DIVERGED_ABOVE * Math.max(chance, first)) {
            return DIVERGED;
        }
        return ratio < 1 / FAR ? VANISHED : STALLED;
    }

    private static boolean nonfinite(LayerStatistics layer) {
        return layer.preactivation().nonfinite() > 0
                || layer.gradient().nonfinite() > 0
                || layer.weightGradient().nonfinite() > 0;
    }

    /** Second moment of the first layer's gradient over the last layer's; 1 where the last one is zero itself. */
    static double gradientRatio(List<LayerStatistics> layers) {
        double top = layers.get(layers.size() - 1).gradient().secondMoment();
        return top == 0 ? 1 : layers.get(0).gradient().secondMoment() / top;
    }

    /** Mean over the last tenth of the minibatches; not finite where any of them is not. */
    public static double finalLoss(float[] losses) {
        int count = Math.max(1, losses.length / 10);
        double sum = 0;
        for (int i = losses.length - count; i < losses.length; i++) {
            sum += losses[i];
        }
        return sum / count;
    }

    /** The rule in words, as the documentation and the report show it. */
    public String rule() {
        return rule;
    }

    /** The word in tables, files and the store. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
