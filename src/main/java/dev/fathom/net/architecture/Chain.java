package dev.fathom.net.architecture;

import dev.fathom.net.Activate;
import dev.fathom.net.Block;
import dev.fathom.net.Dense;
import dev.fathom.net.Normalize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Dense layers one behind the other, or in residual branches. With z the pre-activations, φ the activation and n the
 * normalization, where there is one:
 *
 * <ul>
 *   <li>plain: z_l = φ(n(z_{l-1})) W_l + b_l
 *   <li>residual (pre-activation, He et al. 2016): z_1 = x W_1 + b_1, then z_l = z_{l-1} + S (φ(n(z_{l-1})) W_l + b_l)
 *       wherever the widths agree
 *   <li>residual with k layers a branch: z_1 likewise, then for each of depth blocks z ← z + S branch(z), where the
 *       branch is k times φ, weights and biases; {@link Branch.Place} says where n stands
 * </ul>
 *
 * @param branch empty for plain networks
 */
public record Chain(Optional<Branch> branch) implements Body {
    static final String USAGE = "plain, residual or residual(" + Branch.USAGE + ")";

    static Optional<Body> parse(Body.Spelling spelling) {
        return switch (spelling.name()) {
            case "plain" -> {
                if (!spelling.arguments().isEmpty()) {
                    throw spelling.notUnderstood(spelling.arguments().get(0), USAGE);
                }
                yield Optional.of(new Chain(Optional.empty()));
            }
            case "residual" ->
                Optional.of(new Chain(Optional.of(Branch.parse(spelling, spelling.arguments(), Branch.ONE_LAYER))));
            default -> Optional.empty();
        };
    }

    @Override
    public Chain withBranches(double factor) {
        return new Chain(branch.map(form -> form.times(factor)));
    }

    @Override
    public Chain withSkips() {
        return new Chain(branch.or(() -> Optional.of(Branch.ONE_LAYER)));
    }

    @Override
    public OptionalInt patch() {
        return OptionalInt.empty();
    }

    @Override
    public List<Block> blocks(Shape shape, Optional<Normalize> norm) {
        List<Block> blocks = new ArrayList<>(List.of(Dense.hidden(shape.fanOut(1))));
        if (layers() > 1) {
            Dense layer = Dense.hidden(shape.evenWidth(this));
            for (int block = 1; block <= shape.depth(); block++) {
                blocks.addAll(branch.get().block(layer, shape.depth(), norm));
            }
        } else {
            for (int layer = 2; layer <= shape.depth(); layer++) {
                blocks.addAll(layer(shape, layer, norm));
            }
        }
        blocks.addAll(isPost() && shape.depth() > 1 ? List.of(new Activate()) : Branch.activation(norm));
        if (shape.outputs() > 0) {
            blocks.add(Dense.output(shape.outputs()));
        }
        return blocks;
    }

    private List<Block> layer(Shape shape, int layer, Optional<Normalize> norm) {
        Dense dense = Dense.hidden(shape.fanOut(layer));
        if (branch.isPresent() && shape.fanIn(layer) == shape.fanOut(layer)) {
            return branch.get().block(dense, shape.depth(), norm);
        }
        List<Block> step = new ArrayList<>(isPost() ? List.of(new Activate()) : Branch.activation(norm));
        step.add(dense);
        return step;
    }

    private boolean isPost() {
        return branch.isPresent() && branch.get().place() == Branch.Place.POST;
    }

    private int layers() {
        return branch.map(Branch::layers).orElse(1);
    }

    /** The sizes of such a network, as {@link Architecture#shape} has them. */
    Shape shape(int inputs, List<Integer> fanOuts, boolean readout) {
        List<Integer> widths = new ArrayList<>(fanOuts);
        int outputs = readout ? widths.remove(widths.size() - 1) : 0;
        int layers = layers();
        if (layers == 1) {
            return new Shape(inputs, widths, outputs);
        }
        if (widths.size() < 1 + layers || (widths.size() - 1) % layers != 0) {
            throw new IllegalArgumentException(
                    widths.size() + " hidden weight matrices are not one and " + layers + " for each block of " + this);
        }
        return new Shape(inputs, widths.subList(0, (widths.size() - 1) / layers), outputs);
    }

    @Override
    public String toString() {
        return branch.map(form -> form.arguments(Branch.ONE_LAYER))
                .map(arguments -> Branch.bracketed("residual", arguments))
                .orElse("plain");
    }
}
