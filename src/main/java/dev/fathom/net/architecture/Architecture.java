package dev.fathom.net.architecture;

import dev.fathom.net.Kernel;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Normalize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What users write of a network beside its sizes, and the blocks that it stands for. */
public record Architecture(Body body, Optional<Normalize> norm) {
    public static final Architecture PLAIN = new Architecture(new Chain(Optional.empty()), Optional.empty());

    public Architecture {
        Optional<Branch> branch = body.branch();
        if (norm.isEmpty() && branch.isPresent() && branch.get().place() != Branch.Place.PRE) {
            throw new IllegalArgumentException("norm=" + branch.get().place()
                    + " says where a normalization stands, but there is none: add +layernorm");
        }
    }

    /**
     * {@code plain}, {@code residual(0.1, layers=2, norm=post)}, {@code conv(kernel=3, padding=zeros)}, each also with
     * {@code +rmsnorm} and its like.
     */
    public static Architecture parse(String text) {
        String name = text.toLowerCase(Locale.ROOT).replace(" ", "");
        int plus = name.indexOf('+');
        String base = plus < 0 ? name : name.substring(0, plus);
        Optional<Normalize> norm =
                plus < 0 ? Optional.empty() : Optional.of(Normalize.parse(name.substring(plus + 1), text));
        if (norm.isPresent() && base.contains("norm=none")) {
            throw new IllegalArgumentException("'" + text + "' asks for no normalization and for one: leave one out");
        }
        return new Architecture(Body.parse(base, text), norm);
    }

    /** The form of residual branches, empty where there are none. */
    public Optional<Branch> branch() {
        return body.branch();
    }

    /** The same with another factor on its branches, if it has any. */
    public Architecture withBranches(double factor) {
        return new Architecture(body.withBranches(factor), norm);
    }

    /** The same with something that goes around its layers, if nothing does. */
    public Architecture withSkips() {
        return new Architecture(body.withSkips(), norm);
    }

    /** The same with another normalization. */
    public Architecture withNorm(Normalize other) {
        return new Architecture(body, Optional.of(other));
    }

    /** Whether positions of a sample see each other by attention. */
    public boolean attends() {
        return body instanceof Transformer;
    }

    /** What units of its convolutions see, where it has some. */
    public Optional<Kernel> kernel() {
        return body instanceof Convolutions convolutions ? Optional.of(convolutions.kernel()) : Optional.empty();
    }

    /** Whether all its layers are dense ones, which see a sample as one vector. */
    public boolean isDense() {
        return body instanceof Chain;
    }

    /** The network of these sizes; without outputs it ends at its last activation. */
    public NetworkSpec network(Shape shape) {
        return new NetworkSpec(shape.input(), body.blocks(shape, norm));
    }

    /**
     * The sizes of a network of this kind.
     *
     * @param fanOuts of all its weight matrices
     * @param readout whether the last of them is an output layer
     * @throws IllegalArgumentException where not all its layers are dense
     */
    public Shape shape(int inputs, List<Integer> fanOuts, boolean readout) {
        if (body instanceof Chain chain) {
            return chain.shape(inputs, fanOuts, readout);
        }
        throw new IllegalArgumentException("given weights are measured in networks of dense layers, not in " + this);
    }

    @Override
    public String toString() {
        return body + norm.map(kind -> "+" + kind).orElse("");
    }
}
