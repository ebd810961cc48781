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
        LAYER,
        /** Second moment 1 over the channels of each position, the mean left in place (Zhang and Sennrich 2019). */
        RMS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT) + "norm";
        }
    }

    static Normalize parse(String text, String whole) {
        for (Norm norm : Norm.values()) {
            if (norm.toString().equals(text)) {
                return new Normalize(norm);
            }
        }
        throw new IllegalArgumentException("'" + whole + "' asks for an unknown normalization: use " + suffixes());
    }

    static String suffixes() {
        return Stream.of(Norm.values()).map(norm -> "+" + norm).collect(Collectors.joining(", "));
    }

    /** As {@link Architecture} writes it behind a plus sign. */
    @Override
    public String toString() {
        return norm.toString();
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
