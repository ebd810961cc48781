package dev.fathom.data;

import java.util.Optional;

/**
 * Samples and their targets. Arrays are shared, not copied: nobody writes to them.
 *
 * @param features row-major (samples, width), finite, without unit once standardized
 * @param width features of a sample, at least 1
 * @param targets one for each sample
 * @param image what picture a sample is, empty where it is none
 */
public record Part(float[] features, int width, Targets targets, Optional<Image> image) {
    /** @throws DataException if there is no sample, a row is not whole, a feature not finite or a target missing */
    public Part {
        checkRows("features", features, width);
        if (features.length / width != targets.samples()) {
            throw new DataException(
                    "part",
                    "a target for each of " + features.length / width + " samples",
                    Integer.toString(targets.samples()),
                    "features and targets must come from the same samples");
        }
    }

    /** Samples that are no pictures. */
    public Part(float[] features, int width, Targets targets) {
        this(features, width, targets, Optional.empty());
    }

    /** Number of samples, at least 1. */
    public int samples() {
        return targets.samples();
    }

    static void checkRows(String what, float[] values, int width) {
        if (width < 1 || values.length == 0 || values.length % width != 0) {
            throw new DataException(
                    what,
                    "whole rows of at least one value",
                    values.length + " values in rows of " + width,
                    "check it");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DataException(
                        what + ": sample " + i / width + ", value " + i % width,
                        "a finite number",
                        Float.toString(values[i]),
                        "remove or repair the sample");
            }
        }
    }
}
