package dev.fathom.net;

import java.util.Locale;

/**
 * A residual branch of dense layers, each behind its activation.
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

    static final Branch ONE_LAYER = new Branch(BranchScale.of(1), 1, Place.PRE);

    private static final int MAX_LAYERS = 8;

    public Branch {
        if (layers < 1 || layers > MAX_LAYERS) {
            throw new IllegalArgumentException("a branch has 1 to " + MAX_LAYERS + " layers, got " + layers);
        }
    }

    /** The arguments between the brackets: {@code depth^-0.5,layers=2,norm=peri}. */
    static Branch parse(String arguments, String whole) {
        Branch branch = ONE_LAYER;
        String[] parts = arguments.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            branch = parts[i].contains("=") ? branch.with(parts[i], whole) : branch.scaled(i, parts[i], whole);
        }
        return branch;
    }

    Branch times(double other) {
        return new Branch(scale.times(other), layers, place);
    }

    private Branch scaled(int position, String text, String whole) {
        if (position > 0 || text.isEmpty()) {
            throw new IllegalArgumentException("'" + whole + "' is not understood at '" + text
                    + "': write residual(SCALE, layers=N, norm=pre|post|peri|none)");
        }
        return new Branch(BranchScale.parse(text), layers, place);
    }

    private Branch with(String argument, String whole) {
        String[] pair = argument.split("=", 2);
        if (pair[0].equals("layers") && pair[1].matches("\\d{1,9}")) {
            return new Branch(scale, Integer.parseInt(pair[1]), place);
        }
        if (pair[0].equals("norm")) {
            for (Place other : Place.values()) {
                if (other.toString().equals(pair[1])) {
                    return new Branch(scale, layers, other);
                }
            }
            if (pair[1].equals("none")) {
                return this;
            }
        }
        throw new IllegalArgumentException("'" + whole + "' is not understood at '" + argument
                + "': a branch takes layers=N and norm=pre|post|peri|none");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!equals(new Branch(BranchScale.of(1), layers, place))) {
            text.append(scale);
        }
        if (layers > 1) {
            text.append(text.length() > 0 ? "," : "").append("layers=").append(layers);
        }
        if (place != Place.PRE) {
            text.append(text.length() > 0 ? "," : "").append("norm=").append(place);
        }
        return text.length() == 0 ? "residual" : "residual(" + text + ")";
    }
}
