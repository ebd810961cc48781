package dev.fathom.net.architecture;

import dev.fathom.net.Activate;
import dev.fathom.net.Block;
import dev.fathom.net.Convolve;
import dev.fathom.net.Dense;
import dev.fathom.net.Kernel;
import dev.fathom.net.Kernel.Padding;
import dev.fathom.net.Normalize;
import dev.fathom.net.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Convolutions at constant size behind a stem of patches that do not overlap; where there are outputs, the mean over
 * positions and an output layer follow. With {@code conv} a block is one convolution, z ← φ(n(z)) * W + b, with
 * {@code resnet} a branch of several, z ← z + S branch(z).
 *
 * @param stem side of a patch
 * @param branch empty for {@code conv}
 */
public record Convolutions(Kernel kernel, int stem, Optional<Branch> branch) implements Body {
    private static final String WORDS = "kernel=K, padding=circular|zeros, stem=PATCH";

    static final String USAGE = "conv(" + WORDS + "), resnet(" + Branch.USAGE + ", " + WORDS + ")";

    private static final Convolutions CONV = new Convolutions(new Kernel(3, Padding.CIRCULAR), 4, Optional.empty());
    private static final Convolutions RESNET =
            new Convolutions(CONV.kernel, CONV.stem, Optional.of(new Branch(BranchScale.of(1), 2, Branch.Place.PRE)));

    private static final int MAX_STEM = 64;

    public Convolutions {
        if (stem < 1 || stem > MAX_STEM) {
            throw new IllegalArgumentException("a patch has a side of 1 to " + MAX_STEM + ", got " + stem);
        }
    }

    static Optional<Body> parse(Body.Spelling spelling) {
        return switch (spelling.name()) {
            case "conv" -> Optional.of(CONV.with(spelling));
            case "resnet" -> Optional.of(RESNET.with(spelling));
            default -> Optional.empty();
        };
    }

    private Convolutions with(Body.Spelling spelling) {
        Kernel seen = kernel;
        int patch = stem;
        List<String> ofBranch = new ArrayList<>();
        for (String argument : spelling.arguments()) {
            OptionalInt size = Body.Spelling.number(argument, "kernel");
            OptionalInt side = Body.Spelling.number(argument, "stem");
            Optional<Padding> padding = List.of(Padding.values()).stream()
                    .filter(each -> argument.equals("padding=" + each))
                    .findFirst();
            if (padding.isPresent()) {
                seen = new Kernel(seen.size(), padding.get());
            } else if (size.isPresent()) {
                seen = new Kernel(size.getAsInt(), seen.padding());
            } else if (side.isPresent()) {
                patch = side.getAsInt();
            } else if (branch.isPresent() && !argument.matches("(kernel|padding|stem)=.*")) {
                ofBranch.add(argument);
            } else {
                throw spelling.notUnderstood(argument, USAGE);
            }
        }
        return new Convolutions(seen, patch, branch.map(initial -> Branch.parse(spelling, ofBranch, initial)));
    }

    @Override
    public Convolutions withBranches(double factor) {
        return new Convolutions(kernel, stem, branch.map(form -> form.times(factor)));
    }

    @Override
    public Convolutions withSkips() {
        return new Convolutions(kernel, stem, branch.or(() -> RESNET.branch));
    }

    @Override
    public OptionalInt patch() {
        return OptionalInt.of(stem);
    }

    @Override
    public List<Block> blocks(Shape shape, Optional<Normalize> norm) {
        int width = shape.evenWidth(this);
        List<Block> blocks = new ArrayList<>(List.of(Dense.stem(width)));
        Convolve layer = new Convolve(kernel, width);
        for (int block = 1; block <= shape.depth(); block++) {
            if (branch.isPresent()) {
                blocks.addAll(branch.get().block(layer, shape.depth(), norm));
            } else {
                blocks.addAll(Branch.activation(norm));
                blocks.add(layer);
            }
        }
        boolean post = branch.isPresent() && branch.get().place() == Branch.Place.POST;
        blocks.addAll(post ? List.of(new Activate()) : Branch.activation(norm));
        if (shape.outputs() > 0) {
            Collections.addAll(blocks, new Pool(), Dense.output(shape.outputs()));
        }
        return blocks;
    }

    @Override
    public String toString() {
        Convolutions initial = branch.isPresent() ? RESNET : CONV;
        List<String> arguments = new ArrayList<>();
        branch.ifPresent(form -> arguments.addAll(form.arguments(initial.branch.get())));
        if (kernel.size() != initial.kernel.size()) {
            arguments.add("kernel=" + kernel.size());
        }
        if (kernel.padding() != initial.kernel.padding()) {
            arguments.add("padding=" + kernel.padding());
        }
        if (stem != initial.stem) {
            arguments.add("stem=" + stem);
        }
        return Branch.bracketed(branch.isPresent() ? "resnet" : "conv", arguments);
    }
}
