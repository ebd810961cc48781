package dev.fathom.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What users write of a network beside its sizes, and the blocks that it stands for. With z the pre-activations, φ the
 * activation and n the normalization, where there is one:
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
public record Architecture(Optional<Branch> branch, Optional<Normalize> norm) {
    public static final Architecture PLAIN = new Architecture(Optional.empty(), Optional.empty());

    public Architecture {
        if (norm.isEmpty() && branch.isPresent() && branch.get().place() != Branch.Place.PRE) {
            throw new IllegalArgumentException("norm=" + branch.get().place()
                    + " says where a normalization stands, but there is none: add +layernorm");
        }
    }

    /** Branches of one layer, not scaled. */
    public static Architecture residual(Optional<Normalize> norm) {
        return new Architecture(Optional.of(Branch.ONE_LAYER), norm);
    }

    /** {@code plain}, {@code residual}, {@code residual(0.1, layers=2, norm=post)}, each also with {@code +rmsnorm} and its like. */
    public static Architecture parse(String text) {
        String name = text.toLowerCase(Locale.ROOT).replace(" ", "");
        int plus = name.indexOf('+');
        String base = plus < 0 ? name : name.substring(0, plus);
        Optional<Normalize> norm =
                plus < 0 ? Optional.empty() : Optional.of(Normalize.parse(name.substring(plus + 1), text));
        if (norm.isPresent() && base.contains("norm=none")) {
            throw new IllegalArgumentException("'" + text + "' asks for no normalization and for one: leave one out");
        }
        if (base.equals("plain")) {
            return new Architecture(Optional.empty(), norm);
        }
        if (base.equals("residual")) {
            return residual(norm);
        }
        if (base.startsWith("residual(") && base.endsWith(")")) {
            String arguments = base.substring("residual(".length(), base.length() - 1);
            return new Architecture(Optional.of(Branch.parse(arguments, text)), norm);
        }
        throw new IllegalArgumentException("unknown architecture '" + text
                + "': use plain, residual or residual(SCALE, layers=N, norm=pre|post|peri|none), with "
                + Normalize.suffixes() + " if wanted");
    }

    /** The same with another factor on its branches, if it has any. */
    public Architecture withBranches(double factor) {
        return new Architecture(branch.map(form -> form.times(factor)), norm);
    }

    /** The network of these sizes; without outputs it ends at its last activation. */
    public NetworkSpec network(Shape shape) {
        List<Block> blocks = new ArrayList<>(List.of(Dense.hidden(shape.fanOut(1))));
        if (branch.isPresent() && branch.get().layers() > 1) {
            int width = evenWidth(shape);
            for (int block = 1; block <= shape.depth(); block++) {
                blocks.addAll(residual(branch.get(), shape.depth(), width));
            }
        } else {
            for (int layer = 2; layer <= shape.depth(); layer++) {
                blocks.addAll(layer(shape, layer));
            }
        }
        blocks.addAll(isPost() && shape.depth() > 1 ? List.of(new Activate()) : activation());
        if (shape.outputs() > 0) {
            blocks.add(Dense.output(shape.outputs()));
        }
        return new NetworkSpec(Extent.vector(shape.inputs()), blocks);
    }

    /**
     * The sizes of a network of this kind.
     *
     * @param fanOuts of all its weight matrices
     * @param readout whether the last of them is an output layer
     */
    public Shape shape(int inputs, List<Integer> fanOuts, boolean readout) {
        List<Integer> widths = new ArrayList<>(fanOuts);
        int outputs = readout ? widths.remove(widths.size() - 1) : 0;
        int layers = branch.map(Branch::layers).orElse(1);
        if (layers == 1) {
            return new Shape(inputs, widths, outputs);
        }
        if (widths.size() < 1 + layers || (widths.size() - 1) % layers != 0) {
            throw new IllegalArgumentException(
                    widths.size() + " hidden weight matrices are not one and " + layers + " for each block of " + this);
        }
        return new Shape(inputs, widths.subList(0, (widths.size() - 1) / layers), outputs);
    }

    private List<Block> layer(Shape shape, int layer) {
        if (branch.isPresent() && shape.fanIn(layer) == shape.fanOut(layer)) {
            return residual(branch.get(), shape.depth(), shape.fanOut(layer));
        }
        List<Block> step = new ArrayList<>(isPost() ? List.of(new Activate()) : activation());
        step.add(Dense.hidden(shape.fanOut(layer)));
        return step;
    }

    private List<Block> residual(Branch form, int depth, int width) {
        List<Block> body = new ArrayList<>();
        for (int layer = 1; layer <= form.layers(); layer++) {
            boolean normalized = form.place() == Branch.Place.PRE || form.place() == Branch.Place.PERI && layer == 1;
            body.addAll(normalized ? activation() : List.of(new Activate()));
            body.add(Dense.hidden(width));
        }
        if (form.place() == Branch.Place.PERI) {
            body.add(norm.orElseThrow());
        }
        Block residual = new Residual(body, form.scale().at(depth));
        return isPost() ? List.of(residual, norm.orElseThrow()) : List.of(residual);
    }

    private boolean isPost() {
        return branch.isPresent() && branch.get().place() == Branch.Place.POST;
    }

    private List<Block> activation() {
        Block activate = new Activate();
        return norm.isPresent() ? List.of(norm.get(), activate) : List.of(activate);
    }

    private int evenWidth(Shape shape) {
        int width = shape.fanOut(1);
        if (shape.widths().stream().anyMatch(other -> other != width)) {
            throw new IllegalArgumentException(
                    this + " keeps one width in all its blocks: give one width instead of " + shape.widths());
        }
        return width;
    }

    @Override
    public String toString() {
        String base = branch.map(Branch::toString).orElse("plain");
        return base + norm.map(kind -> "+" + kind).orElse("");
    }
}
