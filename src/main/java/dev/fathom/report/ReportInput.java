package dev.fathom.report;

import dev.fathom.report.recomputed.HistogramSource;
import dev.fathom.report.recomputed.Predictions;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All that a report is made of.
 *
 * @param title of the study
 * @param question that the study was to answer, as its author put it; may be empty
 * @param command that reproduces the results, exactly as typed in a shell; may be empty
 * @param text of the study file that the command asks for; empty where it asks for none
 * @param environment what ran it (versions, device, operating system, times), in the order to be shown
 * @param results of the finished trials
 * @param predictions dashed lines beside the measured ones
 * @param preactivations histograms
 * @param layerNames of a trial's network from its first layer on; empty where there are none but numbers
 */
public record ReportInput(
        String title,
        String question,
        String command,
        String text,
        Map<String, String> environment,
        Results results,
        Predictions predictions,
        HistogramSource preactivations,
        Function<Trial, List<String>> layerNames) {
    public ReportInput {
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** Hands over results one at a time, as {@code List::forEach} and {@code Store::forEach} do; none is kept. */
    @FunctionalInterface
    public interface Results {
        void forEach(Consumer<TrialResult> reader);
    }
}
