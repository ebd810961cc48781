package dev.fathom.report;

import dev.fathom.sweep.TrialResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a report is made of.
 *
 * @param title of the study
 * @param question that the study was to answer, as its author put it; may be empty
 * @param command that reproduces the results, exactly as typed in a shell; may be empty
 * @param environment what ran it (versions, device, operating system, times), in the order to be shown
 * @param results of the finished trials, in any order
 * @param predictions dashed lines beside the measured ones
 */
public record ReportInput(
        String title,
        String question,
        String command,
        Map<String, String> environment,
        List<TrialResult> results,
        Predictions predictions) {
    public ReportInput {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        results = List.copyOf(results);
    }

    /** Without theory. */
    public ReportInput(
            String title, String question, String command, Map<String, String> environment, List<TrialResult> results) {
        this(title, question, command, environment, results, Predictions.NONE);
    }
}
