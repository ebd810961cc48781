package dev.fathom.report.recomputed;

import dev.fathom.study.Trial;
import java.util.Optional;

/** Where the histograms of a report come from: stores keep moments alone. */
@FunctionalInterface
public interface HistogramSource {
    /** For a report without histograms. */
    HistogramSource NONE = (trial, layers) -> Optional.empty();

    /**
     * Histograms of a trial's network before its first step, in up to so many layers; empty where they are not to be had.
     */
    Optional<Histograms> of(Trial trial, int layers);
}
