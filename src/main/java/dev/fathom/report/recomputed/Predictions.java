package dev.fathom.report.recomputed;

import dev.fathom.study.Trial;
import java.util.List;

/** Where the dashed lines of a report come from. */
@FunctionalInterface
public interface Predictions {
    /** For a report without theory. */
    Predictions NONE = trial -> List.of();

    /** Layers in ascending order; empty where theory says nothing. */
    List<Prediction> of(Trial trial);
}
