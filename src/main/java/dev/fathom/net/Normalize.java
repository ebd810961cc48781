package dev.fathom.net;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes the scale from a signal; without learnable gain or shift. */
public record Normalize(Norm norm) implements Block {
    /** Over which values. */
    public enum Norm {
        /** Mean 0 and variance 1 over the channels of each position (Ba et al. 2016). */
        LAYER;

        static Norm parse(String text, String whole) {
            for (Norm norm : values()) {
                if (norm.toString().equals(text)) {
                    return norm;
                }
            }
            throw new IllegalArgumentException("'" + whole + "' asks for an unknown normalization: use " + suffixes());
        }

        static String suffixes() {
            return Stream.of(values()).map(norm -> "+" + norm).collect(Collectors.joining(", "));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT) + "norm";
        }
    }

    @Override
    public Extent output(Extent in) {
        return in;
    }

    @Override
    public List<Weight> weights(Extent in) {
        return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.normalize(this);
    }
}
