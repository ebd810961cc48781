package dev.fathom.report;

import dev.fathom.sweep.TrialResult;
import dev.fathom.sweep.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * All trials of one initializer, one depth and one panel. Its share of trained networks is over the seeds at the best
 * setting: an initializer is not to blame for a learning rate that suits nobody.
 */
record Cell(
        Panel panel, String initializer, int depth, List<TrialResult> trials, Setting setting, List<TrialResult> best) {
    static Cell of(Panel panel, String initializer, int depth, List<TrialResult> trials) {
        Map<Setting, List<TrialResult>> bySetting = new LinkedHashMap<>();
        for (TrialResult trial : trials) {
            bySetting
                    .computeIfAbsent(Setting.of(trial.trial()), s -> new ArrayList<>())
                    .add(trial);
        }
        Map.Entry<Setting, List<TrialResult>> best = bySetting.entrySet().stream()
                .max(Comparator.comparingDouble(
                                (Map.Entry<Setting, List<TrialResult>> entry) -> trainedShare(entry.getValue()))
                        .thenComparing(entry -> orElse(median(entry.getValue(), TrialResult::accuracy), -1))
                        .thenComparing(entry ->
                                -orElse(median(entry.getValue(), TrialResult::finalLoss), Double.POSITIVE_INFINITY)))
                .orElseThrow();
        return new Cell(panel, initializer, depth, trials, best.getKey(), best.getValue());
    }

    double share() {
        return trainedShare(best);
    }

    long trained() {
        return best.stream().filter(trial -> trial.verdict() == Verdict.TRAINED).count();
    }

    /** At least half of the seeds. */
    boolean trains() {
        return share() >= 0.5;
    }

    double accuracy() {
        return median(best, TrialResult::accuracy);
    }

    /** How often each verdict fell, at the best setting. */
    Map<Verdict, Integer> verdicts() {
        return verdicts(best);
    }

    static Map<Verdict, Integer> verdicts(List<TrialResult> trials) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        trials.forEach(trial -> counts.merge(trial.verdict(), 1, Integer::sum));
        return counts;
    }

    /** The most frequent verdict. */
    static Verdict frequent(List<TrialResult> trials) {
        return verdicts(trials).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** One trial for each initial network: trials that differ in the learning rate alone start from the same one. */
    List<TrialResult> networks() {
        Set<Long> seen = new HashSet<>();
        return trials.stream().filter(trial -> seen.add(trial.trial().seed())).toList();
    }

    private static double trainedShare(List<TrialResult> trials) {
        return trials.stream()
                .mapToInt(t -> t.verdict() == Verdict.TRAINED ? 1 : 0)
                .average()
                .orElse(0);
    }

    private static double median(List<TrialResult> trials, ToDoubleFunction<TrialResult> value) {
        return Numbers.median(trials.stream().mapToDouble(value).toArray());
    }

    private static double orElse(double value, double other) {
        return Double.isNaN(value) ? other : value;
    }
}
