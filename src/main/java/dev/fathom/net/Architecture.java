package dev.fathom.net;

import dev.fathom.net.Normalize.Norm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What users write of a network beside its sizes, and the blocks that it stands for. With z_l the pre-activations and
 * a_l = φ(u_l):
 *
 * <ul>
 *   <li>plain: z_l = a_{l-1} W_l + b_l
 *   <li>residual (pre-activation, He et al. 2016): z_1 = x W_1 + b_1, then z_l = z_{l-1} + α (a_{l-1} W_l + b_l)
 *       wherever the widths agree
 *   <li>u_l = z_l, or, normalized, u_l = LayerNorm(z_l) without learnable gain or shift (Ba et al. 2016)
 * </ul>
 *
 * @param branchScale α; empty for plain networks
 * @param norm before every activation
 */
public record Architecture(Optional<Float> branchScale, Optional<Norm> norm) {
    public static final Architecture PLAIN = new Architecture(Optional.empty(), Optional.empty());

    public Architecture {
        if (branchScale.isPresent() && !Float.isFinite(branchScale.get())) {
            throw new IllegalArgumentException("the branch scale must be finite, got " + branchScale.get());
        }
    }

    /** {@code plain}, {@code residual}, {@code residual(0.1)}, each also with {@code +layernorm}. */
    public static Architecture parse(String text) {
        String name = text.toLowerCase(Locale.ROOT).replace(" ", "");
        boolean normalized = name.endsWith("+layernorm");
        String base = normalized ? name.substring(0, name.length() - "+layernorm".length()) : name;
        Optional<Norm> norm = normalized ? Optional.of(Norm.LAYER) : Optional.empty();
        if (base.equals("plain")) {
            return new Architecture(Optional.empty(), norm);
        }
        if (base.equals("residual")) {
            return new Architecture(Optional.of(1f), norm);
        }
        if (base.startsWith("residual(") && base.endsWith(")")) {
            try {
                float scale = Float.parseFloat(base.substring("residual(".length(), base.length() - 1));
                return new Architecture(Optional.of(scale), norm);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the branch scale of '" + text + "' is not a number");
            }
        }
        throw new IllegalArgumentException("unknown architecture '" + text
                + "': use plain, residual or residual(SCALE), with +layernorm if wanted");
    }

    /** The same with another factor on its branches, if it has any. */
    public Architecture withBranches(double factor) {
        return new Architecture(branchScale.map(scale -> (float) (scale * factor)), norm);
    }

    /** The network of these sizes; without outputs it ends at its last activation. */
    public NetworkSpec network(Shape shape) {
        List<Block> blocks = new ArrayList<>(List.of(Dense.hidden(shape.fanOut(1))));
        for (int layer = 2; layer <= shape.depth(); layer++) {
            List<Block> step = new ArrayList<>(activation());
            step.add(Dense.hidden(shape.fanOut(layer)));
            if (branchScale.isPresent() && shape.fanIn(layer) == shape.fanOut(layer)) {
                blocks.add(new Residual(step, branchScale.get()));
            } else {
                blocks.addAll(step);
            }
        }
        blocks.addAll(activation());
        if (shape.outputs() > 0) {
            blocks.add(Dense.output(shape.outputs()));
        }
        return new NetworkSpec(Extent.vector(shape.inputs()), blocks);
    }

    private List<Block> activation() {
        Block activate = new Activate();
        return norm.isPresent() ? List.of(new Normalize(norm.get()), activate) : List.of(activate);
    }

    @Override
    public String toString() {
        String base = branchScale
                .map(scale -> scale == 1 ? "residual" : "residual(" + scale + ")")
                .orElse("plain");
        return norm.isPresent() ? base + "+layernorm" : base;
    }
}
