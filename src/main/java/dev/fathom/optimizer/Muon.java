package dev.fathom.optimizer;

import java.util.Map;

/**
 * w ← w − η s O, where O is about the nearest orthogonal matrix to the momentum g + μ v, v ← μ v + g (Jordan et al. 2024,
 * as PyTorch has it): some Newton-Schulz steps bring its singular values near 1. It is for hidden matrices; all else steps
 * by AdamW.
 *
 * @param corrected whether the momentum is corrected for its start, as Optax does
 */
public record Muon(
        float momentum,
        int steps,
        Scale scale,
        boolean corrected,
        float beta1,
        float beta2,
        float epsilon,
        float weightDecay)
        implements Optimizer {
    /** Of the quintic a x + b x³ + c x⁵ on every singular value. */
    public static final float A = 3.4445f;

    public static final float B = -4.7750f;
    public static final float C = 2.0315f;

    private static final int MOST_STEPS = 100;

    /** The factor s on an orthogonal step of a matrix with n inputs and m outputs. */
    public enum Scale {
        /** √max(1, m/n) (Jordan et al. 2024). */
        ORIGINAL,
        /** 0.2 √max(n, m): about the mean square of a step of AdamW (Liu et al. 2025, arXiv:2502.16982). */
        MATCH_RMS,
        /** √(m/n): a spectral norm that moves features as far at every width (Bernstein and Newhouse 2024). */
        SPECTRAL
    }

    public Muon {
        Constants.requireUnit("momentum", momentum);
        if (steps < 1 || steps > MOST_STEPS) {
            throw new IllegalArgumentException("ns_steps must be 1 to " + MOST_STEPS + ", got " + steps);
        }
        Constants.requireUnit("beta1", beta1);
        Constants.requireUnit("beta2", beta2);
        Constants.requireNotNegative("epsilon", epsilon);
        Constants.requireNotNegative("weight_decay", weightDecay);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.muon(this);
    }

    @Override
    public String name() {
        return "muon";
    }

    @Override
    public Map<String, Object> parameters() {
        return Constants.ordered(
                "momentum",
                momentum,
                "ns_steps",
                steps,
                "scale",
                scale,
                "corrected",
                corrected,
                "beta1",
                beta1,
                "beta2",
                beta2,
                "epsilon",
                epsilon,
                "weight_decay",
                weightDecay);
    }

    @Override
    public int memory() {
        return 1;
    }

    @Override
    public boolean normalizes() {
        return true;
    }

    @Override
    public Decay decay() {
        return Decay.DECOUPLED;
    }

    @Override
    public Optimizer rest() {
        return new AdamW(beta1, beta2, epsilon, weightDecay, false);
    }

    public double scale(int fanIn, int fanOut) {
        return switch (scale) {
            case ORIGINAL -> Math.sqrt(Math.max(1, (double) fanOut / fanIn));
            case MATCH_RMS -> 0.2 * Math.sqrt(Math.max(fanIn, fanOut));
            case SPECTRAL -> Math.sqrt((double) fanOut / fanIn);
        };
    }

    /** What the momentum counts for beside the gradient in a step, from 0. */
    public double correction(int step) {
        return corrected ? (1 - Math.pow(momentum, step + 1)) / (1 - Math.pow(momentum, step + 2)) : 1;
    }
}
