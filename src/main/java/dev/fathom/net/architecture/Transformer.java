package dev.fathom.net.architecture;

import dev.fathom.net.Activate;
import dev.fathom.net.Attention;
import dev.fathom.net.Block;
import dev.fathom.net.Dense;
import dev.fathom.net.Normalize;
import dev.fathom.net.Pool;
import dev.fathom.net.Positions;
import dev.fathom.net.Residual;
import dev.fathom.net.architecture.Branch.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An encoder over patches of an image or over given tokens. Behind a dense layer on each of them and learned positions come
 * depth blocks of self-attention and a network of two layers, each z ← z + S branch(z); then the mean over positions and an
 * output layer. With n the normalization, where there is one, and {@link Place} for where it stands:
 *
 * <ul>
 *   <li>pre: z ← z + S branch(n(z)), and n once more before the mean (Xiong et al. 2020)
 *   <li>post: z ← n(z + S branch(z)) (Vaswani et al. 2017)
 *   <li>peri: z ← z + S n(branch(n(z))), and n once more before the mean (Kim et al. 2025)
 * </ul>
 *
 * @param ratio of the hidden units of the network of two layers to the width; 0 for attention alone
 * @param skip whether anything goes around the branches
 * @param stem side of a patch
 */
public record Transformer(Attention attention, int ratio, BranchScale scale, Place place, boolean skip, int stem)
        implements Body {
    static final String USAGE = "transformer(SCALE, heads=H, ratio=R, norm=pre|post|peri|none, mlp=none, skip=none,"
            + " causal=true, stem=PATCH)";

    private static final Transformer INITIAL =
            new Transformer(new Attention(4, false), 4, BranchScale.of(1), Place.PRE, true, 4);

    private static final int MAX = 64; // of each number

    public Transformer {
        requireCount("heads", attention.heads(), 1);
        requireCount("ratio", ratio, 0);
        requireCount("stem", stem, 1);
        if (!skip && (place != Place.PRE || !scale.equals(BranchScale.of(1)))) {
            throw new IllegalArgumentException(
                    "skip=none leaves no sum to scale or to normalize: leave the scale and norm=" + place + " out");
        }
    }

    private static void requireCount(String what, int count, int least) {
        if (count < least || count > MAX) {
            throw new IllegalArgumentException(what + " lies in " + least + " to " + MAX + ", got " + count);
        }
    }

    static Optional<Body> parse(Body.Spelling spelling) {
        if (!spelling.name().equals("transformer")) {
            return Optional.empty();
        }
        Transformer body = INITIAL;
        boolean scaled = false;
        for (String argument : spelling.arguments()) {
            boolean scale = !argument.contains("=");
            if (scale && scaled || argument.isEmpty()) {
                throw spelling.notUnderstood(argument, USAGE);
            }
            scaled |= scale;
            body = scale
                    ? body.scaled(BranchScale.parse(argument))
                    : body.with(argument).orElseThrow(() -> spelling.notUnderstood(argument, USAGE));
        }
        return Optional.of(body);
    }

    private Transformer scaled(BranchScale other) {
        return new Transformer(attention, ratio, other, place, skip, stem);
    }

    private Optional<Transformer> with(String argument) {
        OptionalInt count = Body.Spelling.number(argument, "heads");
        if (count.isPresent()) {
            return Optional.of(seeing(new Attention(count.getAsInt(), attention.causal())));
        }
        OptionalInt units = Body.Spelling.number(argument, "ratio");
        if (units.isPresent() || argument.equals("mlp=none")) {
            return Optional.of(new Transformer(attention, units.orElse(0), scale, place, skip, stem));
        }
        OptionalInt side = Body.Spelling.number(argument, "stem");
        if (side.isPresent()) {
            return Optional.of(new Transformer(attention, ratio, scale, place, skip, side.getAsInt()));
        }
        for (Place other : Place.values()) {
            if (argument.equals("norm=" + other)) {
                return Optional.of(new Transformer(attention, ratio, scale, other, skip, stem));
            }
        }
        return switch (argument) {
            case "norm=none" -> Optional.of(this);
            case "skip=none" -> Optional.of(new Transformer(attention, ratio, scale, place, false, stem));
            case "causal=true", "causal=false" ->
                Optional.of(seeing(new Attention(attention.heads(), argument.endsWith("true"))));
            default -> Optional.empty();
        };
    }

    private Transformer seeing(Attention other) {
        return new Transformer(other, ratio, scale, place, skip, stem);
    }

    @Override
    public Optional<Branch> branch() {
        return skip ? Optional.of(new Branch(scale, 2, place)) : Optional.empty();
    }

    @Override
    public Transformer withBranches(double factor) {
        return skip ? scaled(scale.times(factor)) : this;
    }

    @Override
    public Transformer withSkips() {
        return new Transformer(attention, ratio, scale, place, true, stem);
    }

    @Override
    public OptionalInt patch() {
        return OptionalInt.of(stem);
    }

    @Override
    public List<Block> blocks(Shape shape, Optional<Normalize> norm) {
        int width = shape.evenWidth(this);
        List<Block> normalized = norm.<List<Block>>map(List::of).orElse(List.of());
        List<Block> blocks = new ArrayList<>(List.of(Dense.stem(width), new Positions()));
        float factor = scale.at(shape.depth());
        for (int block = 1; block <= shape.depth(); block++) {
            blocks.addAll(sublayer(List.of(attention, Dense.part("output", width)), factor, normalized));
            if (ratio > 0) {
                List<Block> layers = List.of(
                        Dense.part("mlp 1", Math.multiplyExact(ratio, width)),
                        new Activate(),
                        Dense.part("mlp 2", width));
                blocks.addAll(sublayer(layers, factor, normalized));
            }
        }
        if (place != Place.POST) {
            blocks.addAll(normalized);
        }
        if (shape.outputs() > 0) {
            Collections.addAll(blocks, new Pool(), Dense.output(shape.outputs()));
        }
        return blocks;
    }

    private List<Block> sublayer(List<Block> layers, float factor, List<Block> norm) {
        List<Block> branch = new ArrayList<>(place == Place.POST ? List.of() : norm);
        branch.addAll(layers);
        if (!skip) {
            return branch;
        }
        branch.addAll(place == Place.PERI ? norm : List.of());
        List<Block> sum = new ArrayList<>(List.of(new Residual(branch, factor)));
        sum.addAll(place == Place.POST ? norm : List.of());
        return sum;
    }

    @Override
    public String toString() {
        List<String> arguments = new ArrayList<>();
        if (!scale.equals(INITIAL.scale)) {
            arguments.add(scale.toString());
        }
        if (attention.heads() != INITIAL.attention.heads()) {
            arguments.add("heads=" + attention.heads());
        }
        if (ratio != INITIAL.ratio) {
            arguments.add(ratio == 0 ? "mlp=none" : "ratio=" + ratio);
        }
        if (place != INITIAL.place) {
            arguments.add("norm=" + place);
        }
        if (!skip) {
            arguments.add("skip=none");
        }
        if (attention.causal()) {
            arguments.add("causal=true");
        }
        if (stem != INITIAL.stem) {
            arguments.add("stem=" + stem);
        }
        return Branch.bracketed("transformer", arguments);
    }
}
