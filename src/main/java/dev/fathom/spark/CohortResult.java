package dev.fathom.spark;

import dev.fathom.sweep.Provenance;
import dev.fathom.sweep.TrialResult;
import java.io.Serializable;
import java.util.List;

/**
 * What an executor sends back.
 *
 * @param executor name and host
 */
record CohortResult(String executor, Provenance run, List<TrialResult> results) implements Serializable {
    CohortResult {
        results = List.copyOf(results);
    }
}
