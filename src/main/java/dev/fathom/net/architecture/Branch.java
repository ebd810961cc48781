package dev.fathom.net.architecture;

import dev.fathom.net.Activate;
import dev.fathom.net.Block;
import dev.fathom.net.Normalize;
import dev.fathom.net.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A residual branch of layers, each behind its activation.
 *
 * @param place where the normalization stands, if there is one
 */
public record Branch(BranchScale scale, int layers, Place place) {
    /** Of the normalization. */
    public enum Place {
        /** Before every activation of the branch, and before the one behind the last block. */
        PRE,
        /** Behind every sum. */
        POST,
        /** Before the branch and at its end, and before the activation behind the last block. */
        PERI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final String USAGE = "SCALE, layers=N, norm=pre|post|peri|none";

    static final Branch ONE_LAYER = new Branch(BranchScale.of(1), 1, Place.PRE);

    private static final int MAX_LAYERS = 8;

    public Branch {
        if (layers < 1 || layers > MAX_LAYERS) {
            throw new IllegalArgumentException("a branch has 1 to " + MAX_LAYERS + " layers, got " + layers);
        }
    }

    /** @param initial what is not said otherwise */
    static Branch parse(Body.Spelling spelling, List<String> arguments, Branch initial) {
        Branch branch = initial;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            branch = argument.contains("=") ? branch.with(argument, spelling) : branch.scaled(i, argument, spelling);
        }
        return branch;
    }

    Branch times(double other) {
        return new Branch(scale.times(other), layers, place);
    }

    private Branch scaled(int position, String text, Body.Spelling spelling) {
        if (position > 0 || text.isEmpty()) {
            throw spelling.notUnderstood(text, spelling.name() + "(" + USAGE + ")");
        }
        return new Branch(BranchScale.parse(text), layers, place);
    }

    private Branch with(String argument, Body.Spelling spelling) {
        OptionalInt number = Body.Spelling.number(argument, "layers");
        if (number.isPresent()) {
            return new Branch(scale, number.getAsInt(), place);
        }
        for (Place other : Place.values()) {
            if (argument.equals("norm=" + other)) {
                return new Branch(scale, layers, other);
            }
        }
        if (argument.equals("norm=none")) {
            return this;
        }
        throw spelling.notUnderstood(argument, spelling.name() + "(" + USAGE + ")");
    }

    /**
     * One block: the branch around its layers, and what stands behind the sum.
     *
     * @param layer the weights of each of its layers
     * @param depth blocks of the network
     */
    List<Block> block(Block layer, int depth, Optional<Normalize> norm) {
        List<Block> body = new ArrayList<>();
        for (int number = 1; number <= layers; number++) {
            boolean normalized = place == Place.PRE || place == Place.PERI && number == 1;
            body.addAll(normalized ? activation(norm) : List.of(new Activate()));
            body.add(layer);
        }
        if (place == Place.PERI) {
            body.add(norm.orElseThrow());
        }
        Block residual = new Residual(body, scale.at(depth));
        return place == Place.POST ? List.of(residual, norm.orElseThrow()) : List.of(residual);
    }

    /** φ behind the normalization, where there is one. */
    static List<Block> activation(Optional<Normalize> norm) {
        Block activate = new Activate();
        return norm.isPresent() ? List.of(norm.get(), activate) : List.of(activate);
    }

    /** What differs from the initial form, as users write it. */
    List<String> arguments(Branch initial) {
        List<String> arguments = new ArrayList<>();
        if (!scale.equals(initial.scale)) {
            arguments.add(scale.toString());
        }
        if (layers != initial.layers) {
            arguments.add("layers=" + layers);
        }
        if (place != initial.place) {
            arguments.add("norm=" + place);
        }
        return arguments;
    }

    static String bracketed(String name, List<String> arguments) {
        return arguments.isEmpty() ? name : name + "(" + String.join(",", arguments) + ")";
    }
}
