package dev.fathom.lint;

import java.util.Optional;

/**
 * The law that describes a tensor best.
 *
 * @param family of laws
 * @param text with its numbers
 * @param pValue of the Kolmogorov-Smirnov test; NaN where the law is certain
 * @param truncation where it is cut off, in standard deviations of the uncut law; NaN where no cut shows
 * @param call that draws it; empty where no library's does
 */
public record Law(Family family, String text, double pValue, double truncation, Optional<String> call) {
    /** Below this no law is said to fit. */
    static final double LEAST_P = 1e-4;

    /** Kinds of laws that are told apart. */
    public enum Family {
        ZEROS,
        CONSTANT,
        IDENTITY,
        ORTHOGONAL,
        SPARSE,
        UNIFORM,
        NORMAL,
        TRUNCATED_NORMAL,
        /** Trained weights, most of the time. */
        OTHER
    }

    boolean fits() {
        return family != Family.OTHER;
    }
}
