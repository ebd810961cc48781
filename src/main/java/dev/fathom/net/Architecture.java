package dev.fathom.net;

import java.util.Locale;

/**
 * How the layers of a fully connected network are tied. With z_l the pre-activations and a_l = φ(u_l):
 *
 * <ul>
 *   <li>plain: z_l = a_{l-1} W_l + b_l
 *   <li>residual (pre-activation, He et al. 2016): z_1 = x W_1 + b_1, then z_l = z_{l-1} + α (a_{l-1} W_l + b_l)
 *       wherever the widths agree
 *   <li>u_l = z_l, or, normalized, u_l = LayerNorm(z_l) without learnable gain or shift (Ba et al. 2016)
 * </ul>
 *
 * @param residual whether layers carry a skip connection
 * @param branchScale α, 1 for plain networks
 * @param normalized whether LayerNorm stands before every activation
 */
public record Architecture(boolean residual, float branchScale, boolean normalized) {
    public static final Architecture PLAIN = new Architecture(false, 1, false);

    public Architecture {
        if (!Float.isFinite(branchScale)) {
            throw new IllegalArgumentException("the branch scale must be finite, got " + branchScale);
        }
        if (!residual && branchScale != 1) {
            throw new IllegalArgumentException("a branch scale needs a residual architecture");
        }
    }

    /** {@code plain}, {@code residual}, {@code residual(0.1)}, each also with {@code +layernorm}. */
    public static Architecture parse(String text) {
        String name = text.toLowerCase(Locale.ROOT).replace(" ", "");
        boolean normalized = name.endsWith("+layernorm");
        String base = normalized ? name.substring(0, name.length() - "+layernorm".length()) : name;
        if (base.equals("plain")) {
            return new Architecture(false, 1, normalized);
        }
        if (base.equals("residual")) {
            return new Architecture(true, 1, normalized);
        }
        if (base.startsWith("residual(") && base.endsWith(")")) {
            try {
                return new Architecture(
                        true, Float.parseFloat(base.substring("residual(".length(), base.length() - 1)), normalized);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the branch scale of '" + text + "' is not a number");
            }
        }
        throw new IllegalArgumentException("unknown architecture '" + text
                + "': use plain, residual or residual(SCALE), with +layernorm if wanted");
    }

    /** Whether layer {@code layer} (1-based) of these widths adds its input to its output. */
    public boolean skips(int layer, int fanIn, int fanOut) {
        return residual && layer > 1 && fanIn == fanOut;
    }

    @Override
    public String toString() {
        String base = residual ? branchScale == 1 ? "residual" : "residual(" + branchScale + ")" : "plain";
        return normalized ? base + "+layernorm" : base;
    }
}
