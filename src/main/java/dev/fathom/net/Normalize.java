package dev.fathom.net;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the scale from a signal.
 *
 * @param affine whether a learnable gain and shift of each channel follow, of RMSNorm a gain alone
 */
public record Normalize(Norm norm, boolean affine) implements Block {
    private static final String AFFINE = "(affine)";

    /** Without gain or shift. */
    public Normalize(Norm norm) {
        this(norm, false);
    }

    /** Over which values. */
    public enum Norm {
        /** Mean 0 and variance 1 over the channels of each position (Ba et al. 2016). */
        LAYER,
        /** Second moment 1 over the channels of each position, the mean left in place (Zhang and Sennrich 2019). */
        RMS,
        /** Mean 0 and variance 1 of each channel over the positions of a batch (Ioffe and Szegedy 2015). */
        BATCH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT) + "norm";
        }
    }

    public static Normalize parse(String text, String whole) {
        boolean affine = text.endsWith(AFFINE);
        String name = affine ? text.substring(0, text.length() - AFFINE.length()) : text;
        for (Norm norm : Norm.values()) {
            if (norm.toString().equals(name)) {
                return new Normalize(norm, affine);
            }
        }
        throw new IllegalArgumentException(
                "'" + whole + "' asks for an unknown normalization: use " + suffixes() + ", each also with " + AFFINE);
    }

    public static String suffixes() {
        return Stream.of(Norm.values()).map(norm -> "+" + norm).collect(Collectors.joining(", "));
    }

    /** As {@code Architecture} writes it behind a plus sign. */
    @Override
    public String toString() {
        return norm + (affine ? AFFINE : "");
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
