package dev.fathom.spark;

import dev.fathom.store.Provenance;
import dev.fathom.study.TrialResult;
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
